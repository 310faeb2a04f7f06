// Five workers share two permits: three of them have to wait.

#include <cstdio>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/semaphore.h"

int main() {
  gfetch::Hub hub;
  gfetch::BoundedSemaphore sem(2);

  auto worker1 = [&sem](int n) {
    sem.acquire();
    std::printf("Worker %d acquired semaphore\n", n);
    gfetch::yield();
    sem.release();
    std::printf("Worker %d released semaphore\n", n);
  };
  auto worker2 = [&sem](int n) {
    {
      const gfetch::SemaphoreGuard guard(sem);
      std::printf("Worker %d acquired semaphore\n", n);
      gfetch::yield();
    }
    std::printf("Worker %d released semaphore\n", n);
  };

  gfetch::Group pool;
  pool.map(worker1, std::vector{0, 1});
  pool.map(worker2, std::vector{3, 4, 5});
}
