#include "gfetch/fiber/hub.h"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/io.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class HubCoreTest : public HubTest {};
class HubRealClockTest : public RealHubTest {};
class HubLifeTest : public DescriptorTest {};

TEST_F(HubCoreTest, VirtualTimeJumpsToTheNextTimer) {
  sleep_for(std::chrono::hours(24 * 365));
  EXPECT_EQ(elapsed_ms(), 365L * 24 * 3600 * 1000);
}

TEST_F(HubCoreTest, VirtualTimeStandsStillWhileFibersRun) {
  const TimePoint before = hub_.now();
  for (int i = 0; i < 1000; ++i) yield();
  EXPECT_EQ(hub_.now(), before);
}

TEST_F(HubCoreTest, OnAVirtualClockAllTimeIsIdle) {
  const HubTimes before = hub_.times();
  sleep_for(3h);
  const HubTimes spent = hub_.times() - before;
  EXPECT_EQ(spent.idle, 3h);
  EXPECT_EQ(spent.held, 0s);
  EXPECT_EQ(spent.idle_share(), 1);
}

TEST(HubTimesTest, NoTimeHasNoIdleShare) {
  EXPECT_EQ(HubTimes().idle_share(), 0);
  EXPECT_EQ((HubTimes{.held = 3s, .idle = 1s}).idle_share(), 0.25);
}

TEST_F(HubRealClockTest, ComputationIsHeldTimeAndSleepIsIdleTime) {
  const HubTimes before = hub_.times();
  sleep_for(20ms);
  const HubTimes slept = hub_.times() - before;
  EXPECT_GE(slept.idle, 19ms);
  const TimePoint end = hub_.now() + 20ms;
  while (hub_.now() < end) continue;
  yield();
  const HubTimes computed = hub_.times() - before - slept;
  EXPECT_GE(computed.held, 20ms);
  EXPECT_LT(computed.idle, computed.held);
}

TEST_F(HubCoreTest, LoopExitNamesWhoWaitsForWhat) {
  Queue<int> queue;
  Event event;
  auto getter = spawn([&] { queue.get(); });
  getter.name("getter");
  auto waiter = spawn([&] { event.wait(); });
  try {
    getter.join();
    FAIL() << "nothing can ever wake anyone";
  } catch (const LoopExit& exit) {
    ASSERT_EQ(exit.blocked().size(), 3U);
    EXPECT_EQ(exit.blocked()[0].name, "main");
    EXPECT_EQ(exit.blocked()[0].waits_for, "join");
    EXPECT_EQ(exit.blocked()[1].name, "getter");
    EXPECT_EQ(exit.blocked()[1].waits_for, "queue.get");
    EXPECT_EQ(exit.blocked()[2].waits_for, "event");
    EXPECT_NE(std::string(exit.what()).find("getter in queue.get"),
              std::string::npos);
  }
  queue.put(1);  // the hub remains usable after the LoopExit
  event.set();
  EXPECT_TRUE(join_all({getter, waiter}).size() == 2);
}

TEST_F(HubCoreTest, LoopExitGoesToMainThoughAChildIsStuck) {
  Event never;
  auto stuck = spawn([&] { never.wait(); });
  EXPECT_THROW(Event().wait(), LoopExit);
  EXPECT_FALSE(stuck.ready());
  stuck.kill();
}

TEST_F(HubCoreTest, JoinReturnsWhenNothingIsLeft) {
  spawn([&] { sleep_for(3s); });
  EXPECT_TRUE(hub_.join());
  EXPECT_EQ(elapsed_ms(), 3000);
  EXPECT_TRUE(hub_.join());
}

TEST_F(HubCoreTest, JoinGivesUpAtItsLimit) {
  auto fiber = spawn([&] { sleep_for(3s); });
  EXPECT_FALSE(hub_.join(1s));
  EXPECT_EQ(elapsed_ms(), 1000);
  fiber.kill();
}

TEST_F(HubCoreTest, BlockingInTheHubItselfIsRefused) {
  hub_.post([] { sleep_for(1s); });
  hub_.post([&] { say("next"); });
  sleep_for(1ms);
  EXPECT_EQ(story_, (Story{"next"}));
  expected_unobserved_ = {"a posted function"};
}

TEST_F(HubCoreTest, AFaultyErrorHandlerDoesNoHarm) {
  hub_.on_error([](const std::string&, std::exception_ptr) {
    throw std::runtime_error("handler");
  });
  testing::internal::CaptureStderr();
  spawn([] { throw std::runtime_error("fiber"); });
  hub_.join();
  const std::string report = testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("fiber-1 failed with std::runtime_error: fiber"),
            std::string::npos);
  EXPECT_NE(report.find("the error handler failed with"), std::string::npos);
}

TEST_F(HubCoreTest, OtherThreadsPostIntoIt) {
  const KeepAlive waiting(hub_);
  Event done;
  std::thread other([&] { hub_.post([&] { done.set(); }); });
  done.wait();
  other.join();
}

TEST_F(HubCoreTest, ManyThreadsPostAndNothingIsLost) {
  const KeepAlive waiting(hub_);
  Queue<int> queue;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        hub_.post([&queue] { (void)queue.try_put(1); });
      }
    });
  }
  int sum = 0;
  while (sum < 2000) sum += queue.get().value();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum, 2000);
}

TEST_F(HubCoreTest, SpinningFibersStarveNoTimer) {
  bool rung = false;
  auto spinner = spawn([&] {
    while (!rung) yield();
  });
  sleep_for(10ms);
  rung = true;
  spinner.join();
}

TEST_F(HubRealClockTest, SpinningFibersStarveNeitherTimerNorSocket) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  bool stop = false;
  auto spinner = spawn([&] {
    while (!stop) yield();
  });
  auto reader = spawn([&] { wait_readable(ends[0]); });
  sleep_for(10ms);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  reader.join();
  stop = true;
  spinner.join();
  close(ends[0]);
  close(ends[1]);
}

TEST_F(HubRealClockTest, SleepTakesAtLeastItsTime) {
  sleep_for(20ms);
  EXPECT_GE(elapsed_ms(), 20);
}

TEST_F(HubRealClockTest, FibersSleepAtTheSameTime) {
  for (int i = 0; i < 100; ++i) spawn([] { sleep_for(50ms); });
  hub_.join();
  EXPECT_GE(elapsed_ms(), 50);
  EXPECT_LT(elapsed_ms(), 5000) << "one after the other";
}

TEST_F(HubLifeTest, IsNeededForEverythingElse) {
  EXPECT_FALSE(Hub::exists());
  EXPECT_THROW(spawn([] {}), std::logic_error);
  EXPECT_THROW(Hub::current(), std::logic_error);
}

TEST_F(HubLifeTest, IsOneInAThread) {
  Hub hub;
  EXPECT_THROW(Hub{}, std::logic_error);
  EXPECT_EQ(&Hub::current(), &hub);
}

TEST_F(HubLifeTest, IsOneInEachThread) {
  Hub hub;
  std::thread other([&] {
    Hub its_own(HubOptions{.clock = ClockKind::kVirtual});
    EXPECT_NE(&Hub::current(), &hub);
    EXPECT_EQ(spawn([] { return 7; }).get(), 7);
  });
  other.join();
  EXPECT_EQ(spawn([] { return 8; }).get(), 8);
}

TEST_F(HubLifeTest, UnwindsEveryFiberWhenItEnds) {
  std::vector<std::string> story;
  struct Guard {
    std::vector<std::string>& story;
    ~Guard() { story.push_back("unwound"); }
  };
  {
    Hub hub(HubOptions{.clock = ClockKind::kVirtual});
    Event never;
    spawn([&] {
      const Guard guard{story};
      never.wait();
    });
    spawn([&] {
      const Guard guard{story};
      sleep_for(1s);
    });
    yield();
    spawn([&, guard = std::make_shared<Guard>(Guard{story})] {
      story.push_back("never run");
    });
    story.clear();  // drops the entries of temporary copies of the guards
  }
  EXPECT_EQ(story, (std::vector<std::string>(3, "unwound")));
}

TEST_F(HubLifeTest, EndsThoughCleaningUpBlocksAndSpawns) {
  int cleaned = 0;
  {
    Hub hub;
    spawn([&] {
      try {
        sleep_for(1h);
      } catch (const FiberExit&) {
        spawn([&] { ++cleaned; });
        try {
          sleep_for(1h);
        } catch (const FiberExit&) {
          ++cleaned;
          throw;
        }
      }
    });
    yield();
  }
  EXPECT_GE(cleaned, 1);
}

TEST_F(HubLifeTest, HandlesMayOutliveIt) {
  Fiber<int> fiber;
  Fiber<void> killed;
  {
    Hub hub;
    fiber = spawn([] { return 3; });
    killed = spawn([] { sleep_for(1h); });
    yield();
  }
  EXPECT_EQ(fiber.get(), 3);
  EXPECT_TRUE(killed.killed());
}

TEST_F(HubLifeTest, IgnoresSigpipe) {
  Hub hub;
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

}  // namespace
}  // namespace gfetch
