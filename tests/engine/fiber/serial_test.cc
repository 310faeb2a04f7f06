// An object is known again by a serial number, which is never used again, and
// not by its address or by a number that a thread counts.
#include "gfetch/fiber/detail/serial.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class SerialTest : public HubTest {};

/// Runs `body` in a thread with a hub of its own.
template <class Body>
void in_another_hub(Body body) {
  std::thread([&] {
    const Hub hub({.clock = ClockKind::kVirtual});
    body();
  }).join();
}

TEST_F(SerialTest, NoTwoAreTheSameInAllThreads) {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kEach = 5'000;
  std::vector<std::vector<detail::Serial>> taken(kThreads);
  std::vector<std::thread> threads;
  for (auto& its : taken) {
    threads.emplace_back([&its] {
      for (std::size_t i = 0; i < kEach; ++i) {
        its.push_back(detail::next_serial());
      }
    });
  }
  std::vector<detail::Serial> all;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads[i].join();
    all.insert(all.end(), taken[i].begin(), taken[i].end());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_GT(all.front(), detail::kNoSerial);
}

// The control blocks of later fibers may have the address of the dead owner's.
TEST_F(SerialTest, NoLaterFiberIsTheOwnerOfALockThatADeadOneHolds) {
  RLock lock;
  spawn([&] { lock.acquire(); }).join();
  int owners = 0;
  int takers = 0;
  for (int i = 0; i < 64; ++i) {
    auto later = spawn([&] {
      owners += lock.owned() ? 1 : 0;
      takers += lock.acquire(0s) ? 1 : 0;
      EXPECT_THROW(lock.release(), std::logic_error);
    });
    later.get();
  }
  EXPECT_EQ(owners, 0);
  EXPECT_EQ(takers, 0);
}

TEST_F(SerialTest, NorIsOneThatIsStartedTogetherWithOthers) {
  RLock lock;
  spawn([&] { lock.acquire(); }).join();
  std::vector<Fiber<bool>> fibers;
  for (int i = 0; i < 64; ++i) {
    fibers.push_back(spawn([&] { return lock.owned(); }));
  }
  for (const auto& fiber : fibers) EXPECT_FALSE(fiber.get());
}

TEST_F(SerialTest, NorIsTheMainFiberOfALaterHub) {
  RLock lock;
  in_another_hub([&] { lock.acquire(); });
  for (int i = 0; i < 8; ++i) {
    in_another_hub([&] { EXPECT_FALSE(lock.owned()); });
  }
  EXPECT_FALSE(lock.owned());
}

TEST_F(SerialTest, ATimeoutOfAnotherThreadIsNobodysHere) {
  // As many Timeouts in each thread: a count by thread would give one number.
  const auto expire = [] {
    Timeout timeout(1s);
    try {
      sleep_for(1h);
    } catch (const TimeoutExpired&) {
      return std::current_exception();
    }
    return std::exception_ptr();
  };
  for (int i = 0; i < 16; ++i) {
    AsyncResult<void> result;
    in_another_hub([&, promise = result.promise()] {
      for (int before = 0; before < i; ++before) expire();
      promise.set_exception(expire());
    });
    for (int before = 0; before < i / 2; ++before) expire();
    Timeout here(1h);
    try {
      result.get();
      ADD_FAILURE() << "it threw nothing";
    } catch (const TimeoutExpired& expired) {
      EXPECT_FALSE(here.owns(expired));
    }
  }
}

TEST_F(SerialTest, WithTimeoutLetsThatOfAnotherThreadThrough) {
  int through = 0;
  for (int i = 0; i < 16; ++i) {
    AsyncResult<void> result;
    in_another_hub([&, promise = result.promise()] {
      std::optional<Timeout> timeout;
      for (int before = 0; before <= i; ++before) timeout.emplace(1s);
      try {
        sleep_for(1h);
      } catch (const TimeoutExpired&) {
        promise.set_exception(std::current_exception());
      }
    });
    try {
      static_cast<void>(with_timeout(1h, [&] { result.get(); }));
    } catch (const TimeoutExpired&) {
      ++through;
    }
  }
  EXPECT_EQ(through, 16);
}

TEST_F(SerialTest, ALinkIsNotRemovedByTheNumberOfOneOfAnotherThread) {
  std::vector<LinkId> foreign;
  in_another_hub([&] {
    const auto fiber = make_fiber([] {});
    for (int i = 0; i < 64; ++i) {
      foreign.push_back(fiber.raw_link([](const AnyFiber&) {}));
    }
  });
  auto fiber = spawn([] {});
  fiber.raw_link([&](const AnyFiber&) { say("called"); });
  for (const LinkId id : foreign) fiber.unlink(id);
  fiber.join();
  EXPECT_EQ(story_, (Story{"called"}));
}

TEST_F(SerialTest, ALocalHasNoValueOfOneThatWasAtItsAddress) {
  std::optional<FiberLocal<std::string>> local;
  for (int i = 0; i < 8; ++i) {
    local.emplace([i] { return std::to_string(i); });
    EXPECT_EQ(local->find(), nullptr);
    EXPECT_EQ(**local, std::to_string(i));
  }
}

// Two fibers at one address, and the hub itself, are three to the initial
// value.
TEST_F(SerialTest, TheInitialValueOfALocalIsMadeOncePerFiber) {
  FiberLocal<int> local([&] {
    if (Hub::exists() && story_.size() < 64) say("made");
    return 7;
  });
  for (int i = 0; i < 64; ++i) {
    EXPECT_EQ(spawn([&] { return *local; }).get(), 7);
  }
  EXPECT_EQ(story_.size(), 64U);
}

TEST_F(SerialTest, AGreenletIsFoundInTheFiberInWhichItBlocks) {
  for (int i = 0; i < 64; ++i) {
    std::optional<Greenlet> greenlet;
    auto fiber = spawn([&] {
      greenlet.emplace([] { sleep_for(1s); });
      greenlet->switch_to();
    });
    yield();
    EXPECT_THROW(greenlet->switch_to(), std::logic_error);
    fiber.get();
    EXPECT_TRUE(greenlet->dead());
  }
}

}  // namespace
}  // namespace gfetch
