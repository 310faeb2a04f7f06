#pragma once
/// The hub of a thread: it owns the event loop, and resumes fibers when the
/// events for which they wait have happened. It is constructed before all other
/// objects of the engine and destroyed after them.
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
/// With the virtual clock of this example, the six hours take no real time.
///
/// The function that constructs the hub runs as the main fiber, on the thread's
/// stack. If all fibers wait and no event can wake any of them, LoopExit is
/// thrown in the main fiber; see KillShield for one that is shielded.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/unique_function.h"
#include "gfetch/fiber/exceptions.h"
#include "gfetch/fiber/fiber_info.h"
#include "gfetch/fiber/hub_options.h"

namespace gfetch {

class Hub;

namespace detail {

struct FiberAccess;
class Inbox;
class ReservedPost;

/// Add and remove a reference to the hub's loop, which is not idle while it has
/// references.
void ref(Hub& hub) noexcept;
void unref(Hub& hub) noexcept;

/// Describes the misuse of `what`, which belongs to the hub of the thread
/// `owner`, in this thread. A thread has the number that gettid(2) returns.
std::string used_elsewhere(const std::string& what, int owner);

}  // namespace detail

/// Posts functions to a hub from any thread. A Mailbox may outlive the hub.
class Mailbox {
 public:
  /// Makes the hub call `fn` soon, as Hub::post() does. If the hub has ended,
  /// drops `fn` and returns false.
  bool post(detail::UniqueFunction fn) const;

  /// The number of the hub's thread, as of gettid(2).
  int thread() const noexcept;

  /// True if both post to the same hub.
  bool operator==(const Mailbox&) const noexcept = default;

 private:
  friend class Hub;
  friend class KeepAlive;
  friend class detail::ReservedPost;
  friend struct detail::FiberAccess;

  explicit Mailbox(std::shared_ptr<detail::Inbox> inbox) noexcept
      : inbox_(std::move(inbox)) {}

  std::shared_ptr<detail::Inbox> inbox_;
};

namespace detail {

/// A post for which all memory is reserved, so that it can be made where
/// nothing may fail.
class ReservedPost {
 public:
  /// Reserves a post of `fn`, as made by guarded(), to `mailbox`.
  ReservedPost(Mailbox mailbox, UniqueFunction fn);

  /// Returns a function that calls `fn`, reports its exception, and leaves its
  /// destruction to the hub's disposal.
  static UniqueFunction guarded(UniqueFunction fn);

  /// Replaces the function.
  void fn(UniqueFunction fn) noexcept { post_.front() = std::move(fn); }
  /// Posts the function, once.
  void send() noexcept;

 private:
  Mailbox mailbox_;
  std::list<UniqueFunction> post_;
};

}  // namespace detail

/// The time of a hub, divided: `held` by fibers and callbacks, which ran, and
/// `idle`, in which no fiber could run and the hub waited for an event. A fiber
/// that computes for long shows as held time. On a virtual clock all time is
/// idle.
///
///   const gfetch::HubTimes times = hub.times();
///   std::printf("waited %.0f %% of the time\n", 100 * times.idle_share());
struct HubTimes {
  Duration held{0};
  Duration idle{0};

  /// The idle time divided by all time; 0 if no time has passed.
  double idle_share() const noexcept {
    const double all = seconds(held) + seconds(idle);
    return all > 0 ? seconds(idle) / all : 0;
  }
  HubTimes operator-(const HubTimes& earlier) const noexcept {
    return {held - earlier.held, idle - earlier.idle};
  }
};

class Hub {
 public:
  /// Constructs the hub of the current thread. A thread has one hub at a time.
  [[nodiscard]] explicit Hub(const HubOptions& options = {});

  /// Kills all remaining fibers, whose stacks are unwound. A fiber that has not
  /// ended after ten kills is reported on stderr and abandoned. Posted
  /// functions that have not run are dropped, and signal handlers removed. All
  /// destructors that this calls, also those of the main fiber's locals, may
  /// block.
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Returns the hub of the current thread. Throws std::logic_error if there is
  /// none.
  static Hub& current();
  /// True if the current thread has a hub.
  static bool exists() noexcept;

  /// The current time on this hub's clock.
  TimePoint now() const noexcept;

  /// The times of the hub since its construction, on its clock.
  HubTimes times() const noexcept;

  /// Runs the other fibers until the hub is idle: no fiber can run and no event
  /// can wake one. Returns false if `limit` expired first. Only the main fiber
  /// may call join().
  /// Blocks the calling fiber.
  bool join(TimeLimit limit = {});

  /// Makes the hub call `fn` soon. `fn` is any function without arguments; it
  /// may be move-only. `fn` must not block, but may spawn a fiber.
  /// Any thread may call post() while the hub exists. A hub that waits for
  /// nothing but posts is idle, so that join() returns: a KeepAlive prevents
  /// this.
  void post(detail::UniqueFunction fn);

  /// Returns a Mailbox for this hub, for threads that may outlive the hub.
  Mailbox mailbox() const noexcept;

  /// Sets a handler for exceptions which ended a fiber and which no code
  /// observed, by get() for example. Without a handler they are reported on
  /// stderr. The hub calls `handler`, which must not block, but may replace
  /// itself.
  using ErrorHandler =
      std::function<void(const std::string& fiber, std::exception_ptr)>;
  void on_error(ErrorHandler handler);

  /// The scheduling decisions so far of a hub with a shuffle seed or a replay;
  /// see HubOptions.
  const std::vector<std::uint32_t>& schedule() const noexcept;

  /// Returns the fibers that were started and have not ended, without the main
  /// fiber.
  std::vector<FiberInfo> fibers() const;
  /// The number of fibers that were started and have not ended, without the
  /// main fiber.
  std::size_t fiber_count() const noexcept;
  /// The number of active I/O watchers and timers, for leak checks in tests.
  std::size_t watcher_count() const noexcept;

 private:
  friend void detail::ref(Hub& hub) noexcept;
  friend void detail::unref(Hub& hub) noexcept;
  friend class KeepAlive;
  struct Parts;

  /// Throws std::logic_error in another thread than the hub's.
  void require_here() const;

  std::unique_ptr<Parts> parts_;
};

/// Keeps a hub from becoming idle while the object exists, so that the hub
/// waits for posts from other threads. A KeepAlive may outlive the hub. Any
/// thread may destroy it, such as the one for which the hub waits.
class KeepAlive {
 public:
  [[nodiscard]] explicit KeepAlive(Hub& hub = Hub::current());
  ~KeepAlive();
  KeepAlive(const KeepAlive&) = delete;
  KeepAlive& operator=(const KeepAlive&) = delete;

 private:
  Mailbox mailbox_;                                 // of the hub
  std::shared_ptr<std::atomic<std::size_t>> refs_;  // to the hub's loop
};

}  // namespace gfetch
