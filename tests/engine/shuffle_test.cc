#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gfetch/engine/fiber.h"
#include "gfetch/engine/hub.h"
#include "gfetch/engine/queue.h"
#include "gfetch/engine/semaphore.h"
#include "tests/engine/hub_fixture.h"

namespace gfetch {
namespace {

class ShuffleTest : public DescriptorTest {};

std::string letters() {
  std::string order;
  for (char letter = 'a'; letter < 'f'; ++letter) {
    spawn([&order, letter] {
      order += letter;
      yield();
      order += letter;
    });
  }
  Hub::current().join();
  return order;
}

std::string shuffled(std::uint64_t seed) {
  Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = seed});
  return letters();
}

TEST_F(ShuffleTest, WithoutASeedTheOrderIsThatOfSpawning) {
  Hub hub({.clock = ClockKind::kVirtual});
  EXPECT_EQ(letters(), "abcdeabcde");
  EXPECT_TRUE(hub.schedule().empty());
}

TEST_F(ShuffleTest, TheSameSeedGivesTheSameOrder) {
  EXPECT_EQ(shuffled(7), shuffled(7));
}

TEST_F(ShuffleTest, OtherSeedsGiveOtherOrders) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 20; ++seed) orders.insert(shuffled(seed));
  EXPECT_GT(orders.size(), 10U);
}

TEST_F(ShuffleTest, ARecordedScheduleReplays) {
  std::vector<std::uint32_t> schedule;
  std::string order;
  {
    Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = 42});
    order = letters();
    schedule = hub.schedule();
  }
  EXPECT_FALSE(schedule.empty());
  Hub hub({.clock = ClockKind::kVirtual, .replay = schedule});
  EXPECT_EQ(letters(), order);
}

// Getters are killed and time out while items are handed over: whatever the
// order, every item is in the queue or was taken.
TEST_F(ShuffleTest, NoItemIsLostInAnyOfAThousandOrders) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = seed});
    Queue<int> queue(2);
    int taken = 0;
    int put = 0;
    std::vector<AnyFiber> getters;
    for (int i = 0; i < 4; ++i) {
      getters.push_back(spawn([&, i] {
        while (queue.get(i % 2 == 0 ? WaitLimit{} : WaitLimit{1ms})) ++taken;
      }));
    }
    auto putter = spawn([&] {
      for (int i = 0; i < 6; ++i) {
        if (i == 3) sleep_for(1ms);
        if (queue.put(i)) ++put;
      }
    });
    auto killer = spawn([&] {
      yield();
      getters[0].kill(KillMode::kLater);
      getters[1].kill(KillMode::kLater);
    });
    join_all({putter, killer}, {.limit = 10ms});
    putter.kill();
    kill_all(getters);
    while (queue.try_get()) ++taken;
    ASSERT_EQ(taken, put) << "seed " << seed;
  }
}

TEST_F(ShuffleTest, NoPermitIsLostInAnyOfAThousandOrders) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = seed});
    Semaphore semaphore(2);
    std::vector<AnyFiber> takers;
    for (int i = 0; i < 6; ++i) {
      takers.push_back(spawn([&] {
        if (!semaphore.acquire(2ms)) return;
        struct Release {
          Semaphore& semaphore;
          ~Release() { semaphore.release(); }
        } release{semaphore};
        sleep_for(1ms);
      }));
    }
    spawn([&] {
      yield();
      takers[1].kill(KillMode::kLater);
      sleep_for(1ms);
      takers[3].kill(KillMode::kLater);
    });
    hub.join();
    ASSERT_EQ(semaphore.permits(), 2U) << "seed " << seed;
  }
}

}  // namespace
}  // namespace gfetch
