// Scenarios of semaphores and locks.
#include "gfetch/fiber/semaphore.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {

SCENARIO(lock_order) {
  Semaphore semaphore(1);
  const auto worker = [&](const char* name) {
    const SemaphoreGuard guard(semaphore);
    print(name, "in");
    yield();
    print(name, "out");
  };
  join_all({spawn(worker, "a"), spawn(worker, "b"), spawn(worker, "c"),
            spawn(worker, "d")});
}

SCENARIO(lock_barging) {
  Semaphore semaphore(0);
  const auto fiber = spawn([&] {
    semaphore.acquire();
    print("waiter has it");
  });
  yield();
  semaphore.release();
  print("barged", semaphore.acquire());
  yield();
  print("waits", !fiber.ready());
  semaphore.release();
  fiber.join();
}

SCENARIO(lock_wait) {
  Semaphore semaphore(0);
  const auto watcher = [&](const char* name) {
    semaphore.wait();
    print(name, "sees", semaphore.permits());
  };
  const auto taker = [&](const char* name) {
    semaphore.acquire();
    print(name, "takes", semaphore.permits());
  };
  const std::vector<AnyFiber> fibers{spawn(watcher, "a"), spawn(taker, "b"),
                                     spawn(taker, "c")};
  yield();
  semaphore.release();
  semaphore.release();
  print("released", semaphore.permits());
  join_all(fibers);
  semaphore.release();
  semaphore.release();
  print(semaphore.permits(), semaphore.locked());
}

SCENARIO(lock_bounded) {
  BoundedSemaphore semaphore(2);
  std::vector<AnyFiber> fibers;
  for (int n = 0; n < 5; ++n) {
    fibers.push_back(spawn([&semaphore, n] {
      semaphore.acquire();
      print(n, "acquired");
      yield();
      semaphore.release();
      print(n, "released");
    }));
  }
  join_all(fibers);
  try {
    semaphore.release();
  } catch (const std::logic_error&) {
    print("one too many");
  }
}

SCENARIO(lock_killed_waiter) {
  Semaphore semaphore(0);
  const auto taker = [&](const char* name) {
    semaphore.acquire();
    print(name, "has it");
  };
  const auto a = spawn(taker, "a");
  const auto b = spawn(taker, "b");
  yield();
  a.kill(KillMode::kLater);
  semaphore.release();
  b.join();
  const auto c = spawn(taker, "c");
  const auto d = spawn(taker, "d");
  yield();
  semaphore.release();
  c.kill(KillMode::kLater);
  sleep_for(10ms);
  print(c.ready(), d.ready(), semaphore.permits());
  d.kill();
}

SCENARIO(lock_rlock) {
  RLock lock;
  const auto other = [&] {
    print("try", lock.acquire(0s));
    try {
      lock.release();
    } catch (const std::logic_error&) {
      print("not mine");
    }
    lock.acquire();
    print("other has it");
    lock.release();
  };
  lock.acquire();
  lock.acquire();
  print("twice");
  const auto fiber = spawn(other);
  sleep_for(10ms);
  lock.release();
  yield();
  print("once", fiber.ready());
  lock.release();
  fiber.join();
}

}  // namespace gfetch::differential
