#pragma once
/// Waiting, written once. Every operation that blocks a fiber has a Waiter on
/// its own stack, and registers it with the thing that it waits for.
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
  /// `what` is the thing that the fiber waits for, as reports name it
  /// ("queue.get"). It must live as long as the waiter.
  explicit Waiter(const char* what) noexcept : what_(what) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Returns when wake() is called; at once when it was called before. Throws
  /// the kill or Timeout that is delivered to the fiber meanwhile.
  /// Blocks the calling fiber.
  void wait();

  /// Waits with a limit; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool wait(const WaitLimit& limit);

  /// Returns after `time`, or when wake() is called.
  /// Blocks the calling fiber.
  void sleep(Duration time);

  /// Resumes the waiting fiber now, and returns when that blocks again. When
  /// the fiber does not wait yet, its next wait() returns at once. Hub only.
  void wake() noexcept;

  bool woken() const noexcept { return state_ == State::kWoken; }

 private:
  void suspend();
  void throw_delivered();
  bool wait_for(Duration time, Priority priority);
  bool wait_until(Timeout& timeout);

  enum class State : std::uint8_t { kIdle, kWaiting, kWoken };

  static void expire(void* self) noexcept;

  FiberState* fiber_ = nullptr;
  const char* what_;
  State state_ = State::kIdle;
  bool expired_ = false;
};

/// A Waiter in the list of all waiters for one thing. One that is made with a
/// task resumes no fiber: wake() runs the task.
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
