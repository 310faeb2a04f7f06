// Each statement below ignores what it must not. `check` compiles this file and
// expects a warning in each line that ends with `// lost`, and in no other.
#include <chrono>
#include <exception>
#include <span>
#include <vector>

#include "gfetch/fiber/all.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;

// A guard that is a temporary guards nothing.
void guards(Hub& hub, Semaphore& semaphore, RLock& lock) {
  Hub{};                               // lost
  Timeout{5s};                         // lost
  Timeout(5s, fiber_exit());           // lost
  KeepAlive{};                         // lost
  KeepAlive{hub};                      // lost
  KillShield{};                        // lost
  SemaphoreGuard{semaphore};           // lost
  RLockGuard{lock};                    // lost
  SpawnWatch([](const AnyFiber&) {});  // lost
  Iwait(std::span<const Waitable>());  // lost
  on_signal(2, [] {});                 // lost
  const Timeout timeout(5s);
  const KeepAlive alive;
  const KillShield shield;
  const SemaphoreGuard guard(semaphore);
}

// A wait whose limit expires has no permit and no event.
void waits(Semaphore& semaphore, BoundedSemaphore& bounded, RLock& lock,
           Event& event, AsyncResult<int>& result, Pool& pool,
           Timeout& timeout) {
  semaphore.acquire(1s);       // lost
  semaphore.acquire(timeout);  // lost
  semaphore.try_acquire();     // lost
  semaphore.wait(1s);          // lost
  bounded.acquire(1s);         // lost
  bounded.try_acquire();       // lost
  lock.acquire(1s);            // lost
  event.wait(1s);              // lost
  event.wait(timeout);         // lost
  result.wait(1s);             // lost
  result.promise();            // lost
  pool.wait_available(1s);     // lost
  wait_readable(0, 1s);        // lost
  wait_writable(0, 1s);        // lost
  semaphore.acquire();
  semaphore.wait();
  lock.acquire();
  event.wait();
  result.wait();
  pool.wait_available();
  wait_readable(0);
  wait_writable(0);
  (void)event.wait(1s);
}

template <class Queue>
void items(Queue& queue) {
  const int item = 1;
  queue.put(1, 1s);     // lost
  queue.put(item, 0s);  // lost
  queue.try_put(1);     // lost
  queue.try_put(item);  // lost
  queue.get(1s);        // lost
  queue.try_get();      // lost
  queue.peek(1s);       // lost
  queue.put(1);
  queue.get();
  queue.peek();
}

void queues(Queue<int>& fifo, LifoQueue<int>& lifo, PriorityQueue<int>& least,
            JoinableQueue<int>& joinable, Channel<int>& channel) {
  items(fifo);
  items(lifo);
  items(least);
  items(joinable);
  items(channel);
}

void threads(ThreadQueue<int>& queue, ThreadQueue<int>::Sender& sender) {
  const int item = 1;
  sender.put(1, 1s);     // lost
  sender.try_put(1);     // lost
  sender.try_put(item);  // lost
  queue.get(1s);         // lost
  queue.try_get();       // lost
  sender.put(1);
  queue.get();
}

// A queue closes with its last sender; calls whose results nobody takes stop.
void results(ThreadQueue<int>& queue, Group& group, Pool& pool, Iwait& iwait,
             JoinableQueue<int>& joinable, Timeout& timeout) {
  const std::vector<int> numbers;
  const auto twice = [](int number) { return 2 * number; };
  queue.sender();                          // lost
  group.imap(twice, numbers);              // lost
  pool.imap_unordered(twice, numbers, 2);  // lost
  iwait.next();                            // lost
  joinable.join(1s);                       // lost
  joinable.join(timeout);                  // lost
  make_fiber(twice, 1);                    // lost
  Greenlet{[] {}};                         // lost
  joinable.join();
  group.map(twice, numbers);
  spawn(twice, 1);
}

void callbacks(Ticker& ticker, Event& stop) {
  ticker.wait(stop);                                    // lost
  await_callback([](auto done) { done(); }, 1s);        // lost
  await_callback<int>([](auto done) { done(1); }, 1s);  // lost
  ticker.wait();
  await_callback<int>([](auto done) { done(1); });
}

}  // namespace
}  // namespace gfetch
