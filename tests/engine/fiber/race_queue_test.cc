// Fibers are killed or time out while items are handed over, in any order: each
// item that was put is in the queue, or was taken by one fiber.
#include <algorithm>
#include <memory>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"
#include "tests/engine/fiber/races.h"

namespace gfetch {
namespace {

class QueueRace : public DescriptorTest {
 protected:
  /// Runs three putters and three getters of `queue`, some with limits, some
  /// killed. Items that were put and not taken must still be in the queue.
  template <class AnyQueue>
  void put_and_get(AnyQueue& queue, Dice& dice) {
    int put = 0;
    int taken = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(spawn([&] {
        for (int n = 0; n < 4; ++n) {
          if (queue.put(n, some_limit(dice))) ++put;
          if (dice(2) == 0) dice.dawdle();
        }
      }));
      fibers.push_back(spawn([&] {
        for (int n = 0; n < 4; ++n) {
          if (queue.get(some_limit(dice))) ++taken;
          if (dice(2) == 0) dice.dawdle();
        }
      }));
    }
    kill_some(fibers, dice).join();
    kill_all(fibers);
    EXPECT_EQ(static_cast<std::size_t>(put - taken), queue.size());
  }
};

TEST_F(QueueRace, NoItemIsLostOrTakenTwice) {
  in_a_thousand_orders([&](Dice& dice) {
    Queue<int> queue;
    put_and_get(queue, dice);
  });
}

TEST_F(QueueRace, NoItemIsLostWhereRoomIsShort) {
  in_a_thousand_orders([&](Dice& dice) {
    Queue<int> queue(1);
    put_and_get(queue, dice);
    EXPECT_LE(queue.size(), 1U);
  });
}

TEST_F(QueueRace, NoItemOfAPriorityQueueIsLost) {
  in_a_thousand_orders([&](Dice& dice) {
    PriorityQueue<int> queue(2);
    put_and_get(queue, dice);
  });
}

TEST_F(QueueRace, NoItemOfALifoQueueIsLost) {
  in_a_thousand_orders([&](Dice& dice) {
    LifoQueue<int> queue(2);
    put_and_get(queue, dice);
  });
}

TEST_F(QueueRace, NobodyWaitsBesideAnItemOrRoom) {
  in_a_thousand_orders([](Dice& dice) {
    Queue<int> queue(1);
    std::vector<AnyFiber> getters;
    for (int i = 0; i < 6; ++i) {
      getters.push_back(spawn([&] { queue.get(); }));
    }
    auto killer = kill_some({getters[0], getters[1], getters[2]}, dice);
    std::vector<AnyFiber> putters;
    for (int i = 0; i < 6; ++i) {
      putters.push_back(spawn([&] { queue.put(1); }));
    }
    killer.join();
    sleep_for(1ms);
    const auto wait_still = [](const std::vector<AnyFiber>& fibers) {
      return std::any_of(fibers.begin(), fibers.end(),
                         [](const AnyFiber& fiber) { return !fiber.ready(); });
    };
    EXPECT_FALSE(wait_still(getters) && !queue.empty());
    EXPECT_FALSE(wait_still(putters) && !queue.full());
    kill_all(getters);
    kill_all(putters);
  });
}

TEST_F(QueueRace, ItemsOfOnePutterStayInOrder) {
  in_a_thousand_orders([](Dice& dice) {
    Queue<int> queue(2);
    std::vector<int> taken;
    std::vector<AnyFiber> getters;
    for (int i = 0; i < 3; ++i) {
      getters.push_back(spawn([&] {
        while (auto item = queue.get(some_limit(dice))) taken.push_back(*item);
      }));
    }
    auto putter = spawn([&] {
      for (int i = 0; i < 8; ++i) queue.put(i);
    });
    auto killer = kill_some({getters[0], getters[1]}, dice);
    killer.join();
    kill_all(getters);
    while (auto item = queue.get(1ms)) taken.push_back(*item);
    putter.join();
    EXPECT_EQ(taken, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  });
}

TEST_F(QueueRace, AnItemThatCannotBeCopiedIsInOnePlaceOnly) {
  in_a_thousand_orders([](Dice& dice) {
    auto counted = std::make_shared<int>(0);
    {
      Queue<std::shared_ptr<int>> queue(1);
      std::vector<AnyFiber> fibers;
      for (int i = 0; i < 3; ++i) {
        fibers.push_back(
            spawn([&] { (void)queue.put(counted, some_limit(dice)); }));
        fibers.push_back(spawn([&] { (void)queue.get(some_limit(dice)); }));
      }
      kill_some(fibers, dice).join();
      kill_all(fibers);
      EXPECT_EQ(counted.use_count(), 1 + static_cast<long>(queue.size()));
    }
    EXPECT_EQ(counted.use_count(), 1);
  });
}

TEST_F(QueueRace, ShuttingDownWakesEverybodyOnce) {
  in_a_thousand_orders([](Dice& dice) {
    Queue<int> queue(1);
    int put = 0;
    int taken = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 4; ++i) {
      fibers.push_back(spawn([&] {
        for (; queue.get(); sleep_for(1ms)) ++taken;
      }));
      fibers.push_back(spawn([&] {
        for (; queue.put(1); sleep_for(1ms)) ++put;
      }));
    }
    auto killer = kill_some({fibers[0], fibers[1]}, dice);
    dice.dawdle();
    queue.shutdown();
    EXPECT_EQ(join_all(fibers, {.limit = 1s}).size(), fibers.size());
    killer.join();
    while (queue.try_get()) ++taken;
    EXPECT_EQ(put, taken);
  });
}

TEST_F(QueueRace, AJoinableQueueIsJoinedWhenAllIsDoneAndNoSooner) {
  in_a_thousand_orders([](Dice& dice) {
    JoinableQueue<int> queue(2);
    std::vector<AnyFiber> workers;
    for (int i = 0; i < 3; ++i) {
      workers.push_back(spawn([&] {
        while (queue.get(some_limit(dice))) {
          const struct Done {
            JoinableQueue<int>& queue;
            ~Done() { queue.task_done(); }
          } done{queue};
          dice.dawdle();
        }
      }));
    }
    auto putter = spawn([&] {
      for (int i = 0; i < 6; ++i) queue.put(i);
    });
    auto killer = kill_some(workers, dice);
    auto rescuer = spawn([&] {
      while (queue.get(50ms)) queue.task_done();
    });
    putter.join();
    EXPECT_TRUE(queue.join());
    EXPECT_EQ(queue.unfinished(), 0U);
    EXPECT_TRUE(queue.empty());
    killer.join();
    kill_all(workers);
    rescuer.join();
  });
}

TEST_F(QueueRace, AChannelsPutIsTrueWhereItsGetTook) {
  in_a_thousand_orders([](Dice& dice) {
    Channel<int> channel;
    int given = 0;
    int taken = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(spawn([&] {
        for (int n = 0; n < 3; ++n) {
          if (channel.put(n, some_limit(dice))) ++given;
        }
      }));
      fibers.push_back(spawn([&] {
        for (int n = 0; n < 3; ++n) {
          if (channel.get(some_limit(dice))) ++taken;
        }
      }));
    }
    kill_some(fibers, dice).join();
    kill_all(fibers);
    EXPECT_EQ(given, taken);
  });
}

TEST_F(QueueRace, AChannelsShutdownLeavesNobodyWaiting) {
  in_a_thousand_orders([](Dice& dice) {
    Channel<int> channel;
    int given = 0;
    int taken = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 3; ++i) {
      fibers.push_back(spawn([&] {
        while (channel.put(1)) {
          ++given;
          dice.dawdle();
        }
      }));
      fibers.push_back(spawn([&] {
        for ([[maybe_unused]] const int item : channel) ++taken;
      }));
      fibers.push_back(spawn([&] {
        while (channel.peek() != nullptr) sleep_for(1ms);
      }));
    }
    auto killer = kill_some(fibers, dice);
    sleep_for(5ms);
    dice.dawdle();
    channel.shutdown();
    join_all(fibers);
    killer.join();
    EXPECT_EQ(given, taken);
  });
}

TEST_F(QueueRace, AForeignTimeoutLosesNoItem) {
  in_a_thousand_orders([](Dice& dice) {
    Queue<int> queue(1);
    int put = 0;
    int taken = 0;
    std::vector<AnyFiber> fibers;
    for (int i = 0; i < 4; ++i) {
      fibers.push_back(spawn([&] {
        with_timeout(some_limit(dice).value_or(3ms), [&] {
          while (queue.put(1)) ++put;
        });
      }));
      fibers.push_back(spawn([&] {
        with_timeout(some_limit(dice).value_or(3ms), [&] {
          for (;;) {
            taken += queue.get().value();
            dice.dawdle();
          }
        });
      }));
    }
    sleep_for(10ms);
    join_all(fibers);
    EXPECT_EQ(static_cast<std::size_t>(put - taken), queue.size());
  });
}

class Counter : public Actor<int> {
 public:
  explicit Counter(Dice& dice) : dice_(dice) {}
  int begun = 0;

 private:
  void receive(int message) override {
    begun += message;
    dice_.dawdle();
  }

  Dice& dice_;
};

TEST_F(QueueRace, AnActorsMessageIsHandledOrStillInItsInbox) {
  in_a_thousand_orders([](Dice& dice) {
    Counter counter(dice);
    auto fiber = counter.start();
    int sent = 0;
    std::vector<AnyFiber> senders;
    for (int i = 0; i < 3; ++i) {
      senders.push_back(spawn([&] {
        for (int n = 0; n < 3; ++n) {
          if (counter.send(1)) ++sent;
          dice.dawdle();
        }
      }));
    }
    auto killer = kill_some({fiber, senders[0]}, dice);
    join_all(senders);
    killer.join();
    fiber.join(5ms);
    EXPECT_EQ(static_cast<std::size_t>(sent - counter.begun),
              counter.waiting());
    counter.stop();
  });
}

}  // namespace
}  // namespace gfetch
