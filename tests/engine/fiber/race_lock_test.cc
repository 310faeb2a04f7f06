// Fibers are killed or time out while permits and locks are handed over, in any
// order: no permit is lost or doubled, and every fiber that must be woken is.
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"
#include "tests/engine/fiber/races.h"

namespace gfetch {
namespace {

class LockRace : public DescriptorTest {};

/// Holds a permit of a semaphore. The destructor releases it, also if the fiber
/// is killed.
struct Permit {
  Semaphore& semaphore;
  int& holders;
  Permit(Semaphore& its_semaphore, int& its_holders)
      : semaphore(its_semaphore), holders(its_holders) {
    ++holders;
  }
  ~Permit() {
    --holders;
    semaphore.release();
  }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
};

TEST_F(LockRace, NoPermitIsLostOrThereTwice) {
  in_a_thousand_orders([](Dice& dice) {
    Semaphore semaphore(2);
    int holders = 0;
    std::vector<AnyFiber> takers;
    for (int i = 0; i < 6; ++i) {
      takers.push_back(spawn([&] {
        for (int n = 0; n < 2; ++n) {
          if (!semaphore.acquire(some_limit(dice))) continue;
          const Permit permit(semaphore, holders);
          EXPECT_LE(holders, 2);
          dice.dawdle();
        }
      }));
    }
    kill_some(takers, dice).join();
    join_all(takers);
    EXPECT_EQ(semaphore.permits(), 2U);
  });
}

TEST_F(LockRace, NobodyWaitsBesideAPermit) {
  in_a_thousand_orders([](Dice& dice) {
    Semaphore semaphore(0);
    std::vector<AnyFiber> takers;
    for (int i = 0; i < 5; ++i) {
      takers.push_back(spawn([&] { semaphore.acquire(); }));
    }
    auto killer = kill_some({takers[0], takers[2]}, dice);
    for (int i = 0; i < 5; ++i) {
      dice.dawdle();
      semaphore.release();
    }
    killer.join();
    EXPECT_EQ(join_all(takers, {.limit = 1s}).size(), takers.size());
  });
}

TEST_F(LockRace, ThoseWhoWaitWithoutTakingDisturbNobody) {
  in_a_thousand_orders([](Dice& dice) {
    Semaphore semaphore(0);
    std::vector<AnyFiber> fibers;
    int taken = 0;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(spawn([&] { (void)semaphore.wait(some_limit(dice)); }));
      fibers.push_back(spawn([&] {
        if (semaphore.acquire(some_limit(dice))) ++taken;
      }));
    }
    auto killer = kill_some(fibers, dice);
    for (int i = 0; i < 3; ++i) semaphore.release();
    killer.join();
    kill_all(fibers);
    EXPECT_EQ(semaphore.permits(), static_cast<std::size_t>(3 - taken));
  });
}

TEST_F(LockRace, ABoundedSemaphoreIsNeverOverReleased) {
  in_a_thousand_orders([](Dice& dice) {
    BoundedSemaphore semaphore(1);
    std::vector<AnyFiber> takers;
    for (int i = 0; i < 4; ++i) {
      takers.push_back(spawn([&] {
        with_timeout(some_limit(dice), [&] {
          semaphore.acquire();
          try {
            dice.dawdle();
          } catch (...) {
            semaphore.release();
            throw;
          }
          semaphore.release();
        });
      }));
    }
    kill_some(takers, dice).join();
    join_all(takers);
    EXPECT_EQ(semaphore.permits(), 1U);
  });
}

TEST_F(LockRace, AnRLockHasOneOwnerAndIsFreeInTheEnd) {
  in_a_thousand_orders([](Dice& dice) {
    RLock lock;
    int inside = 0;
    std::vector<AnyFiber> owners;
    for (int i = 0; i < 5; ++i) {
      owners.push_back(spawn([&] {
        if (!lock.acquire(some_limit(dice))) return;
        const struct Release {
          RLock& lock;
          int& inside;
          ~Release() {
            --inside;
            lock.release();
          }
        } release{lock, inside};
        EXPECT_EQ(++inside, 1);
        const RLockGuard again(lock);
        dice.dawdle();
      }));
    }
    kill_some(owners, dice).join();
    join_all(owners);
    EXPECT_TRUE(lock.acquire(0s));
    lock.release();
  });
}

TEST_F(LockRace, AnEventWakesAllThatWaitedWhateverFollows) {
  in_a_thousand_orders([](Dice& dice) {
    Event event;
    std::vector<AnyFiber> waiters;
    for (int i = 0; i < 5; ++i) {
      waiters.push_back(spawn([&] { event.wait(); }));
    }
    sleep_for(1ms);
    auto killer = kill_some({waiters[1], waiters[3]}, dice);
    dice.dawdle();
    event.set();
    event.clear();
    EXPECT_EQ(join_all(waiters, {.limit = 1s}).size(), waiters.size());
    killer.join();
  });
}

TEST_F(LockRace, AnEventsWaitIsTrueOnlyIfItWasSet) {
  in_a_thousand_orders([](Dice& dice) {
    Event event;
    bool was_set = false;
    std::vector<AnyFiber> waiters;
    for (int i = 0; i < 4; ++i) {
      waiters.push_back(spawn([&] {
        const bool woken = event.wait(some_limit(dice).value_or(2ms));
        EXPECT_TRUE(was_set || !woken);
      }));
    }
    auto killer = kill_some(waiters, dice);
    dice.dawdle();
    was_set = true;
    event.set();
    killer.join();
    join_all(waiters);
  });
}

TEST_F(LockRace, AResultReachesAllThatStillWantIt) {
  in_a_thousand_orders([](Dice& dice) {
    AsyncResult<int> result;
    int reached = 0;
    std::vector<AnyFiber> waiters;
    for (int i = 0; i < 5; ++i) {
      waiters.push_back(spawn([&] {
        EXPECT_EQ(result.get(), 7);
        ++reached;
      }));
    }
    auto killer = kill_some({waiters[0], waiters[4]}, dice);
    dice.dawdle();
    result.set(7);
    killer.join();
    join_all(waiters);
    EXPECT_GE(reached, 3);
    EXPECT_EQ(result.get(), 7);
  });
}

TEST_F(LockRace, WhoWaitsForSeveralThingsTakesNone) {
  in_a_thousand_orders([](Dice& dice) {
    Semaphore semaphore(0);
    Event event;
    auto fiber = spawn([&] { dice.dawdle(); });
    std::vector<AnyFiber> waiters;
    for (int i = 0; i < 3; ++i) {
      waiters.push_back(spawn([&, i] {
        wait({semaphore, event, fiber},
             {.limit = some_limit(dice), .count = 1U + (i % 2U)});
      }));
    }
    auto killer = kill_some(waiters, dice);
    dice.dawdle();
    semaphore.release();
    dice.dawdle();
    event.set();
    killer.join();
    EXPECT_EQ(join_all(waiters, {.limit = 1s}).size(), 3U);
    fiber.join();
    EXPECT_EQ(semaphore.permits(), 1U);
  });
}

}  // namespace
}  // namespace gfetch
