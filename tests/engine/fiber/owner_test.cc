// Owners of fibers that their own fibers destroy, and state that changes while
// a function waits.
#include <memory>
#include <ranges>
#include <stdexcept>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class OwnerTest : public HubTest {};

TEST_F(OwnerTest, AGroupThatItsMemberDestroysKillsTheOthers) {
  auto group = std::make_unique<Group>();
  auto other = group->spawn([] { sleep_for(1h); });
  auto member = group->spawn([&] {
    yield();
    group.reset();
    say("destroyed");
    sleep_for(1s);
    say("continues");
  });
  member.get();
  EXPECT_TRUE(other.killed());
  EXPECT_EQ(story_, (Story{"destroyed", "continues"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(OwnerTest, APoolThatItsMemberDestroys) {
  auto pool = std::make_unique<Pool>(2);
  auto other = pool->spawn([] { sleep_for(1h); });
  auto member = pool->spawn([&] {
    yield();
    pool.reset();
    return 1;
  });
  EXPECT_EQ(member.get(), 1);
  EXPECT_TRUE(other.killed());
}

TEST_F(OwnerTest, AGroupThatTheHubDestroysKillsItsMembers) {
  auto group = std::make_unique<Group>();
  auto member = group->spawn([] { sleep_for(1h); });
  yield();
  hub_.post([&] { group.reset(); });
  member.join();
  EXPECT_TRUE(member.killed());
}

TEST_F(OwnerTest, AGroupThatItsFeederDestroys) {
  auto group = std::make_unique<Group>();
  auto items = std::views::iota(0, 3) | std::views::transform([&](int n) {
                 if (n == 1) group.reset();
                 if (n == 1) throw std::range_error("end");
                 return n;
               });
  auto results = group->imap([](int n) { return n; }, items);
  EXPECT_THROW(
      {
        while (results.next()) {
        }
      },
      std::exception);
  EXPECT_FALSE(group);
  expected_unobserved_ = {"imap"};  // next() threw the kill of the first call
}

TEST_F(OwnerTest, AGroupEndsItsImapAndItsPendingCalls) {
  int calls = 0;
  Fiber<void> pending;
  {
    Pool pool(1);
    const auto results = pool.imap(
        [&](int) {
          ++calls;
          sleep_for(1h);
          return 0;
        },
        std::vector<int>{1, 2, 3});
    pending = pool.apply_async([&] { ++calls; });
    sleep_for(1s);
  }
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(pending.killed());
}

TEST_F(OwnerTest, AMemberThatKillsItsGroupIsKilled) {
  Group group;
  auto other = group.spawn([] { sleep_for(1h); });
  auto member = group.spawn([&] { group.kill(); });
  group.join();
  EXPECT_TRUE(member.killed());
  EXPECT_TRUE(other.killed());
}

TEST_F(OwnerTest, AMemberThatJoinsItsGroupWaitsForItself) {
  Group group;
  auto member = group.spawn([&] { return group.join(1s); });
  EXPECT_FALSE(member.get());
  auto fiber = spawn([] { return current_fiber().join(1s); });
  EXPECT_FALSE(fiber.get());
}

struct Handler : Actor<int> {
  explicit Handler(Story& its_story) : story(its_story) {}
  void receive(int number) override {
    const auto text = std::to_string(number);
    Story& lines = story;
    if (number == 0) return finish();
    if (number == 1) stop();
    if (number == 2) own->reset();
    lines.push_back(text);
    if (number == 2) sleep_for(1s);
    lines.push_back(text + " continues");
  }
  Story& story;
  std::unique_ptr<Handler>* own = nullptr;
};

TEST_F(OwnerTest, AnActorThatItsHandlerEnds) {
  Handler finishes(story_);
  auto run = finishes.start();
  finishes.send(0);
  finishes.send(3);
  run.get();
  Handler stops(story_);
  run = stops.start();
  stops.send(1);
  stops.send(3);
  EXPECT_THROW(run.get(), FiberKilled);
  EXPECT_EQ(story_, (Story{"3", "3 continues"}));
}

TEST_F(OwnerTest, AnActorThatItsHandlerDestroys) {
  auto actor = std::make_unique<Handler>(story_);
  actor->own = &actor;
  auto run = actor->start();
  actor->send(2);
  actor->send(3);
  EXPECT_THROW(run.get(), FiberKilled) << "where it next blocks";
  EXPECT_EQ(story_, (Story{"2"}));
}

// --- state that changes during a wait ----------------------------------------

TEST_F(OwnerTest, AHandleThatIsGivenAnotherFiberWhileItWaits) {
  Fiber<std::string> handle = spawn([] {
    sleep_for(1s);
    return std::string(100, 'a');
  });
  auto waits = spawn([&] {
    const std::string& result = handle.get();
    sleep_for(1s);
    return result;
  });
  yield();
  handle = spawn([] { return std::string("b"); });
  EXPECT_EQ(waits.get(), std::string(100, 'a'));
  EXPECT_EQ(handle.get(), "b");
}

TEST_F(OwnerTest, AKillOfAHandleThatIsGivenAnotherFiber) {
  Fiber<void> handle = spawn([] {
    try {
      sleep_for(1h);
    } catch (const FiberExit&) {
      sleep_for(1s);
      throw;
    }
  });
  yield();
  auto kills = spawn([&] { return handle.kill(); });
  yield();
  handle = spawn([] { sleep_for(1h); });
  EXPECT_TRUE(kills.get());
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_FALSE(handle.ready());
  handle.kill();
}

TEST_F(OwnerTest, ADroppedImapStartsNoFurtherCall) {
  Pool pool(1);
  int started = 0;
  auto busy = pool.spawn([] { sleep_for(1s); });
  {
    auto results = pool.imap(
        [&](int n) {
          ++started;
          return n;
        },
        std::vector<int>{1, 2, 3});
    yield();
    yield();
  }
  hub_.join();
  EXPECT_EQ(started, 0) << "its feeder waited for the pool";
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(OwnerTest, ADroppedImapReportsTheFailuresNobodyHasSeen) {
  Group group;
  {
    auto results = group.imap(
        [](int n) -> int { throw std::runtime_error(std::to_string(n)); },
        std::vector<int>{1, 2});
    EXPECT_THROW(results.next(), std::runtime_error);
    hub_.join();
  }
  EXPECT_EQ(unobserved_.size(), 1U);
  expected_unobserved_ = unobserved_;
}

TEST_F(OwnerTest, TwoFibersAddOneFiberToAFullPool) {
  Pool pool(1);
  auto busy = pool.spawn([] { sleep_for(1s); });
  auto added = spawn([] { sleep_for(1h); });
  auto one = spawn([&] { pool.add(added); });
  auto other = spawn([&] { pool.add(added); });
  pool.resize(2);
  join_all({one, other});
  pool.resize(3);
  sleep_for(2s);
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.free_count(), 2U);
  added.kill();
}

struct Counts : Actor<int> {
  void receive(int number) override {
    sleep_for(1s);
    if (number < 0) throw std::invalid_argument("negative");
    sum += number;
  }
  int sum = 0;
};

TEST_F(OwnerTest, FinishOfASupervisedActorHandlesAllMessages) {
  Counts actor;
  auto keeper = supervise(actor, 2);
  for (const int number : {1, -1, 2, -1, 3}) actor.send(number);
  yield();
  actor.finish();
  EXPECT_EQ(actor.sum, 6);
  EXPECT_TRUE(keeper.successful());
}

TEST_F(OwnerTest, FinishOfASupervisedActorThatIsGivenUpThrows) {
  Counts actor;
  supervise(actor, 1);
  for (int i = 0; i < 3; ++i) actor.send(-1);
  yield();
  EXPECT_THROW(actor.finish(), std::invalid_argument);
  EXPECT_EQ(actor.waiting(), 1U);
}

TEST_F(OwnerTest, ASupervisedActorThatIsDestroyedIsNotStartedAgain) {
  Fiber<void> keeper;
  {
    Counts actor;
    keeper = supervise(actor, 5);
    actor.send(-1);
    yield();
    sleep_for(1s);
  }
  EXPECT_THROW(keeper.get(), std::invalid_argument);
}

TEST_F(OwnerTest, AnItemThatPutsAnotherWhileTheQueueIsShutDown) {
  struct PutsAgain {
    JoinableQueue<std::shared_ptr<PutsAgain>>* queue;
    int* refused;
    ~PutsAgain() {
      if (!queue->try_put(nullptr)) ++*refused;
    }
  };
  JoinableQueue<std::shared_ptr<PutsAgain>> queue;
  int refused = 0;
  for (int i = 0; i < 2; ++i) {
    queue.put(std::shared_ptr<PutsAgain>(new PutsAgain{&queue, &refused}));
  }
  queue.shutdown_now();
  EXPECT_EQ(refused, 2);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace gfetch
