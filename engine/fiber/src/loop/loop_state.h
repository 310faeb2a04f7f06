#pragma once
/// The data of a loop: what Callbacks, Timers and IoWatchers enter themselves
/// in, and what Loop runs. All control flow is Loop's.

#include <array>
#include <cstddef>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/hub_options.h"
#include "loop/ev_backend.h"
#include "loop/loop_clock.h"
#include "loop/timer_heap.h"

namespace gfetch::detail {

/// The tasks that the last poll found due, in the order in which they are
/// served.
struct DueTasks {
  enum Rank : std::size_t { kPolls, kTimers, kIo, kTimeouts, kRanks };

  bool empty() const noexcept;

  /// The list for tasks of `priority`; ordinary ones go to `normal`.
  List<Task>& list_for(Priority priority, Rank normal) noexcept;

  std::array<List<Task>, kRanks> lists;
};

struct LoopState {
  /// Becomes the thread's loop. Throws std::logic_error when it has one.
  explicit LoopState(ClockKind clock_kind);
  ~LoopState();
  LoopState(const LoopState&) = delete;
  LoopState& operator=(const LoopState&) = delete;

  /// The thread's. Throws std::logic_error when it has none.
  static LoopState& current();

  LoopClock clock;
  List<Task> callbacks;  // in the order in which they will run
  TimerHeap timers;
  EvBackend backend;
  DueTasks due;
  std::size_t counting = 0;   // active timers and watchers that count
  std::size_t active_io = 0;  // watchers that watch
};

}  // namespace gfetch::detail
