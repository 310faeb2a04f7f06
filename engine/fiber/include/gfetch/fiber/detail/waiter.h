#pragma once
/// Waiting, written once: every operation that blocks a fiber does it through
/// a Waiter, on its own stack, registered where the one who wakes finds it.
///
///   Waiter waiter("dns");
///   query.on_done = [&] { waiter.wake(); };   // from the hub
///   Registration registration(query);         // leaves by RAII
///   if (!waiter.wait(limit)) return timed_out();

#include <cstdint>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class FiberCore;

class Waiter {
 public:
  /// `what` says in reports what the fiber waits for ("queue.get"); it must
  /// live as long as the waiter.
  explicit Waiter(const char* what) noexcept : what_(what) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Returns when wake() was called, at once if it was called before. Throws
  /// what is delivered to the fiber meanwhile: a kill, or a Timeout.
  /// Blocks the calling fiber.
  void wait();

  /// The same with a limit; false when it passed first.
  /// Blocks the calling fiber.
  bool wait(const WaitLimit& limit);

  /// Returns after `time`, or when wake() was called.
  /// Blocks the calling fiber.
  void sleep(Duration time);

  /// Resumes the waiting fiber now, and returns when it blocks again. A waiter
  /// whose fiber does not wait yet remembers it.
  /// Hub only.
  void wake() noexcept;

  bool woken() const noexcept { return state_ == State::kWoken; }

 private:
  void suspend();
  void throw_delivered();
  bool wait_for(Duration time, Priority priority);
  bool wait_until(Timeout& timeout);

  enum class State : std::uint8_t { kIdle, kWaiting, kWoken };

  static void expire(void* self) noexcept;

  FiberCore* fiber_ = nullptr;
  const char* what_;
  State state_ = State::kIdle;
  bool expired_ = false;
};

/// A Waiter in a list of those that wait for one thing; or, with a task, one
/// that runs it in the hub where a fiber would have been resumed.
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
