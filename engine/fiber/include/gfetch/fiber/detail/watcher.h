#pragma once
/// The loop's two intrusive ways to call a function: a Callback in its next
/// drain, a Timer at a moment. Neither allocates, and neither calls after its
/// object was destroyed.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/detail/timer_node.h"

namespace gfetch::detail {

struct LoopState;

/// Runs once in the loop's next drain, after all callbacks that were scheduled
/// before.
class Callback : public Task {
 public:
  /// Belongs to the hub of the thread that schedules it.
  Callback(Function fn, void* arg) noexcept : Task(fn, arg) {}

  /// Does nothing when it is scheduled already.
  void schedule() noexcept;
  /// Puts it before all other callbacks. A task that wakes the first of several
  /// waiters schedules itself so for the next one, before it wakes, and touches
  /// nothing afterwards: the fiber that was woken may have destroyed the object
  /// that it waited for.
  void schedule_next() noexcept;
  void cancel() noexcept { unlink(); }
  bool scheduled() const noexcept { return linked(); }
  /// Calls `fn` from now on.
  using Task::set_function;
};

/// Fires once, `delay` after its start.
class Timer : public Task, private TimerNode {
 public:
  /// A timer that `counts` keeps the loop from being idle while it is active.
  Timer(Function fn, void* arg, Priority priority = Priority::kNormal,
        bool counts = true) noexcept
      : Task(fn, arg), priority_(priority), counts_(counts) {}
  ~Timer() { stop(); }

  /// Starts or restarts it. Zero or less: fires in the next pass.
  void start(Duration delay);
  void stop() noexcept;
  /// Started, and not fired yet.
  bool active() const noexcept { return in_heap() || linked(); }
  TimePoint deadline() const noexcept { return TimerNode::deadline; }

  /// Moves the Timer that `node` is part of from the heap to the tasks that are
  /// due. For the loop.
  static void become_due(TimerNode& node) noexcept;

 private:
  void leave_heap() noexcept;

  LoopState* loop_ = nullptr;  // in which it was started
  Priority priority_;
  bool counts_;
};

}  // namespace gfetch::detail
