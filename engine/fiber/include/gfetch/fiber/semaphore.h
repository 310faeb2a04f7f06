#pragma once
/// A counter of permits: acquire() takes one and waits while there is none.
///
///   gfetch::Semaphore connections(2);
///   {
///     const gfetch::SemaphoreGuard guard(connections);
///     use_a_connection(client);
///   }  // the permit is back
///
/// Those that wait are served in the order they came; a fiber that runs may
/// take a permit that was just released before them.

#include <cstddef>
#include <stdexcept>

#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

class Semaphore {
 public:
  /// One that waits to see a permit; a fiber that takes it is a Taker.
  struct Watcher : detail::QueuedWaiter {
    Watcher() noexcept : QueuedWaiter("semaphore.wait") {}
    explicit Watcher(const detail::Task& on_wake) noexcept
        : QueuedWaiter("semaphore.wait", on_wake) {}
    bool takes = false;

   protected:
    Watcher(const char* what, bool its_takes) noexcept
        : QueuedWaiter(what), takes(its_takes) {}
  };

  /// `name`, a literal, is what reports say that its waiters wait for.
  explicit Semaphore(std::size_t permits = 1,
                     const char* name = "semaphore") noexcept
      : permits_(permits), name_(name), notify_(&Semaphore::notify, this) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Takes a permit; false when `limit` passed before there was one.
  /// Blocks the calling fiber.
  bool acquire(WaitLimit limit = {});
  /// Takes a permit if there is one.
  /// Never blocks.
  bool try_acquire() noexcept;
  /// Gives a permit back, or adds one.
  /// Never blocks.
  void release() noexcept;
  /// Waits until there is a permit, without taking it; false when `limit`
  /// passed first.
  /// Blocks the calling fiber.
  bool wait(WaitLimit limit = {});

  /// Wakes `watcher` once, where a fiber that called wait() would go on.
  void link(Watcher& watcher) noexcept;

  /// Permits that are left.
  std::size_t permits() const noexcept { return permits_; }
  bool locked() const noexcept { return permits_ == 0; }

 private:
  struct Taker : Watcher {
    explicit Taker(const char* what) noexcept : Watcher(what, true) {}
  };

  static void notify(void* self) noexcept;

  std::size_t permits_;
  const char* name_;
  detail::List<Watcher> waiting_;
  detail::Callback notify_;
};

/// A Semaphore that can never have more permits than it began with.
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::size_t permits = 1) noexcept
      : Semaphore(permits), bound_(permits) {}

  /// Throws std::logic_error when that is one permit too many.
  /// Never blocks.
  void release() {
    if (permits() >= bound_) {
      throw std::logic_error("a permit was released that nobody took");
    }
    Semaphore::release();
  }

 private:
  std::size_t bound_;
};

/// A lock that its owner, a fiber, may take again.
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
  /// Undoes one acquire(). Throws std::logic_error in a fiber that does not
  /// own it.
  /// Never blocks.
  void release();
  /// Whether the running fiber owns it.
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
