#pragma once
/// The loop of a hub: callbacks in order, timers by deadline, descriptors
/// through libev, on a real or a virtual clock. It knows nothing of fibers.
///
/// One pass, in the order of gevent on libev:
///
///       ┌───────────────────────────────────────────────────────┐
///       │  drain   run the callbacks, first in, first out, with │
///       │    │     those that they add, for at most 5 ms        │
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
/// 1. A task is in at most one of the lists (callbacks, due tasks) at a time,
///    and leaves it before it runs. So it may destroy itself, and any task may
///    cancel any other that has not run yet.
/// 2. An active timer is either in the heap or among the due tasks.
/// 3. `counting` is the number of active timers and watchers that count; with
///    the references it says whether the loop is idle.
/// 4. On a virtual clock, time moves only in poll (to the first deadline, when
///    nothing else is due), and after a drain that was cut short.
/// 5. Only the backend's wake_up() and the inbox may be used by other threads.

#include <cstddef>
#include <cstdint>
#include <functional>
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

  /// Runs one pass. False, and nothing was run, when the loop is idle.
  bool pass();
  /// Nothing is left that could ever call back.
  bool idle() const noexcept;

  /// Puts `callback` behind all others. It must not be scheduled.
  void schedule(Task& callback) noexcept {
    state_.callbacks.push_back(callback);
  }
  /// The callback that the drain will run next, if it calls `function`; nullptr
  /// when it calls another one, or the drain ends before it, or no drain runs.
  Task* next_if(Task::Function function) noexcept {
    // A shuffled order is decided when the callback is taken, not before.
    if (!draining_ || state_.callbacks.empty() || stopped_ || shuffler_) {
      return nullptr;
    }
    Task& next = state_.callbacks.front();
    if (next.function() != function) return nullptr;
    return (drained_ + 1) % kDrainCheck == 0 ? nullptr : &next;
  }
  /// Takes `callback`, the result of next_if(), out of the list: the caller
  /// does its work.
  void take(Task& callback) noexcept {
    callback.unlink();
    ++drained_;
  }

  TimePoint now() const noexcept { return state_.clock.now(); }

  /// The functions that other threads post.
  const std::shared_ptr<Inbox>& inbox() const noexcept { return inbox_; }
  /// Calls the function that on_wake_up() set, in the next drain. May be called
  /// from any thread and from signal handlers.
  void wake_up() noexcept { state_.backend.wake_up(); }
  void on_wake_up(std::function<void()> fn) { on_wake_up_ = std::move(fn); }

  /// Ends the pass that runs, if any: no further task is called.
  void stop_passing() noexcept { stopped_ = true; }

  /// Counts a reference: the loop is not idle while there is one.
  void ref() noexcept { ++refs_; }
  void unref() noexcept { --refs_; }

  /// The choices of a loop that shuffles; empty for others.
  const std::vector<std::uint32_t>& schedule_so_far() const noexcept;

  /// Timers and watchers that are active, for leak checks.
  std::size_t active_timers() const noexcept { return state_.timers.size(); }
  std::size_t active_io() const noexcept { return state_.active_io; }

 private:
  // Reading the clock after each callback would cost more than many callbacks.
  static constexpr unsigned kDrainCheck = 50;

  Task& take_next() noexcept;
  static void run_inbox(void* self) noexcept;
  void drain();
  bool drained_enough(TimePoint began) noexcept;
  void poll();
  void poll_real();
  void poll_virtual();
  void poll_until(TimePoint deadline);
  void collect_due_timers();
  void serve();

  LoopState state_;
  std::size_t refs_ = 0;
  bool stopped_ = false;
  bool draining_ = false;
  unsigned drained_ = 0;  // callbacks that this drain has run
  Task run_inbox_;
  std::unique_ptr<ScheduleShuffler> shuffler_;  // null: first in, first out
  std::function<void()> on_wake_up_;
  std::shared_ptr<Inbox> inbox_;
};

}  // namespace gfetch::detail
