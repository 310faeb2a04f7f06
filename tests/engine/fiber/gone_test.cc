// Objects that are destroyed while fibers wait for them: each wait throws
// std::logic_error, which names the object.
#include <functional>
#include <memory>
#include <stdexcept>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class GoneTest : public HubTest {
 protected:
  /// One object of each primitive, in a state in which its waits never end.
  struct Objects {
    Objects() {
      (void)full.try_put(0);
      (void)unfinished.try_put(0);
      (void)lock_taken.try_acquire();
    }

    Event event{"the event"};
    AsyncResult<int> result;
    AsyncResult<void> nothing;
    Queue<int> queue;
    Queue<int> full{1};
    PriorityQueue<int> smallest;
    JoinableQueue<int> unfinished;
    Channel<int> channel;
    Semaphore semaphore{0, "the semaphore"};
    BoundedSemaphore lock_taken{1};
  };

  struct Wait {
    const char* name;
    std::function<void()> block;
  };

  std::vector<Wait> waits() {
    Objects& all = *objects_;
    return {{"the event", [&] { all.event.wait(); }},
            {"the event", [&] { (void)all.event.wait(1h); }},
            {"async_result", [&] { all.result.get(); }},
            {"async_result", [&] { (void)all.result.wait(1h); }},
            {"async_result", [&] { all.nothing.get(); }},
            {"queue.get", [&] { all.queue.get(); }},
            {"queue.get", [&] { (void)all.queue.get(1h); }},
            {"queue.peek", [&] { all.queue.peek(); }},
            {"queue.put", [&] { all.full.put(1); }},
            {"queue.get",
             [&] {
               for (const int number : all.smallest) say_number(number);
             }},
            {"queue.join", [&] { all.unfinished.join(); }},
            {"channel.get", [&] { all.channel.get(); }},
            {"channel.peek", [&] { all.channel.peek(); }},
            {"the semaphore", [&] { all.semaphore.acquire(); }},
            {"semaphore.wait", [&] { all.semaphore.wait(); }},
            {"semaphore", [&] { const SemaphoreGuard guard(all.lock_taken); }},
            {"the event",
             [&] {
               Event other;
               wait({other, all.event});
             }},
            {"async_result", [&] { wait({all.result}, {.limit = 1h}); }},
            {"semaphore.wait", [&] { wait({all.semaphore}); }}};
  }

  void say_number(int number) { say(std::to_string(number)); }

  std::unique_ptr<Objects> objects_ = std::make_unique<Objects>();
};

TEST_F(GoneTest, EachWaitThrowsAndNamesTheObject) {
  std::vector<Fiber<void>> fibers;
  for (const Wait& wait : waits()) fibers.push_back(spawn(wait.block));
  yield();
  const auto waits = this->waits();
  objects_.reset();
  for (std::size_t i = 0; i < fibers.size(); ++i) {
    SCOPED_TRACE(waits[i].name);
    try {
      fibers[i].get();
      ADD_FAILURE() << "it returned";
    } catch (const std::logic_error& error) {
      EXPECT_NE(std::string(error.what()).find(waits[i].name),
                std::string::npos)
          << error.what();
    }
  }
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(GoneTest, APutOfAChannelThrowsToo) {
  auto channel = std::make_unique<Channel<int>>();
  auto fiber = spawn([&] { channel->put(1); });
  yield();
  channel.reset();
  EXPECT_THROW(fiber.get(), std::logic_error);
}

TEST_F(GoneTest, DestroyedByTheHubTheWaitsThrowToo) {
  std::vector<Fiber<void>> fibers;
  for (const Wait& wait : waits()) fibers.push_back(spawn(wait.block));
  yield();
  hub_.post([this] { objects_.reset(); });
  for (const auto& fiber : fibers) EXPECT_THROW(fiber.get(), std::logic_error);
}

TEST_F(GoneTest, AKillThatComesFirstIsAKill) {
  std::vector<Fiber<void>> fibers;
  for (const Wait& wait : waits()) fibers.push_back(spawn(wait.block));
  yield();
  for (const auto& fiber : fibers) fiber.kill(KillMode::kLater);
  objects_.reset();
  for (const auto& fiber : fibers) EXPECT_THROW(fiber.get(), FiberKilled);
}

TEST_F(GoneTest, AKillThatComesAfterwardsFindsTheFiberEnded) {
  auto fiber = spawn([this] { objects_->event.wait(); });
  yield();
  objects_.reset();
  fiber.kill();
  EXPECT_THROW(fiber.get(), std::logic_error);
}

TEST_F(GoneTest, NobodyWhoCatchesItIsReported) {
  spawn([this] { objects_->queue.get(); }).name("waits");
  yield();
  objects_.reset();
  hub_.join();
  expected_unobserved_ = {"waits"};
}

TEST_F(GoneTest, WhatWasSetBeforeIsSet) {
  auto waits = spawn([&] { return objects_->event.wait(); });
  auto waits_for_any = spawn([&] { return wait({objects_->event}).size(); });
  auto gets = spawn([&] { return objects_->result.get(); });
  yield();
  objects_->event.set();
  objects_->result.set(1);
  objects_.reset();
  EXPECT_TRUE(waits.get());
  EXPECT_EQ(waits_for_any.get(), 1U);
  EXPECT_THROW(gets.get(), std::logic_error) << "the value is gone";
}

TEST_F(GoneTest, WaitThrowsOnceForEachObjectAndGoesOn) {
  auto event = std::make_unique<Event>("lost");
  Event other;
  Iwait each({*event, other});
  event.reset();
  EXPECT_THROW((void)each.next(), std::logic_error);
  other.set();
  EXPECT_EQ(each.next(), 1U);
  EXPECT_EQ(each.next(), std::nullopt);
}

TEST_F(GoneTest, AnIwaitItselfMayBeLost) {
  Event event;
  auto each = std::make_unique<Iwait>(std::initializer_list<Waitable>{event});
  auto fiber = spawn([&] { (void)each->next(); });
  yield();
  each.reset();
  EXPECT_THROW(fiber.get(), std::logic_error);
}

TEST_F(GoneTest, AShieldedFiberIsWokenToo) {
  auto fiber = spawn([this] {
    const KillShield shield;
    objects_->event.wait();
  });
  yield();
  objects_.reset();
  EXPECT_THROW(fiber.get(), std::logic_error);
}

TEST_F(GoneTest, AFullPoolSaysSoToo) {
  auto pool = std::make_unique<Pool>(1);
  pool->spawn([] { sleep_for(1h); });
  auto spawns = spawn([&] { pool->spawn([] {}); });
  auto joins = spawn([&] { return pool->join(); });
  auto waits = spawn([&] { pool->wait_available(); });
  yield();
  pool.reset();
  EXPECT_TRUE(joins.get()) << "its members were killed and waited for";
  EXPECT_THROW(spawns.get(), std::logic_error);
  EXPECT_THROW(waits.get(), std::logic_error);
}

class Idle : public Actor<int> {
  void receive(int) override {}
};

TEST_F(GoneTest, AnActorEndsWhatWaitsForIt) {
  auto actor = std::make_unique<Idle>();
  auto run = actor->start();
  auto joins = spawn([&] { run.get(); });
  yield();
  actor.reset();
  joins.get();
  EXPECT_TRUE(run.ready());
}

}  // namespace
}  // namespace gfetch
