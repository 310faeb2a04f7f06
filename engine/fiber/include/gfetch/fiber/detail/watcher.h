#pragma once
/// Two tasks of the loop: a Callback, which calls a function in the loop's next
/// drain, and a Timer, which calls a function at a given time. Neither
/// allocates memory, and neither calls its function after it was destroyed.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/detail/timer_node.h"

namespace gfetch::detail {

struct LoopState;

/// Calls a function once in the loop's next drain, after all callbacks that
/// were scheduled before.
class Callback : public Task {
 public:
  /// Constructs a callback that calls `fn(arg)`. It belongs to the hub of the
  /// thread that schedules it.
  Callback(Function fn, void* arg) noexcept : Task(fn, arg) {}

  /// Schedules the callback. Does nothing if it is already scheduled, or if the
  /// thread has no hub: then no fiber is left that it could wake.
  void schedule() noexcept;
  /// Schedules the callback before all others. A callback that wakes the first
  /// of several waiters schedules itself this way for the next waiter. It does
  /// so before it wakes the fiber, and accesses no member afterwards: the woken
  /// fiber may have destroyed the object that contains the callback.
  void schedule_next() noexcept;
  void cancel() noexcept { unlink(); }
  bool scheduled() const noexcept { return linked(); }
  /// Replaces the function that the callback calls.
  using Task::set_function;
};

/// Calls a function once, at a given time after its start.
class Timer : public Task, private TimerNode {
 public:
  /// Constructs a timer that calls `fn(arg)`. If `counts`, the loop is not idle
  /// while the timer is active.
  Timer(Function fn, void* arg, Priority priority = Priority::kNormal,
        bool counts = true) noexcept
      : Task(fn, arg), priority_(priority), counts_(counts) {}
  ~Timer() { stop(); }

  /// Starts or restarts the timer. With a delay of zero or less it fires in the
  /// loop's next pass.
  void start(Duration delay);
  void stop() noexcept;
  /// True if the timer was started and has not fired or been stopped.
  bool active() const noexcept { return in_heap() || linked(); }
  TimePoint deadline() const noexcept { return TimerNode::deadline; }

  /// Moves the timer that contains `node` from the heap to the list of due
  /// tasks. Only the loop calls this.
  static void become_due(TimerNode& node) noexcept;

 private:
  void leave_heap() noexcept;

  LoopState* loop_ = nullptr;  // the loop in which the timer was started
  Priority priority_;
  bool counts_;
};

}  // namespace gfetch::detail
