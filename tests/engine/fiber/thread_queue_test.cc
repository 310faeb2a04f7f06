#include "gfetch/fiber/thread_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ThreadQueueTest : public RealHubTest {};

TEST_F(ThreadQueueTest, PassesItemsFromAThreadInTheirOrder) {
  ThreadQueue<int> queue(2);
  std::thread thread([sender = queue.sender()] {
    for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(sender.put(i));
  });
  int expected = 0;
  for (const int item : queue) EXPECT_EQ(item, expected++);
  EXPECT_EQ(expected, 1'000) << "the loop ends with the last sender";
  EXPECT_TRUE(queue.closed());
  thread.join();
}

TEST_F(ThreadQueueTest, ManyThreadsAndManyFibers) {
  ThreadQueue<int> queue(3);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([sender = queue.sender(), t] {
      for (int i = 0; i < 500; ++i) sender.put(t * 500 + i);
    });
  }
  std::vector<int> got;
  std::vector<Fiber<void>> fibers;
  for (int f = 0; f < 5; ++f) {
    fibers.push_back(spawn([&] {
      for (const int item : queue) {
        got.push_back(item);
        if (item % 7 == 0) yield();
      }
    }));
  }
  for (const auto& fiber : fibers) fiber.join();
  for (std::thread& thread : threads) thread.join();
  std::sort(got.begin(), got.end());
  std::vector<int> all(4'000);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(got, all);
}

TEST_F(ThreadQueueTest, OtherFibersRunWhileOneWaits) {
  ThreadQueue<int> queue(1);
  std::atomic<bool> go{false};
  std::thread thread([sender = queue.sender(), &go] {
    go.wait(false);
    sender.put(7);
  });
  const auto getter =
      spawn([&] { say("got " + std::to_string(*queue.get())); });
  yield();
  say("meanwhile");
  go = true;
  go.notify_all();
  getter.join();
  thread.join();
  EXPECT_EQ(story_, (Story{"meanwhile", "got 7"}));
}

TEST_F(ThreadQueueTest, AFullQueueHoldsThreadsBack) {
  ThreadQueue<int> queue(2);
  const auto sender = queue.sender();
  EXPECT_TRUE(sender.try_put(1));
  EXPECT_TRUE(sender.try_put(2));
  EXPECT_FALSE(sender.try_put(3));
  EXPECT_THROW(sender.put(3), std::logic_error) << "its own fibers would stop";
  EXPECT_EQ(queue.size(), 2U);
  std::thread([&] { EXPECT_FALSE(sender.put(3, 1ms)); }).join();
  std::thread thread([&] { EXPECT_TRUE(sender.put(3)); });
  EXPECT_EQ(queue.get(), 1);
  thread.join();
  EXPECT_EQ(queue.get(), 2);
  EXPECT_EQ(queue.get(), 3);
  EXPECT_EQ(queue.try_get(), std::nullopt);
}

TEST_F(ThreadQueueTest, TryPutLeavesAnItemThatIsNotTaken) {
  ThreadQueue<std::unique_ptr<int>> queue(1);
  const auto sender = queue.sender();
  EXPECT_TRUE(sender.try_put(std::make_unique<int>(1)));
  auto item = std::make_unique<int>(2);
  EXPECT_FALSE(sender.try_put(std::move(item)));
  EXPECT_NE(item, nullptr);
}

TEST_F(ThreadQueueTest, GetHasALimit) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  EXPECT_EQ(queue.get(1ms), std::nullopt);
  EXPECT_EQ(queue.get(0s), std::nullopt);
  (void)sender.try_put(7);
  EXPECT_EQ(queue.get(0s), 7);
}

TEST_F(ThreadQueueTest, AKilledGetterLosesNoItem) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  const auto first = spawn([&] { queue.get(); });
  const auto second = spawn([&] { return queue.get().value_or(0); });
  yield();
  (void)sender.try_put(7);
  first.kill();
  EXPECT_EQ(second.get(), 7);
}

TEST_F(ThreadQueueTest, GettersAreServedInTheirOrder) {
  ThreadQueue<int> queue(5);
  const auto sender = queue.sender();
  std::vector<Fiber<void>> fibers;
  for (const char* name : {"a", "b", "c"}) {
    fibers.push_back(
        spawn([&, name] { say(name + std::to_string(*queue.get())); }));
  }
  yield();
  for (int i = 1; i <= 3; ++i) (void)sender.try_put(i);
  EXPECT_EQ(queue.try_get(), std::nullopt) << "the items are the others'";
  for (const auto& fiber : fibers) fiber.join();
  EXPECT_EQ(story_, (Story{"a1", "b2", "c3"}));
}

TEST_F(ThreadQueueTest, CloseEndsBothSides) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  (void)sender.try_put(1);
  std::thread thread([&] { EXPECT_FALSE(sender.put(2)) << "while it waits"; });
  sleep_for(5ms);
  queue.close();
  thread.join();
  EXPECT_TRUE(sender.closed());
  EXPECT_FALSE(sender.try_put(3));
  EXPECT_EQ(queue.get(), 1) << "what was put before";
  EXPECT_EQ(queue.get(), std::nullopt);
  EXPECT_THROW((void)queue.sender(), std::logic_error);
}

TEST_F(ThreadQueueTest, CloseWakesAllGetters) {
  ThreadQueue<int> queue(1);
  const auto sender = queue.sender();
  std::vector<Fiber<bool>> fibers;
  for (int i = 0; i < 3; ++i) {
    fibers.push_back(spawn([&] { return queue.get().has_value(); }));
  }
  yield();
  queue.close();
  for (auto& fiber : fibers) EXPECT_FALSE(fiber.get());
}

TEST_F(ThreadQueueTest, AQueueMayDieBeforeItsGettersAndSenders) {
  auto queue = std::make_unique<ThreadQueue<std::string>>(1);
  const auto sender = queue->sender();
  const auto getter = spawn([&] { return queue->get().has_value(); });
  yield();
  queue.reset();
  EXPECT_FALSE(getter.get());
  EXPECT_FALSE(sender.try_put("late"));
  std::thread([&] { EXPECT_FALSE(sender.put("late")); }).join();
}

TEST_F(ThreadQueueTest, ASenderMadeWhileAFiberWaitsKeepsTheHub) {
  ThreadQueue<int> queue(1);
  const auto getter = spawn([&] { return queue.get().value_or(0); });
  yield();
  std::thread thread([sender = queue.sender()] {
    std::this_thread::sleep_for(5ms);
    sender.put(7);
  });
  EXPECT_EQ(getter.get(), 7);
  thread.join();
}

TEST_F(ThreadQueueTest, WithoutASenderItIsADeadlock) {
  ThreadQueue<int> queue(1);
  EXPECT_THROW(queue.get(), LoopExit);
  EXPECT_THROW(ThreadQueue<int>(0), std::logic_error);
}

TEST(ThreadQueueEnd, ASenderMayOutliveTheHub) {
  std::optional<ThreadQueue<int>::Sender> sender;
  std::unique_ptr<ThreadQueue<int>> queue;
  {
    const Hub hub;
    queue = std::make_unique<ThreadQueue<int>>(1);
    sender = queue->sender();
    spawn([&] { queue->get(); });
    yield();
  }
  EXPECT_FALSE(sender->try_put(1)) << "nobody would get it";
  EXPECT_TRUE(sender->closed());
  const Hub other;
  EXPECT_EQ(queue->get(), std::nullopt);
  queue.reset();
  EXPECT_FALSE(sender->try_put(2));
}

}  // namespace
}  // namespace gfetch
