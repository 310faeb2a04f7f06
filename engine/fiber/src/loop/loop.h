#pragma once
/// The loop of a hub: callbacks in order, timers by deadline, sockets through
/// libev, on a real or a virtual clock. It knows nothing of fibers.
///
/// One pass, as gevent on libev has it: drain the callbacks in order (those
/// added meanwhile too, for at most 5 ms), poll, then serve what is due:
/// poll watchers, timers by deadline, I/O, and last the timers of Timeouts.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::detail {

/// The started timers, by (deadline, sequence).
class TimerHeap {
 public:
  void push(Timer& timer);
  void remove(Timer& timer) noexcept;
  bool empty() const noexcept { return heap_.empty(); }
  std::size_t size() const noexcept { return heap_.size(); }
  Timer& top() const noexcept { return *heap_.front().timer; }

 private:
  // The key beside the pointer: sifting touches no other timer's memory.
  struct Entry {
    TimePoint deadline;
    std::uint64_t sequence;
    Timer* timer;
    bool operator<(const Entry& other) const noexcept {
      return deadline != other.deadline ? deadline < other.deadline
                                        : sequence < other.sequence;
    }
  };

  void place(std::uint32_t at, const Entry& entry) noexcept;
  void sift_up(std::uint32_t at, const Entry& entry) noexcept;
  void sift_down(std::uint32_t at, const Entry& entry) noexcept;

  std::vector<Entry> heap_;
};

/// What other threads want to have run in a loop. Outlives it in their hands.
class Inbox {
 public:
  explicit Inbox(Loop& loop) noexcept : loop_(&loop) {}

  /// From any thread: runs `fn`, which must not throw, in a drain to come.
  /// False when the loop has ended.
  bool post(std::function<void()> fn);
  void close() noexcept;
  std::vector<std::function<void()>> take();

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> posts_;
  Loop* loop_;
};

class Loop {
 public:
  explicit Loop(const HubOptions& options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Of the thread's hub. Requires one.
  static Loop& current();

  /// One pass; false, and nothing done, when nothing is left that could ever
  /// call back.
  bool pass();
  /// Whether nothing is left that could.
  bool runs_dry() const noexcept;

  void schedule(Task& callback) noexcept { callbacks_.push_back(callback); }
  void schedule_next(Task& callback) noexcept {
    callbacks_.push_front(callback);
  }
  /// The next callback of the drain that goes on, if it calls `function` and
  /// the drain may go on with it; take() it then in the loop's place.
  Task* next_if(Task::Function function) noexcept {
    if (!draining_ || callbacks_.empty() || stopped_ || deal_) return nullptr;
    Task& next = callbacks_.front();
    if (next.function() != function) return nullptr;
    return (drained_ + 1) % kDrainCheck == 0 ? nullptr : &next;
  }
  void take(Task& callback) noexcept {
    callback.unlink();
    ++drained_;
  }

  void start(Timer& timer, Duration delay);
  void stop(Timer& timer) noexcept;

  /// A real clock is read anew.
  TimePoint now() const noexcept;

  /// Where other threads leave what is to run here.
  const std::shared_ptr<Inbox>& inbox() const noexcept { return inbox_; }
  /// From any thread or signal handler: calls what on_knock() set, likewise.
  void knock() noexcept;
  void on_knock(std::function<void()> fn) { on_knock_ = std::move(fn); }

  /// The pass that runs now, if any, ends early; the last one.
  void stop_passing() noexcept { stopped_ = true; }

  /// What keeps the loop from running dry though it is no watcher.
  void hold() noexcept { ++holds_; }
  void let_go() noexcept { --holds_; }

  const std::vector<std::uint32_t>& schedule_so_far() const noexcept;

  /// Watchers and timers that are active, for leak checks.
  std::size_t active_timers() const noexcept { return timers_.size(); }
  std::size_t active_io() const noexcept { return active_io_; }

 private:
  friend class IoWatcher;
  friend struct EvCallbacks;
  struct Ev;  // what needs ev.h

  // A drain looks at the clock after every so many callbacks.
  static constexpr unsigned kDrainCheck = 50;

  class Deal;

  Task& take_next() noexcept;
  static void run_inbox(void* self) noexcept;
  void apply(IoWatcher& watcher) noexcept;
  void drain();
  bool drained_enough(TimePoint began) noexcept;
  void poll();
  void poll_real();
  void poll_virtual();
  void poll_until(TimePoint deadline);
  void poll_for(Duration longest);
  bool nothing_due() noexcept;
  void collect_due();
  void serve();
  List<Task>& due(const IoWatcher& watcher) noexcept;
  List<Task>& due(const Timer& timer) noexcept;

  ClockKind clock_;
  TimePoint now_{};
  List<Task> callbacks_;
  List<IoWatcher::Change> changed_;
  // In the order in which they are served.
  enum Due : std::uint8_t { kPollDue, kTimersDue, kIoDue, kTimeoutsDue, kDues };
  std::array<List<Task>, kDues> due_;
  TimerHeap timers_;
  std::uint64_t sequence_ = 0;
  std::size_t counted_ = 0;  // active watchers and timers that count
  std::size_t active_io_ = 0;
  std::size_t holds_ = 0;
  bool stopped_ = false;
  bool draining_ = false;
  unsigned drained_ = 0;  // callbacks that this drain has run
  Task run_inbox_;
  std::unique_ptr<Deal> deal_;  // who is next, when not the first in order
  std::function<void()> on_knock_;
  std::shared_ptr<Inbox> inbox_;
  std::atomic<bool> knocked_{false};
  std::unique_ptr<Ev> ev_;
};

}  // namespace gfetch::detail
