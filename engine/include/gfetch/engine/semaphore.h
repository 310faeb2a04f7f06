#pragma once
/// A counter of permits: acquire() takes one and waits while there is none.
///
///   gfetch::Semaphore connections(2);
///   {
///     gfetch::SemaphoreGuard guard(connections);
///     use_a_connection();
///   }                                   // the permit is back
///
/// Those that wait are served in the order they came; a fiber that runs may
/// take a permit that was just released before them.

#include <cstddef>

#include "gfetch/engine/clock.h"
#include "gfetch/engine/detail/waiter.h"
#include "gfetch/engine/detail/watcher.h"

namespace gfetch {

class Semaphore {
 public:
  explicit Semaphore(std::size_t permits = 1) noexcept
      : permits_(permits), notify_(&Semaphore::notify, this) {}
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

  /// Permits that are left.
  std::size_t permits() const noexcept { return permits_; }
  bool locked() const noexcept { return permits_ == 0; }

 private:
  class Request;

  static void notify(void* self) noexcept;

  std::size_t permits_;
  detail::List<detail::QueuedWaiter> waiting_;
  detail::Callback notify_;
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
