#pragma once
/// The data of a loop: the lists of its callbacks, timers and watchers. These
/// add themselves; Loop runs them and contains all control flow.

#include <array>
#include <cstddef>

#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/hub_options.h"
#include "loop/ev_backend.h"
#include "loop/loop_clock.h"
#include "loop/timer_heap.h"

namespace gfetch::detail {

/// The lists of tasks that are due since the last poll, in the order in which
/// the loop runs them.
struct DueTasks {
  enum Rank : std::size_t { kPolls, kTimers, kIo, kTimeouts, kRanks };

  bool empty() const noexcept;

  /// Returns the list for tasks of `priority`; for Priority::kNormal it is the
  /// list `normal`.
  List<Task>& list_for(Priority priority, Rank normal) noexcept;

  std::array<List<Task>, kRanks> lists;
};

struct LoopState {
  /// Constructs the loop of the current thread. Throws std::logic_error if the
  /// thread already has a loop.
  explicit LoopState(ClockKind clock_kind);
  ~LoopState();
  LoopState(const LoopState&) = delete;
  LoopState& operator=(const LoopState&) = delete;

  /// Return the loop of the current thread. If there is none, current() throws
  /// std::logic_error and find() returns nullptr.
  static LoopState& current();
  static LoopState* find() noexcept;

  LoopClock clock;
  List<Task> callbacks;  // scheduled callbacks, in the order in which they run
  TimerHeap timers;
  EvBackend backend;
  DueTasks due;
  // Number of active timers and watchers that keep the loop from being idle.
  std::size_t counting = 0;
  List<LoopMember> watchers;  // all I/O watchers of the loop
  std::size_t active_io = 0;  // number of I/O watchers with events to watch for
  std::size_t counting_io = 0;  // those of them that are part of `counting`
};

}  // namespace gfetch::detail
