#include "gfetch/fiber/queue.h"

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class QueueTest : public HubTest {
 protected:
  auto getter(Queue<int>& queue, std::string name) {
    return spawn([&queue, name, this] {
      if (auto item = queue.get()) say(name + std::to_string(*item));
    });
  }
  auto putter(Queue<int>& queue, int item) {
    return spawn([&queue, item, this] {
      if (queue.put(item)) say("put" + std::to_string(item));
    });
  }
};

TEST_F(QueueTest, IsFirstInFirstOut) {
  Queue<int> queue;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.put(i));
  EXPECT_EQ(queue.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(queue.get(), i);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.try_get(), std::nullopt);
}

TEST_F(QueueTest, CarriesWhatCannotBeCopied) {
  Queue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.put(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(queue.try_put(std::move(second)));
  EXPECT_NE(second, nullptr) << "refused, and left alone";
  EXPECT_EQ(**queue.get(), 1);
}

TEST_F(QueueTest, GettersAreServedInTheOrderTheyCame) {
  Queue<int> queue;
  getter(queue, "a");
  getter(queue, "b");
  getter(queue, "c");
  yield();
  for (int i = 0; i < 3; ++i) queue.put(i);
  hub_.join();
  EXPECT_EQ(story_, (Story{"a0", "b1", "c2"}));
}

// The order in which python3-gevent serves three putters and four getters of a
// queue with one slot.
TEST_F(QueueTest, BothSidesAreServedInTurn) {
  Queue<int> queue(1);
  queue.put(9);
  for (int i = 0; i < 3; ++i) putter(queue, i);
  yield();
  for (const char* name : {"a", "b", "c", "d"}) getter(queue, name);
  hub_.join();
  EXPECT_EQ(story_, (Story{"a9", "put0", "b0", "put1", "c1", "put2", "d2"}));
}

// The interleaving that python3-gevent prints for two putters of four items
// and two getters on two slots.
TEST_F(QueueTest, ProducersAndConsumersInterleaveAsInGevent) {
  Queue<std::string> queue(2);
  const auto consume = [&](const char* name) {
    while (auto item = queue.get()) say(name + *item);
  };
  const auto produce = [&](const std::string& name) {
    for (int i = 0; i < 4; ++i) {
      queue.put(name + std::to_string(i));
      say("put" + name + std::to_string(i));
    }
  };
  auto a = spawn(consume, "a");
  auto b = spawn(consume, "b");
  join_all({spawn(produce, "P"), spawn(produce, "Q")});
  queue.shutdown();
  join_all({a, b});
  EXPECT_EQ(story_, (Story{"putP0", "putP1", "aP0", "aP1", "putP2", "putP3",
                           "bP2", "bP3", "putQ0", "putQ1", "aQ0", "aQ1",
                           "putQ2", "putQ3", "bQ2", "bQ3"}));
}

TEST_F(QueueTest, PutWaitsWhileItIsFull) {
  Queue<int> queue(1);
  queue.put(0);
  EXPECT_TRUE(queue.full());
  auto fiber = putter(queue, 1);
  yield();
  EXPECT_FALSE(fiber.ready());
  EXPECT_EQ(queue.get(), 0);
  fiber.join();
  EXPECT_EQ(queue.get(), 1);
}

TEST_F(QueueTest, BothSidesGiveUpAtTheirLimit) {
  Queue<int> queue(1);
  EXPECT_EQ(queue.get(1s), std::nullopt);
  queue.put(0);
  EXPECT_FALSE(queue.put(1, 1s));
  EXPECT_EQ(elapsed_ms(), 2000);
  EXPECT_EQ(queue.get(), 0);
  EXPECT_EQ(queue.try_get(), std::nullopt) << "given up is not put";
}

TEST_F(QueueTest, ARunningFiberMayTakeBeforeThoseWhoWait) {
  Queue<int> queue;
  auto waiter = getter(queue, "waiter");
  yield();
  queue.put(1);
  EXPECT_EQ(queue.try_get(), 1);
  queue.put(2);
  waiter.join();
  EXPECT_EQ(story_, (Story{"waiter2"}));
}

TEST_F(QueueTest, AGetWithLimitZeroLetsPuttersRun) {
  Queue<int> queue;
  spawn([&] { queue.put(5); });
  EXPECT_EQ(queue.get(0s), 5);
}

TEST_F(QueueTest, AKilledGetterLosesNoItem) {
  Queue<int> queue;
  auto first = getter(queue, "first");
  auto second = getter(queue, "second");
  yield();
  queue.put(1);
  first.kill(KillMode::kLater);  // the hub has already chosen it for the item
  hub_.join();
  EXPECT_EQ(story_, (Story{"first1"}));
  first.kill();
  queue.put(2);
  second.join();
  EXPECT_EQ(story_, (Story{"first1", "second2"}));
}

TEST_F(QueueTest, AGetterKilledBeforeTheItemComesIsPassedOver) {
  Queue<int> queue;
  auto first = getter(queue, "first");
  auto second = getter(queue, "second");
  yield();
  first.kill(KillMode::kLater);
  queue.put(1);
  second.join();
  EXPECT_EQ(story_, (Story{"second1"}));
}

TEST_F(QueueTest, AKilledPutterPutsNothing) {
  Queue<int> queue(1);
  queue.put(0);
  auto fiber = putter(queue, 1);
  yield();
  fiber.kill();
  EXPECT_EQ(queue.get(), 0);
  yield();
  EXPECT_TRUE(queue.empty());
}

TEST_F(QueueTest, AGetterTimedOutAtTheMomentOfThePutLosesNoItem) {
  Queue<int> queue;
  auto hasty = spawn([&] { return queue.get(1s).has_value(); });
  auto producer = spawn([&] {
    sleep_for(1s);
    queue.put(1);
  });
  join_all({hasty, producer});
  EXPECT_EQ(queue.size() + (hasty.get() ? 1U : 0U), 1U);
  (void)queue.try_get();
}

TEST_F(QueueTest, ShutDownItIsEmptiedAndThenEnds) {
  Queue<int> queue(2);
  queue.put(1);
  queue.put(2);
  auto late = putter(queue, 3);
  yield();
  queue.shutdown();
  late.join();
  EXPECT_TRUE(story_.empty()) << "the waiting put was refused";
  EXPECT_FALSE(queue.put(4));
  EXPECT_EQ(queue.get(), 1);
  EXPECT_EQ(queue.get(), 2);
  EXPECT_EQ(queue.get(), std::nullopt);
}

TEST_F(QueueTest, ShuttingDownWakesAllGetters) {
  Queue<int> queue;
  std::vector<Fiber<void>> getters;
  for (int i = 0; i < 3; ++i) getters.push_back(getter(queue, "never"));
  yield();
  queue.shutdown();
  EXPECT_EQ(join_all(getters).size(), 3U);
  EXPECT_TRUE(story_.empty());
}

TEST_F(QueueTest, PeekLeavesTheItemForAGet) {
  Queue<int> queue;
  EXPECT_EQ(queue.peek(1s), nullptr);
  auto peeker = spawn([&] {
    const int* item = queue.peek();
    return item != nullptr ? *item : -1;
  });
  auto waiter = getter(queue, "got");
  yield();
  queue.put(7);
  EXPECT_EQ(peeker.get(), 7);
  waiter.join();
  EXPECT_EQ(story_, (Story{"got7"}));
}

TEST_F(QueueTest, IsWalkedThroughUntilItsEnd) {
  Queue<int> queue;
  auto walker = spawn([&] {
    int sum = 0;
    for (int& item : queue) sum += item;
    return sum;
  });
  for (int i = 1; i <= 4; ++i) queue.put(i);
  sleep_for(1s);
  queue.shutdown();
  EXPECT_EQ(walker.get(), 10);
}

TEST_F(QueueTest, ShutDownNowItDropsItsItems) {
  Queue<int> queue;
  queue.put(1);
  queue.shutdown_now();
  EXPECT_EQ(queue.get(), std::nullopt);
}

TEST_F(QueueTest, MoreRoomServesThoseWhoWaitForIt) {
  Queue<int> queue(1);
  queue.put(0);
  auto fiber = putter(queue, 1);
  yield();
  queue.maxsize(2);
  fiber.join();
  EXPECT_EQ(queue.size(), 2U);
}

TEST_F(QueueTest, ALifoQueueGivesTheLastFirst) {
  LifoQueue<int> queue;
  for (int i = 0; i < 3; ++i) queue.put(i);
  for (int i = 2; i >= 0; --i) EXPECT_EQ(queue.get(), i);
}

TEST_F(QueueTest, APriorityQueueGivesTheLeastFirst) {
  PriorityQueue<int> queue;
  for (int i : {3, 1, 2}) queue.put(i);
  for (int i : {1, 2, 3}) EXPECT_EQ(queue.get(), i);
  PriorityQueue<int, std::greater<>> greatest_first;
  for (int i : {3, 1, 2}) greatest_first.put(i);
  EXPECT_EQ(greatest_first.get(), 3);
}

TEST_F(QueueTest, AJoinableQueueIsJoinedWhenAllIsDone) {
  JoinableQueue<int> queue;
  EXPECT_TRUE(queue.join(0s)) << "nothing was put";
  auto worker = spawn([&] {
    while (queue.get()) {
      sleep_for(1s);
      queue.task_done();
    }
  });
  for (int i = 0; i < 3; ++i) queue.put(i);
  EXPECT_EQ(queue.unfinished(), 3U);
  EXPECT_FALSE(queue.join(1ms));
  EXPECT_TRUE(queue.join());
  EXPECT_EQ(elapsed_ms(), 3000);
  EXPECT_THROW(queue.task_done(), std::logic_error);
  queue.shutdown();
  worker.join();
}

TEST_F(QueueTest, TheHubPutsWithoutWaiting) {
  Queue<int> queue(1);
  queue.put(1);
  bool put = true;
  hub_.post([&] { put = queue.try_put(2); });
  sleep_for(1ms);
  EXPECT_FALSE(put);
  (void)queue.try_get();
}

TEST_F(QueueTest, WorkersShareItRoundRobin) {
  Queue<int> tasks;
  for (int i = 1; i < 10; ++i) tasks.put(i);
  for (const char* name : {"steve", "john", "nancy"}) {
    spawn([&, name] {
      while (auto task = tasks.try_get()) {
        say(name + std::to_string(*task));
        yield();
      }
      say(std::string("bye ") + name);
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"steve1", "john2", "nancy3", "steve4", "john5",
                           "nancy6", "steve7", "john8", "nancy9", "bye steve",
                           "bye john", "bye nancy"}));
}

TEST_F(QueueTest, PuttersAreServedInTheOrderTheyCame) {
  Queue<int> queue(1);
  queue.put(0);
  for (int i = 1; i <= 3; ++i) putter(queue, i);
  yield();
  for (int i = 0; i <= 3; ++i) EXPECT_EQ(queue.get(), i);
}

TEST_F(QueueTest, AJoinableQueueReleasesAllThatJoinIt) {
  JoinableQueue<int> queue;
  queue.put(1);
  for (const char* name : {"a", "b"}) {
    spawn([&, name] {
      queue.join();
      say(name);
    });
  }
  yield();
  queue.get();
  queue.task_done();
  queue.put(2);
  sleep_for(1ms);
  EXPECT_EQ(story_, (Story{"a", "b"}));
  EXPECT_EQ(queue.unfinished(), 1U);
}

TEST_F(QueueTest, AJoinableQueueThatDropsItsItemsIsDoneWithThem) {
  JoinableQueue<int> queue;
  queue.put(1);
  queue.put(2);
  queue.get();
  queue.shutdown_now();
  EXPECT_EQ(queue.unfinished(), 1U) << "the one that was taken";
  queue.task_done();
  EXPECT_TRUE(queue.join(0s));
}

TEST_F(QueueTest, PriorityTakesAnOrderOfItsOwn) {
  const std::map<std::string, int> urgency = {{"low", 3}, {"high", 1}};
  auto more_urgent = [&](const std::string& a, const std::string& b) {
    return urgency.at(a) < urgency.at(b);
  };
  PriorityQueue<std::string, decltype(more_urgent)> jobs(2, more_urgent);
  jobs.put("low");
  jobs.put("high");
  EXPECT_TRUE(jobs.full());
  EXPECT_EQ(jobs.get(), "high");
  EXPECT_EQ(jobs.get(), "low");
}

}  // namespace
}  // namespace gfetch
