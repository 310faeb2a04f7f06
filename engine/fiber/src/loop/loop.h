#pragma once
/// The event loop of a hub: runs callbacks in order, timers by deadline and
/// watchers of descriptors through libev, on a real or a virtual clock. The
/// loop does not depend on fibers.
///
/// One pass, in the order of gevent on libev:
///
///       ┌───────────────────────────────────────────────────────┐
///       │  drain   run the callbacks in FIFO order, also those  │
///       │    │     that are added meanwhile, for at most 5 ms   │
///       │    ▼                                                  │
///       │  idle?   no callback, no timer, no watcher, no        │
///       │    │     reference: pass() returns false              │
///       │    ▼                                                  │
///       │  poll    apply changed watchers; wait for the first   │
///       │    │     deadline, descriptor or wake-up, or not at   │
///       │    │     all while callbacks are left                 │
///       │    ▼                                                  │
///       │  serve   poll watchers, timers by deadline, other     │
///       │    │     watchers, and last the timers of Timeouts    │
///       └────┴──────────────────────────────────────────────────┘
///
/// Invariants:
///
/// 1. A task is in at most one of the lists (callbacks, due tasks) at a time.
/// It
///    is removed from its list before it runs. So a task may destroy itself,
///    and may cancel any other task that has not run yet.
/// 2. An active timer is either in the heap or in the list of due tasks.
/// 3. `counting` is the number of active timers and watchers that keep the loop
///    from being idle. The loop is idle if this number and that of the
///    references are 0 and no callback is scheduled.
/// 4. A virtual clock advances only in poll, to the first deadline if nothing
///    else is due, and after a drain that reached its limit. While the loop
///    waits for something real (a watcher that counts, a reference), it
///    advances by the time that the poll has really waited.
/// 5. Other threads may use only the backend's wake_up(), the inbox and the
///    number of references.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/hub_options.h"
#include "loop/inbox.h"
#include "loop/loop_state.h"
#include "loop/schedule_shuffler.h"

namespace gfetch::detail {

class Loop {
 public:
  explicit Loop(const HubOptions& options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs one pass. If the loop is idle, runs nothing and returns false.
  bool pass();
  /// True if a callback is scheduled.
  bool has_callbacks() const noexcept { return !state_.callbacks.empty(); }
  /// True if the loop has nothing left that could call a function.
  bool idle() const noexcept;

  /// Adds `callback` behind all others. Requires that it is not scheduled.
  void schedule(Task& callback) noexcept {
    state_.callbacks.push_back(callback);
  }
  /// Returns the callback that the drain runs next, if that callback calls
  /// `function`. Otherwise, or if no drain is in progress or it ends first,
  /// returns nullptr.
  Task* next_if(Task::Function function) noexcept {
    // With a shuffler the next callback is not known in advance.
    if (!draining_ || state_.callbacks.empty() || stopped_ || shuffler_) {
      return nullptr;
    }
    Task& next = state_.callbacks.front();
    if (next.function() != function) return nullptr;
    return (drained_ + 1) % kDrainCheck == 0 ? nullptr : &next;
  }
  /// Removes `callback`, a result of next_if(), from the list: the caller does
  /// its work instead of the loop.
  void take(Task& callback) noexcept {
    callback.unlink();
    ++drained_;
  }

  TimePoint now() const noexcept { return state_.clock.now(); }
  /// The time for which the loop has waited in poll because nothing was due.
  /// The virtual clock's time passes only there.
  Duration idle_time() const noexcept { return idle_time_; }

  /// The queue of functions that other threads post.
  const std::shared_ptr<Inbox>& inbox() const noexcept { return inbox_; }
  /// Makes the loop call the function set by on_wake_up() in its next drain.
  /// May be called from any thread and from signal handlers.
  void wake_up() noexcept { state_.backend.wake_up(); }
  void on_wake_up(void (*fn)()) noexcept { on_wake_up_ = fn; }

  /// Ends the pass in progress, if any: it runs no further task.
  void stop_passing() noexcept { stopped_ = true; }

  /// The number of references. The loop is not idle while it has references.
  /// A thread that removes one wakes the loop up.
  const std::shared_ptr<std::atomic<std::size_t>>& refs() const noexcept {
    return refs_;
  }

  /// The decisions of the shuffler so far; empty for a loop without a shuffler.
  const std::vector<std::uint32_t>& schedule_so_far() const noexcept;

  /// The numbers of active timers and I/O watchers, for leak checks.
  std::size_t active_timers() const noexcept { return state_.timers.size(); }
  std::size_t active_io() const noexcept { return state_.active_io; }

 private:
  // The time limit of a drain is checked after each 50 callbacks, because to
  // read the clock costs more than many callbacks.
  static constexpr unsigned kDrainCheck = 50;

  Task& take_next() noexcept;
  static void run_inbox(void* self) noexcept;
  void drain();
  bool drained_enough(TimePoint began) noexcept;
  void poll();
  void poll_real();
  void wait_for_event(TimePoint now);
  void poll_virtual();
  void poll_or_advance();
  void poll_as_real();
  void collect_due_timers();
  void serve();

  LoopState state_;
  std::shared_ptr<std::atomic<std::size_t>> refs_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  bool stopped_ = false;
  bool draining_ = false;
  Duration idle_time_{0};
  unsigned drained_ = 0;  // number of callbacks that the drain has run so far
  Task run_inbox_;
  std::unique_ptr<ScheduleShuffler> shuffler_;  // null: FIFO order
  void (*on_wake_up_)() = nullptr;
  std::shared_ptr<Inbox> inbox_;
};

}  // namespace gfetch::detail
