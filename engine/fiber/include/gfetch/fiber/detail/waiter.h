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
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class FiberState;

class Waiter {
 public:
  /// Reports show `what`, such as "queue.get", as the reason why the fiber
  /// waits. The string must outlive the waiter.
  constexpr explicit Waiter(const char* what) noexcept : what_(what) {}
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
  bool wait(const WaitLimit& limit) {
    return limit.unlimited() ? wait() : wait_limited(limit);
  }

  /// Waits until `time` has passed or wake() is called.
  /// Blocks the calling fiber.
  void sleep(Duration time);

  /// Resumes the waiting fiber at once, and returns when that fiber blocks
  /// again. If the fiber does not wait yet, its next wait() returns at once.
  /// Must be called by the hub.
  void wake() noexcept;

  /// Ends the wait like wake(), because its limit has expired.
  void expire() noexcept;

  /// Wakes the fiber like wake(), but in a callback of its own. Any fiber may
  /// call it, and the hub.
  void wake_soon() noexcept { leave_wait(State::kWokenSoon); }
  /// Makes the wait throw std::logic_error, because the object for which the
  /// fiber waits is being destroyed. Any fiber may call it, and the hub.
  void object_gone() noexcept { leave_wait(State::kGone); }
  /// True after object_gone(): code behind the wait must not use the object.
  bool gone() const noexcept { return state_ == State::kGone; }
  const char* what() const noexcept { return what_; }
  void what(const char* what) noexcept { what_ = what; }

  /// Removes the waiter from the wait queue in which it is, if it is in one:
  /// its fiber will not run any more.
  void leave_queue() noexcept;

 protected:
  enum class Kind : std::uint8_t { kSingle, kQueued };
  Waiter(const char* what, Kind kind) noexcept : what_(what), kind_(kind) {}

 private:
  // In the states behind kWoken the fiber's callback resumes the fiber.
  enum class State : std::uint8_t {
    kIdle,
    kWaiting,
    kWoken,
    kWokenSoon,
    kGone
  };

  void leave_wait(State state) noexcept;
  bool suspend();
  void throw_delivered();
  bool wait_limited(const WaitLimit& limit);
  bool wait_for(Duration time, Priority priority);
  bool wait_until(Timeout& timeout);

  FiberState* fiber_ = nullptr;
  const char* what_;
  State state_ = State::kIdle;
  Kind kind_ = Kind::kSingle;
  bool expired_ = false;
};

/// A Waiter that is an element of a wait queue, such as that of an event. If it
/// was constructed with a task, wake() runs the task instead of resuming a
/// fiber.
class QueuedWaiter : public ListHook, public Waiter {
 public:
  explicit QueuedWaiter(const char* what) noexcept
      : Waiter(what, Kind::kQueued) {}
  QueuedWaiter(const char* what, const Task& on_wake) noexcept
      : Waiter(what, Kind::kQueued), on_wake_(&on_wake) {}

  void wake() noexcept { on_wake_ != nullptr ? (*on_wake_)() : Waiter::wake(); }
  /// Like Waiter::wake_soon(), but calls the task at once.
  void wake_soon() noexcept {
    on_wake_ != nullptr ? (*on_wake_)() : Waiter::wake_soon();
  }
  /// Like Waiter::object_gone(); then calls the task, which asks gone().
  void object_gone() noexcept {
    Waiter::object_gone();
    if (on_wake_ != nullptr) (*on_wake_)();
  }

 private:
  const Task* on_wake_ = nullptr;
};

[[noreturn]] void throw_object_gone(const char* what);

/// Calls `end` for each of `waiters` and removes it from the list. In another
/// thread than that of `home`, to which their fibers belong, the home does it
/// soon; meanwhile they are in no object's wait queue.
void end_waits(Home& home, List<QueuedWaiter>& waiters,
               void (*end)(QueuedWaiter&) noexcept) noexcept;

/// The wait queue of an object: a list of QueuedWaiters. Its destructor makes
/// their waits throw std::logic_error. Any thread may destroy it together with
/// its object, but not while the home's thread uses the object.
template <class T>
class WaitList : public List<T> {
 public:
  /// `home` is that of the object.
  explicit WaitList(Home& home) noexcept : home_(home) {}
  ~WaitList() { end_waits(); }

  /// Makes the waits of all elements throw std::logic_error.
  void end_waits() noexcept {
    end_each([](QueuedWaiter& waiter) noexcept { waiter.object_gone(); });
  }
  /// Ends the waits of all elements, as wake_soon() does.
  void wake_all_soon() noexcept {
    end_each([](QueuedWaiter& waiter) noexcept { waiter.wake_soon(); });
  }

 private:
  void end_each(void (*end)(QueuedWaiter&) noexcept) noexcept {
    if (this->empty()) return;
    List<QueuedWaiter> ending;
    while (!this->empty()) ending.push_back(this->pop_front());
    detail::end_waits(home_, ending, end);
  }

  Home& home_;
};

}  // namespace gfetch::detail
