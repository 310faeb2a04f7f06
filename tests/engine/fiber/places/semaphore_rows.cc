#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

struct Semaphores : World {
  Semaphores() {
    semaphore.acquire();
    open.release();
    bounded.acquire();
    bounded.release();
  }
  Semaphore semaphore{1};
  Semaphore open{0};
  BoundedSemaphore bounded{1};
};

/// A semaphore for whose permit a fiber waits.
struct AwaitedSemaphore : World {
  AwaitedSemaphore() {
    semaphore->acquire();
    yield();
  }
  ~AwaitedSemaphore() override {
    if (Hub::exists()) fiber.kill();
  }
  std::optional<Semaphore> semaphore{std::in_place, 1};
  Fiber<void> fiber = spawn([this] {
    try {
      semaphore->acquire();
    } catch (const std::logic_error&) {
      // The semaphore was destroyed.
    }
  });
};

/// A lock that the main fiber owns, and one that no fiber owns.
struct Locks : World {
  Locks() {
    taken.acquire();
    lock.acquire();
    lock.release();
  }
  RLock lock;
  RLock taken;
};

void add_semaphore(Rows<Semaphores>& rows) {
  rows("Semaphore::Semaphore", kNothing, "1",
       [](Semaphores&) { return Semaphore().permits(); });
  rows("Semaphore::acquire", kObject, "true",
       [](Semaphores& its) { return its.open.acquire(); });
  rows("Semaphore::acquire (locked)", kObjectAndFiber, "false",
       [](Semaphores& its) { return its.semaphore.acquire(1ms); });
  rows("Semaphore::acquire (locked, of a Timeout)", kObjectAndFiber, "false",
       [](Semaphores& its) {
         Timeout timeout(1ms);
         return its.semaphore.acquire(timeout);
       });
  rows("Semaphore::try_acquire", kObject, "true",
       [](Semaphores& its) { return its.open.try_acquire(); });
  rows("Semaphore::release", kObject, "1", [](Semaphores& its) {
    its.semaphore.release();
    return its.semaphore.permits();
  });
  rows("Semaphore::wait (free)", kObject, "true", [](Semaphores& its) {
    its.semaphore.release();
    return its.semaphore.wait();
  });
  rows("Semaphore::wait", kObjectAndFiber, "false",
       [](Semaphores& its) { return its.semaphore.wait(1ms); });
  rows("Semaphore::permits", kNothing, "1",
       [](Semaphores& its) { return its.open.permits(); });
  rows("Semaphore::locked", kNothing, "true",
       [](Semaphores& its) { return its.semaphore.locked(); });
  rows("Semaphore::release (bounded)", kNothing, "std::logic_error",
       [](Semaphores& its) { its.bounded.release(); });
  rows("BoundedSemaphore::BoundedSemaphore", kNothing, "1",
       [](Semaphores&) { return BoundedSemaphore().permits(); });
  rows("SemaphoreGuard::SemaphoreGuard", kObject, "0", [](Semaphores& its) {
    const SemaphoreGuard guard(its.open);
    return its.open.permits();
  });
  rows("SemaphoreGuard::~SemaphoreGuard", kObject, "1", [](Semaphores& its) {
    { const SemaphoreGuard guard(its.open); }
    return its.open.permits();
  });
}

void add_locks(Rows<Locks>& rows) {
  rows("RLock::acquire", kObjectAndFiber, "true", [](Locks& its) {
    const bool acquired = its.lock.acquire();
    its.lock.release();
    return acquired;
  });
  rows("RLock::acquire (taken)", kObjectAndFiber, "false",
       [](Locks& its) { return its.taken.acquire(1ms); },
       {{Place::kMainFiber, "true"}});
  rows("RLock::release", kNothing, "std::logic_error",
       [](Locks& its) { its.taken.release(); },
       {{Place::kMainFiber, "returns"}});
  rows("RLock::owned", kNothing, "false",
       [](Locks& its) { return its.taken.owned(); },
       {{Place::kMainFiber, "true"}});
  rows("RLockGuard::RLockGuard", kObjectAndFiber, "true", [](Locks& its) {
    const RLockGuard guard(its.lock);
    return its.lock.owned();
  });
  rows("RLockGuard::~RLockGuard", kObjectAndFiber, "false", [](Locks& its) {
    { const RLockGuard guard(its.lock); }
    return its.lock.owned();
  });
}

}  // namespace

std::vector<Row> semaphore_rows() {
  Rows<Semaphores> semaphores;
  add_semaphore(semaphores);
  Rows<AwaitedSemaphore> awaited;
  awaited("Semaphore::release (awaited)", kObject, "returns",
          [](AwaitedSemaphore& its) { its.semaphore->release(); });
  Rows<Locks> locks;
  add_locks(locks);

  awaited(
      "Semaphore::~Semaphore (awaited)", kObject, "returns",
      [](AwaitedSemaphore& its) { its.semaphore.reset(); },
      in_other_threads(kImpossible));
  semaphores("Semaphore::~Semaphore", kNothing, "returns",
             [](Semaphores&) { const Semaphore semaphore; });

  std::vector<Row> all = semaphores;
  append(all, awaited);
  append(all, locks);
  return all;
}

}  // namespace gfetch::places
