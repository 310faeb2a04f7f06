#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/engine/fiber/hub_fixture.h"

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

}  // namespace
}  // namespace gfetch
