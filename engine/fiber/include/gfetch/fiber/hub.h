#pragma once
/// The hub of a thread: it owns the loop and resumes fibers when what they
/// wait for has come. Make one first thing; it dies last.
///
///   int main() {
///     gfetch::Hub hub({.clock = gfetch::ClockKind::kVirtual});
///     auto watchman = gfetch::spawn([] {
///       for (int round = 1; round <= 3; ++round) {
///         gfetch::sleep_for(2h);
///         std::printf("round %d\n", round);
///       }
///     });
///     hub.join();  // until nothing is left to do
///   }
///
/// This hub's clock is virtual: the six hours pass at once.
///
/// The thread's own stack is the main fiber. When every fiber waits for
/// something that nothing can bring any more, LoopExit is thrown there.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/hub_options.h"

namespace gfetch {

namespace detail {
class Inbox;
class Loop;
class Scheduler;
}  // namespace detail

/// One fiber, as reports list it.
struct FiberInfo {
  std::string name;
  std::string waits_for;  ///< `queue.get`; empty when it is ready to run
  std::uint32_t id = 0;
  std::uint32_t spawner_id = 0;
};

/// Thrown in the main fiber when nothing is left that could wake any fiber.
/// The hub stays usable.
class LoopExit : public std::runtime_error {
 public:
  explicit LoopExit(std::vector<FiberInfo> blocked);

  /// The fibers that wait in vain, main first.
  const std::vector<FiberInfo>& blocked() const noexcept { return blocked_; }

 private:
  std::vector<FiberInfo> blocked_;
};

/// Thrown when code that the hub itself runs (a posted function, a raw link)
/// tries to block.
class BlockingSwitchOut : public std::logic_error {
 public:
  BlockingSwitchOut();
};

/// A way into a hub from any thread, which outlives it.
class Mailbox {
 public:
  explicit Mailbox(std::shared_ptr<detail::Inbox> inbox) noexcept
      : inbox_(std::move(inbox)) {}

  /// Runs `fn` in the hub, soon, as Hub::post does; false, and `fn` dropped,
  /// when the hub has ended.
  /// Never blocks.
  bool post(std::function<void()> fn) const;

 private:
  std::shared_ptr<detail::Inbox> inbox_;
};

class Hub {
 public:
  /// Becomes the thread's hub; a thread has one at a time.
  explicit Hub(const HubOptions& options = {});

  /// Kills and unwinds every fiber that is left. One that survives ten kills
  /// is named on stderr and abandoned.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// The thread's hub. Throws std::logic_error when there is none.
  static Hub& current();
  /// Whether the thread has a hub.
  static bool exists() noexcept;

  /// The time on this hub's clock.
  TimePoint now() const noexcept;

  /// Runs the fibers until nothing is left to do: true. False when `limit`
  /// passed first. From the main fiber only.
  /// Blocks the calling fiber.
  bool join(TimeLimit limit = {});

  /// Runs `fn` in the hub, soon. It must not block; spawn a fiber for that.
  /// From any thread, as long as the hub lives. A hub that only waits for
  /// posts runs dry: hold a KeepAlive meanwhile.
  /// Never blocks.
  void post(std::function<void()> fn);

  /// The way in for threads that may outlive the hub.
  Mailbox mailbox() const noexcept;

  /// Receives the exceptions of fibers that nobody asked for, in place of
  /// the report on stderr.
  using ErrorHandler =
      std::function<void(const std::string& fiber, std::exception_ptr)>;
  void on_error(ErrorHandler handler);

  /// The choices made so far by a hub that shuffles or replays.
  const std::vector<std::uint32_t>& schedule() const noexcept;

  /// The fibers that have not ended, the main fiber not among them.
  std::vector<FiberInfo> fibers() const;
  /// How many they are.
  std::size_t fiber_count() const noexcept;
  /// Watchers and timers at work; a test's leak check.
  std::size_t watcher_count() const noexcept;

  detail::Loop& loop() noexcept { return *loop_; }
  detail::Scheduler& scheduler() noexcept { return *scheduler_; }

 private:
  std::unique_ptr<detail::Loop> loop_;
  std::unique_ptr<detail::Scheduler> scheduler_;
};

namespace detail {

/// Counts a reference to the hub's loop: it is not idle while there is one.
void ref(Hub& hub) noexcept;
void unref(Hub& hub) noexcept;

}  // namespace detail

/// While it lives the hub waits, for a post from another thread, where it
/// would otherwise run dry.
class KeepAlive {
 public:
  explicit KeepAlive(Hub& hub = Hub::current()) noexcept;
  ~KeepAlive();
  KeepAlive(const KeepAlive&) = delete;
  KeepAlive& operator=(const KeepAlive&) = delete;

 private:
  Hub& hub_;
};

}  // namespace gfetch
