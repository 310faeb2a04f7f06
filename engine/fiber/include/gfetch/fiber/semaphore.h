#pragma once
/// A counter of permits. acquire() takes one, and waits while there is none.
///
///   gfetch::Semaphore connections(2);
///   {
///     const gfetch::SemaphoreGuard guard(connections);
///     use_a_connection(client);
///   }  // the permit is back
///
/// Waiting fibers are served in the order in which they began to wait. A
/// running fiber may still take a permit that was just released before them.

#include <cstddef>
#include <stdexcept>

#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

namespace detail {

/// A waiter for a permit.
struct PermitWaiter : QueuedWaiter {
  PermitWaiter(const char* what, bool its_takes) noexcept
      : QueuedWaiter(what), takes(its_takes) {}
  /// Runs `on_wake` when there is a permit.
  explicit PermitWaiter(const Task& on_wake) noexcept
      : QueuedWaiter("semaphore.wait", on_wake), takes(false) {}

  bool takes;  ///< takes the permit, in place of only seeing it
};

}  // namespace detail

class Semaphore {
 public:
  /// `name`, a literal, is the name of the semaphore in reports.
  explicit Semaphore(std::size_t permits = 1,
                     const char* name = "semaphore") noexcept
      : permits_(permits), name_(name), notify_(&Semaphore::notify, this) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Takes a permit; false when `limit` passed before there was one.
  /// Blocks the calling fiber.
  bool acquire(WaitLimit limit = {});
  /// Takes a permit if there is one.
  bool try_acquire() noexcept;
  /// Gives a permit back, or adds one.
  void release() noexcept;
  /// Waits until there is a permit, without taking it; false when `limit`
  /// passed first.
  /// Blocks the calling fiber.
  bool wait(WaitLimit limit = {});

  /// The permits that are left.
  std::size_t permits() const noexcept { return permits_; }
  bool locked() const noexcept { return permits_ == 0; }

 private:
  friend struct detail::FiberAccess;

  void link(detail::PermitWaiter& waiter) noexcept;
  static void notify(void* self) noexcept;

  std::size_t permits_;
  const char* name_;
  detail::List<detail::PermitWaiter> waiting_;
  detail::Callback notify_;
};

/// A Semaphore that never has more permits than it was made with.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::size_t permits = 1) noexcept
      : Semaphore(permits), bound_(permits) {}

  /// Gives a permit back. Throws std::logic_error when none was taken.
  void release() {
    if (permits() >= bound_) {
      throw std::logic_error("a permit was released that nobody took");
    }
    Semaphore::release();
  }

 private:
  std::size_t bound_;
};

/// A lock that the fiber which holds it may take again.
///
///   void deposit_twice(int amount) {
///     const gfetch::RLockGuard guard(lock_);
///     deposit(amount);  // may itself take the lock
///     deposit(amount);
///   }
class RLock {
 public:
  /// Takes the lock; false when `limit` passed first.
  /// Blocks the calling fiber.
  bool acquire(WaitLimit limit = {});
  /// Undoes one acquire(). Throws std::logic_error when the running fiber does
  /// not own the lock.
  void release();
  /// The running fiber owns it.
  bool owned() const noexcept;

 private:
  Semaphore free_{1};
  const void* owner_ = nullptr;
  std::size_t depth_ = 0;
};

/// Holds an RLock for as long as it lives.
class RLockGuard {
 public:
  /// Blocks the calling fiber.
  explicit RLockGuard(RLock& lock) : lock_(lock) { lock_.acquire(); }
  ~RLockGuard() { lock_.release(); }
  RLockGuard(const RLockGuard&) = delete;
  RLockGuard& operator=(const RLockGuard&) = delete;

 private:
  RLock& lock_;
};

/// Holds one permit for as long as it lives.
class SemaphoreGuard {
 public:
  /// Blocks the calling fiber.
  explicit SemaphoreGuard(Semaphore& semaphore) : semaphore_(semaphore) {
    semaphore_.acquire();
  }
  ~SemaphoreGuard() { semaphore_.release(); }
  SemaphoreGuard(const SemaphoreGuard&) = delete;
  SemaphoreGuard& operator=(const SemaphoreGuard&) = delete;

 private:
  Semaphore& semaphore_;
};

}  // namespace gfetch
