#pragma once
/// The hub of a thread: it owns the loop, and resumes fibers when the events
/// that they wait for have come. It is made first and destroyed last.
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
/// The thread's own stack is the main fiber. When every fiber waits for an
/// event that can never come, LoopExit is thrown there.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/fiber_info.h"
#include "gfetch/fiber/hub_options.h"

namespace gfetch {

class Hub;

namespace detail {

class Inbox;

/// Counts a reference to the hub's loop: it is not idle while there is one.
void ref(Hub& hub) noexcept;
void unref(Hub& hub) noexcept;

}  // namespace detail

/// Posts functions to a hub from any thread. It may outlive the hub.
class Mailbox {
 public:
  /// Runs `fn` in the hub, soon, as Hub::post does. False, and `fn` dropped,
  /// when the hub has ended.
  bool post(std::function<void()> fn) const;

 private:
  friend class Hub;

  explicit Mailbox(std::shared_ptr<detail::Inbox> inbox) noexcept
      : inbox_(std::move(inbox)) {}

  std::shared_ptr<detail::Inbox> inbox_;
};

class Hub {
 public:
  /// Becomes the thread's hub; a thread has one at a time.
  explicit Hub(const HubOptions& options = {});

  /// Kills and unwinds every fiber that is left. A fiber that survives ten
  /// kills is named on stderr and abandoned.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// The thread's hub. Throws std::logic_error when there is none.
  static Hub& current();
  /// The thread has a hub.
  static bool exists() noexcept;

  /// The time on this hub's clock.
  TimePoint now() const noexcept;

  /// Runs the fibers until nothing is left to do. False when `limit` passed
  /// first. Only the main fiber may call it.
  /// Blocks the calling fiber.
  bool join(TimeLimit limit = {});

  /// Runs `fn` in the hub, soon. It must not block; spawn a fiber for that. Any
  /// thread may call it while the hub lives. A hub that only waits for posts is
  /// idle, and so ends: hold a KeepAlive meanwhile.
  void post(std::function<void()> fn);

  /// For threads that may outlive the hub.
  Mailbox mailbox() const noexcept;

  /// Calls `handler` with the exceptions that fibers failed with and that no
  /// code asked for, in place of the report on stderr.
  using ErrorHandler =
      std::function<void(const std::string& fiber, std::exception_ptr)>;
  void on_error(ErrorHandler handler);

  /// The choices so far of a hub that shuffles or replays.
  const std::vector<std::uint32_t>& schedule() const noexcept;

  /// The fibers that were started and have not ended, without the main fiber.
  std::vector<FiberInfo> fibers() const;
  /// The number of those fibers.
  std::size_t fiber_count() const noexcept;
  /// The number of active watchers and timers; for leak checks in tests.
  std::size_t watcher_count() const noexcept;

 private:
  friend void detail::ref(Hub& hub) noexcept;
  friend void detail::unref(Hub& hub) noexcept;
  struct Parts;

  std::unique_ptr<Parts> parts_;
};

/// Keeps the hub from being idle while it lives: the hub waits for posts from
/// other threads.
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
