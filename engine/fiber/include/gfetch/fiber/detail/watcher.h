#pragma once
/// The loop's two intrusive ways to be called: a Callback in its next drain, a
/// Timer at a moment. Neither allocates; both end with their object.

#include <cstdint>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/list.h"

namespace gfetch {
class Hub;
}

namespace gfetch::detail {

class Loop;

/// What the loop runs: a function and its argument. It runs in the hub, so it
/// must not block; it must not throw either.
class Task : public ListHook {
 public:
  using Function = void (*)(void* arg) noexcept;

  Task(Function fn, void* arg) noexcept : fn_(fn), arg_(arg) {}

  void operator()() const noexcept { fn_(arg_); }
  Function function() const noexcept { return fn_; }
  void* argument() const noexcept { return arg_; }

 private:
  Function fn_;
  void* arg_;
};

/// Runs once in the loop's next drain, after all that were scheduled before.
class Callback : public Task {
 public:
  /// For the current hub of the thread that schedules it.
  Callback(Function fn, void* arg) noexcept : Task(fn, arg) {}
  Callback(Hub& /*hub*/, Function fn, void* arg) noexcept : Task(fn, arg) {}

  /// Does nothing when it is scheduled already.
  void schedule() noexcept;
  /// Before all others. Whoever wakes one of several goes on with the next by
  /// this, and touches nothing after the wake: the fiber that was woken may
  /// have destroyed what it waited for.
  void schedule_next() noexcept;
  void cancel() noexcept { unlink(); }
  bool scheduled() const noexcept { return linked(); }
};

/// The order in which one pass of the loop serves what it found due.
enum class Priority : std::uint8_t { kPoll, kNormal, kTimeout };

/// Fires once, `delay` after its start.
class Timer : public Task {
 public:
  Timer(Function fn, void* arg, Priority priority = Priority::kNormal,
        bool counts = true) noexcept
      : Task(fn, arg), priority_(priority), counts_(counts) {}
  Timer(Hub& /*hub*/, Function fn, void* arg,
        Priority priority = Priority::kNormal, bool counts = true) noexcept
      : Timer(fn, arg, priority, counts) {}
  ~Timer() { stop(); }

  /// Starts, or starts anew. Zero or less: in the next pass.
  void start(Duration delay);
  void stop() noexcept;
  /// Started, and not fired yet.
  bool active() const noexcept { return place_ != kNowhere || linked(); }
  TimePoint deadline() const noexcept { return deadline_; }

 private:
  friend class TimerHeap;
  friend class Loop;
  static constexpr std::uint32_t kNowhere = UINT32_MAX;

  TimePoint deadline_{};
  std::uint64_t sequence_ = 0;
  Loop* loop_ = nullptr;            // that it was started in
  std::uint32_t place_ = kNowhere;  // in the heap
  Priority priority_;
  bool counts_;  // keeps the loop from running dry
};

}  // namespace gfetch::detail
