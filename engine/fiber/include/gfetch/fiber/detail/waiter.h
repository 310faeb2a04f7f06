#pragma once
/// A waiter: the object through which a fiber blocks and is woken. Each
/// function that blocks has a Waiter on its stack, and registers it with the
/// object for which it waits.
///
///   Waiter waiter("dns");
///   query.on_done = [&] { waiter.wake(); };   // from the hub
///   Registration registration(query);         // ends by RAII
///   if (!waiter.wait(limit)) return timed_out();

#include <cstdint>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class FiberState;

class Waiter {
 public:
  /// Reports show `what`, such as "queue.get", as the reason why the fiber
  /// waits. The string must outlive the waiter.
  explicit Waiter(const char* what) noexcept : what_(what) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Waits until wake() is called; returns at once if it was already called.
  /// Throws a kill or a Timeout that is delivered to the fiber during the wait.
  /// Returns false if the hub has given the wait up, because nothing can wake
  /// the main fiber and nothing may be thrown to it; see Scheduler.
  /// Blocks the calling fiber.
  bool wait();

  /// Waits until wake() is called. Returns false if `limit` expired first, or
  /// if the hub has given the wait up.
  /// Blocks the calling fiber.
  bool wait(const WaitLimit& limit);

  /// Waits until `time` has passed or wake() is called.
  /// Blocks the calling fiber.
  void sleep(Duration time);

  /// Resumes the waiting fiber at once, and returns when that fiber blocks
  /// again. If the fiber does not wait yet, its next wait() returns at once.
  /// Must be called by the hub.
  void wake() noexcept;

  /// Ends the wait like wake(), because its limit has expired.
  void expire() noexcept;

  bool woken() const noexcept { return state_ == State::kWoken; }

 private:
  bool suspend();
  void throw_delivered();
  bool wait_for(Duration time, Priority priority);
  bool wait_until(Timeout& timeout);

  enum class State : std::uint8_t { kIdle, kWaiting, kWoken };

  FiberState* fiber_ = nullptr;
  const char* what_;
  State state_ = State::kIdle;
  bool expired_ = false;
};

/// A Waiter that is an element of a wait queue, such as that of an event. If it
/// was constructed with a task, wake() runs the task instead of resuming a
/// fiber.
class QueuedWaiter : public ListHook, public Waiter {
 public:
  using Waiter::Waiter;
  QueuedWaiter(const char* what, const Task& on_wake) noexcept
      : Waiter(what), on_wake_(&on_wake) {}

  void wake() noexcept { on_wake_ != nullptr ? (*on_wake_)() : Waiter::wake(); }

 private:
  const Task* on_wake_ = nullptr;
};

}  // namespace gfetch::detail
