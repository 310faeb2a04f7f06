// Fibers in groups and pools are killed or time out, in any order: no slot is
// lost, no member is forgotten, no result comes twice.
#include <algorithm>
#include <functional>
#include <stdexcept>

#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"
#include "tests/engine/fiber/races.h"

namespace gfetch {
namespace {

class PoolRace : public DescriptorTest {};

TEST_F(PoolRace, AKilledOrTimedOutSpawnerLosesNoSlot) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(2);
    int running = 0;
    std::vector<AnyFiber> spawners;
    for (int i = 0; i < 5; ++i) {
      spawners.push_back(spawn([&] {
        with_timeout(some_limit(dice), [&] {
          pool.spawn([&] {
            EXPECT_LE(++running, 2);
            const struct Leave {
              int& running;
              ~Leave() { --running; }
            } leave{running};
            dice.dawdle();
          });
        });
      }));
    }
    kill_some(spawners, dice).join();
    join_all(spawners);
    pool.join();
    EXPECT_EQ(pool.free_count(), 2U);
  });
}

TEST_F(PoolRace, AKilledMemberGivesItsSlotToTheNext) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(1);
    std::vector<AnyFiber> members;
    auto spawner = spawn([&] {
      for (int i = 0; i < 4; ++i) {
        members.push_back(pool.spawn([&] { dice.dawdle(); }));
        if (dice(2) == 0) members.back().kill(KillMode::kLater);
      }
    });
    EXPECT_TRUE(spawner.join());
    kill_some(members, dice).join();
    pool.join();
    EXPECT_EQ(pool.free_count(), 1U);
  });
}

TEST_F(PoolRace, WaitingForRoomTakesNone) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(1);
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(
          spawn([&] { (void)pool.wait_available(some_limit(dice)); }));
      fibers.push_back(spawn([&] { pool.spawn([&] { dice.dawdle(); }); }));
    }
    kill_some(fibers, dice).join();
    join_all(fibers);
    pool.join();
    EXPECT_EQ(pool.free_count(), 1U);
  });
}

TEST_F(PoolRace, ResizedUnderLoadItEndsWithItsSize) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(2);
    auto spawner = spawn([&] {
      for (int i = 0; i < 6; ++i) pool.spawn([&] { dice.dawdle(); });
    });
    for (std::size_t size : {1U, 4U, 2U, 3U}) {
      dice.dawdle();
      pool.resize(size);
    }
    spawner.join();
    pool.join();
    EXPECT_EQ(pool.free_count(), 3U);
  });
}

TEST_F(PoolRace, KillingAGroupReachesWhatItsMembersSpawn) {
  in_a_thousand_orders([](Dice& dice) {
    Group group;
    int alive = 0;
    const std::function<void(int)> member = [&](int children) {
      const struct Alive {
        int& alive;
        ~Alive() { --alive; }
      } counted{++alive};
      for (int i = 0; i < children; ++i) {
        group.spawn(std::ref(member), children - 1);
        dice.dawdle();
      }
      sleep_for(10ms);
    };
    group.spawn(std::ref(member), 3);
    dice.dawdle();
    EXPECT_TRUE(group.kill());
    EXPECT_TRUE(group.empty());
    EXPECT_EQ(alive, 0);
  });
}

TEST_F(PoolRace, AKilledPoolLetsItsSpawnersGoOn) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(1);
    int spawned = 0;
    std::vector<AnyFiber> spawners;
    for (int i = 0; i < 4; ++i) {
      spawners.push_back(spawn([&] {
        pool.spawn([] { sleep_for(5ms); });
        ++spawned;
      }));
    }
    dice.dawdle();
    pool.kill();
    join_all(spawners);
    pool.join();
    EXPECT_EQ(spawned, 4);
    EXPECT_EQ(pool.free_count(), 1U);
  });
}

TEST_F(PoolRace, AppliedCallsGiveTheirOwnResults) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(2);
    std::vector<Fiber<int>> results;
    for (int i = 0; i < 5; ++i) {
      results.push_back(pool.apply_async([&, i] {
        dice.dawdle();
        return i;
      }));
    }
    for (int i = 0; i < 5; ++i) EXPECT_EQ(results[i].get(), i);
    pool.join();
    EXPECT_EQ(pool.free_count(), 2U);
  });
}

TEST_F(PoolRace, ImapGivesEachResultOnceInItsPlace) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(3);
    auto results = pool.imap(
        [&](int n) {
          dice.dawdle();
          if (n == 3) throw std::runtime_error("three");
          return n;
        },
        std::vector<int>{0, 1, 2, 3, 4, 5}, static_cast<std::size_t>(dice(4)));
    for (int n : {0, 1, 2}) EXPECT_EQ(results.next(), n);
    EXPECT_THROW(results.next(), std::runtime_error);
    for (int n : {4, 5}) EXPECT_EQ(results.next(), n);
    EXPECT_EQ(results.next(), std::nullopt);
  });
}

TEST_F(PoolRace, UnorderedImapGivesEachResultOnce) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(3);
    auto results = pool.imap_unordered(
        [&](int n) {
          dice.dawdle();
          return n;
        },
        std::vector<int>{0, 1, 2, 3, 4, 5}, static_cast<std::size_t>(dice(4)));
    std::vector<int> values;
    while (auto value = results.next()) values.push_back(*value);
    std::sort(values.begin(), values.end());
    EXPECT_EQ(values, (std::vector<int>{0, 1, 2, 3, 4, 5}));
  });
}

TEST_F(PoolRace, AnImapWhoseCallsAreKilledStillEnds) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(2);
    auto results = pool.imap(
        [&](int n) {
          dice.dawdle();
          return n;
        },
        std::vector<int>{0, 1, 2, 3, 4, 5}, 2);
    auto killer = spawn([&] {
      dice.dawdle();
      kill_all(pool.members(), std::make_exception_ptr(FiberExit{}),
               KillMode::kLater);
    });
    int came = 0;
    for (bool more = true; more; ++came) {
      try {
        more = results.next().has_value();
      } catch (const FiberKilled&) {
      }
    }
    EXPECT_EQ(came, 7) << "six results and the end";
    killer.join();
    pool.join();
    EXPECT_EQ(pool.free_count(), 2U);
  });
}

TEST_F(PoolRace, AnImapThatIsDroppedLeavesThePoolWhole) {
  in_a_thousand_orders([](Dice& dice) {
    Pool pool(2);
    {
      auto results = pool.imap_unordered(
          [&](int n) {
            dice.dawdle();
            return n;
          },
          std::vector<int>{0, 1, 2, 3, 4, 5}, 2);
      for (int i = dice(4); i > 0; --i) results.next();
    }
    Hub::current().join();
    EXPECT_TRUE(pool.empty());
    EXPECT_EQ(pool.free_count(), 2U);
  });
}

}  // namespace
}  // namespace gfetch
