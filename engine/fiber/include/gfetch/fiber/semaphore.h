#pragma once
/// A semaphore: a counter of permits. acquire() takes a permit, and waits while
/// there is none.
///
///   gfetch::Semaphore connections(2);
///   {
///     const gfetch::SemaphoreGuard guard(connections);
///     use_a_connection(client);
///   }  // the permit is back
///
/// Waiting fibers are served in the order in which they began to wait. But a
/// running fiber may take a released permit before a waiting fiber runs.
///
/// A semaphore or a lock belongs to the hub that first uses it, until that hub
/// has ended: in other threads all but the questions about its state throw
/// std::logic_error. Threads lock a std::mutex, and wake fibers by a Promise, a
/// Mailbox or a ThreadQueue.

#include <cstddef>
#include <cstdint>

#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Pool;

namespace detail {

/// The wait-queue entry of a fiber that waits for a permit of a semaphore.
struct PermitWaiter : QueuedWaiter {
  PermitWaiter(const char* what, bool its_takes) noexcept
      : QueuedWaiter(what), takes(its_takes) {}
  /// Constructs an entry that, in place of resuming a fiber, calls `on_wake`
  /// when there is a permit. It does not take the permit.
  explicit PermitWaiter(const Task& on_wake) noexcept
      : QueuedWaiter("semaphore.wait", on_wake), takes(false) {}

  bool takes;  ///< true: takes the permit; false: only waits for one
};

}  // namespace detail

class Semaphore {
 public:
  /// Reports show `name`, a string literal, for fibers that wait for a permit.
  explicit Semaphore(std::size_t permits = 1,
                     const char* name = "semaphore") noexcept
      : Semaphore(permits, SIZE_MAX, name) {}
  /// Makes the waits of all fibers throw std::logic_error. In another thread
  /// than the hub's, they are told by a post; no fiber may call a member at the
  /// same time.
  ~Semaphore() = default;
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Waits for a permit and takes it. Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool acquire() { return acquire(WaitLimit()); }
  [[nodiscard]] bool acquire(WaitLimit limit);
  /// Takes a permit if there is one; otherwise returns false.
  [[nodiscard]] bool try_acquire();
  /// Adds a permit, usually one that acquire() took before. Throws
  /// std::logic_error, and adds none, if a BoundedSemaphore has all its
  /// permits, also where it is used as a Semaphore; in gevent a ValueError.
  void release();
  /// Waits until there is a permit, without taking it. Returns false if `limit`
  /// expired first.
  /// Blocks the calling fiber.
  bool wait() { return wait(WaitLimit()); }
  [[nodiscard]] bool wait(WaitLimit limit);

  /// The number of available permits.
  std::size_t permits() const noexcept { return permits_; }
  bool locked() const noexcept { return permits_ == 0; }

 protected:
  /// Constructs a semaphore that never has more than `bound` permits.
  Semaphore(std::size_t permits, std::size_t bound, const char* name) noexcept
      : permits_(permits),
        bound_(bound),
        name_(name),
        notify_(&Semaphore::notify, this) {}

 private:
  friend struct detail::FiberAccess;
  friend class Pool;

  void check_home() { home_.check(name_); }
  void link(detail::PermitWaiter& waiter);
  /// Changes the number of available permits.
  void permits(std::size_t permits);
  static void notify(void* self) noexcept;

  detail::Home home_;
  std::size_t permits_;
  std::size_t bound_;
  const char* name_;
  detail::WaitList<detail::PermitWaiter> waiting_{home_};
  detail::Callback notify_;
};

/// A Semaphore that never has more permits than at its construction.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::size_t permits = 1,
                            const char* name = "semaphore") noexcept
      : Semaphore(permits, permits, name) {}
};

/// A reentrant lock: the fiber that owns the lock may take it again. If that
/// fiber ends without a release, the lock stays taken, as in gevent: no later
/// fiber is its owner.
///
///   void deposit_twice(int amount) {
///     const gfetch::RLockGuard guard(lock_);
///     deposit(amount);  // may itself take the lock
///     deposit(amount);
///   }
class RLock {
 public:
  /// Waits for the lock and takes it. Returns false if `limit` expired first.
  /// Blocks the calling fiber.
  bool acquire() { return acquire(WaitLimit()); }
  [[nodiscard]] bool acquire(WaitLimit limit);
  /// Undoes one acquire(). Throws std::logic_error if the running fiber does
  /// not own the lock.
  void release();
  /// True if the running fiber owns the lock; false in the hub itself and in a
  /// thread without a hub.
  bool owned() const noexcept;

 private:
  friend class RLockGuard;

  /// Undoes one acquire() of the owner. The caller may be another fiber of the
  /// hub.
  void give_back();

  Semaphore free_{1};
  detail::Serial owner_ = detail::kNoSerial;  // of the fiber that has the lock
  std::size_t depth_ = 0;
};

/// Owns an RLock while the object is in scope. The lock is released when the
/// object is destroyed, also if another fiber or the hub destroys it. If
/// another thread does, the error is reported, and the lock stays taken.
class RLockGuard {
 public:
  /// Waits for the lock and takes it.
  /// Blocks the calling fiber.
  [[nodiscard]] explicit RLockGuard(RLock& lock)
      : lock_(lock), holds_(lock.acquire()) {}
  ~RLockGuard();
  RLockGuard(const RLockGuard&) = delete;
  RLockGuard& operator=(const RLockGuard&) = delete;

 private:
  RLock& lock_;
  bool holds_;  // false: the hub has given the wait up
};

/// Holds one permit of a semaphore while the object is in scope. If another
/// thread destroys it, the error is reported, and the permit stays taken.
class SemaphoreGuard {
 public:
  /// Waits for a permit and takes it.
  /// Blocks the calling fiber.
  [[nodiscard]] explicit SemaphoreGuard(Semaphore& semaphore)
      : semaphore_(semaphore), holds_(semaphore.acquire()) {}
  ~SemaphoreGuard();
  SemaphoreGuard(const SemaphoreGuard&) = delete;
  SemaphoreGuard& operator=(const SemaphoreGuard&) = delete;

 private:
  Semaphore& semaphore_;
  bool holds_;  // false: the hub has given the wait up
};

}  // namespace gfetch
