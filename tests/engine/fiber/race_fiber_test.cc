// Kills and timeouts that come together, in any order: each fiber ends once,
// its links are called once, and nothing is thrown into a fiber that unwinds or
// is shielded.
#include <memory>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"
#include "tests/engine/fiber/races.h"

namespace gfetch {
namespace {

class FiberRace : public DescriptorTest {};

TEST_F(FiberRace, EachFiberEndsOnceAndItsLinksAreCalledOnce) {
  in_a_thousand_orders([](Dice& dice) {
    std::vector<AnyFiber> fibers;
    int ended = 0;
    for (int i = 0; i < 6; ++i) {
      fibers.push_back(spawn([&] { dice.dawdle(); }));
      fibers.back().raw_link([&](const AnyFiber&) { ++ended; });
    }
    kill_some(fibers, dice);
    kill_some(fibers, dice);
    join_all(fibers);
    Hub::current().join();
    EXPECT_EQ(ended, 6);
  });
}

TEST_F(FiberRace, FibersThatKillEachOtherAllEnd) {
  in_a_thousand_orders([](Dice& dice) {
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 5; ++i) {
      fibers.push_back(spawn([&] {
        dice.dawdle();
        fibers.at(static_cast<std::size_t>(dice(5))).kill();
      }));
    }
    EXPECT_EQ(join_all(fibers, {.limit = 1s}).size(), 5U);
  });
}

/// An object whose destructor blocks: an exception that is thrown in the fiber
/// during that time would end the program.
struct BlocksInDestructor {
  Dice& dice;
  int& completed;
  ~BlocksInDestructor() {
    dice.dawdle();
    yield();
    ++completed;
  }
};

TEST_F(FiberRace, NothingIsThrownIntoAFiberThatUnwinds) {
  in_a_thousand_orders([](Dice& dice) {
    int completed = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 4; ++i) {
      fibers.push_back(spawn([&] {
        const Timeout timeout(std::chrono::milliseconds(dice(3)));
        try {
          const BlocksInDestructor guard{dice, completed};
          throw std::runtime_error("unwind");
        } catch (const std::runtime_error&) {
        }
        try {
          dice.dawdle();
        } catch (const TimeoutExpired&) {
        }
      }));
    }
    sleep_for(1ms);
    kill_some(fibers, dice);
    kill_some(fibers, dice);
    join_all(fibers);
    EXPECT_EQ(completed, 4);
  });
}

TEST_F(FiberRace, NothingIsThrownIntoAShieldedFiberAndNothingIsForgotten) {
  in_a_thousand_orders([](Dice& dice) {
    int thrown = 0;
    int kills = 0;
    auto fiber = spawn([&] {
      {
        const KillShield shield;
        EXPECT_NO_THROW(sleep_for(20ms));
      }
      for (bool more = true; more;) {
        try {
          sleep_for(20ms);
          more = false;
        } catch (const FiberExit&) {
          ++thrown;
        }
      }
    });
    yield();
    sleep_for(1ms);
    for (int i = 0; i < 3; ++i) {
      dice.dawdle();
      if (dice(2) == 0) {
        fiber.kill(KillMode::kLater);
        ++kills;
      }
    }
    fiber.join();
    EXPECT_EQ(thrown, kills);
  });
}

TEST_F(FiberRace, InterleavedHandlersKeepTheirExceptions) {
  in_a_thousand_orders([](Dice& dice) {
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 5; ++i) {
      fibers.push_back(spawn([&, i] {
        try {
          try {
            throw i;
          } catch (int caught) {
            EXPECT_EQ(caught, i);
            dice.dawdle();
            try {
              throw std::to_string(i);
            } catch (const std::string& inner) {
              dice.dawdle();
              EXPECT_EQ(inner, std::to_string(i));
            }
            dice.dawdle();
            throw;
          }
        } catch (int rethrown) {
          EXPECT_EQ(rethrown, i);
          EXPECT_EQ(std::uncaught_exceptions(), 0);
        }
      }));
    }
    join_all(fibers);
  });
}

TEST_F(FiberRace, AHubThatEndsUnwindsEveryOrderOfFibers) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    SCOPED_TRACE(seed);
    int alive = 0;
    {
      Hub hub({.clock = ClockKind::kVirtual, .shuffle_seed = seed});
      Dice dice(seed);
      auto queue = std::make_shared<Queue<int>>(1);
      for (int i = 0; i < 6; ++i) {
        spawn([&alive, queue, i] {
          const struct Alive {
            int& alive;
            ~Alive() { --alive; }
          } counted{++alive};
          while (i % 2 == 0 ? queue->put(i) : queue->get().has_value()) {
            sleep_for(1ms);
          }
        });
      }
      dice.dawdle();
    }
    ASSERT_EQ(alive, 0);
  }
}

TEST_F(FiberRace, ATimeoutReachesOnlyItsOwnScope) {
  in_a_thousand_orders([](Dice& dice) {
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 4; ++i) {
      fibers.push_back(spawn([&] {
        Timeout outer(std::chrono::milliseconds(dice(4)));
        try {
          Timeout inner(std::chrono::milliseconds(dice(4)));
          try {
            dice.dawdle();
            dice.dawdle();
          } catch (const TimeoutExpired& expired) {
            if (!inner.owns(expired)) throw;
          }
          dice.dawdle();
        } catch (const TimeoutExpired& expired) {
          EXPECT_TRUE(outer.owns(expired) || outer.pending());
        }
      }));
    }
    kill_some(fibers, dice);
    join_all(fibers);
  });
}

}  // namespace
}  // namespace gfetch
