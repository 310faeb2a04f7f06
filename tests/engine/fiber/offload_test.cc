#include "gfetch/fiber/offload.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class OffloadTest : public RealHubTest {};

/// A door that a thread waits at until the test opens it.
class Door {
 public:
  void wait() { open_.wait(false); }
  void open() {
    open_.store(true);
    open_.notify_all();
  }

 private:
  std::atomic<bool> open_{false};
};

TEST_F(OffloadTest, RunsTheCallInAnotherThread) {
  const auto here = std::this_thread::get_id();
  const auto there = offload([] { return std::this_thread::get_id(); });
  EXPECT_NE(there, here);
}

TEST_F(OffloadTest, OnlyTheCallingFiberWaits) {
  Door door;
  const auto waiting = spawn([&] {
    offload([&] { door.wait(); });
    say("through");
  });
  for (int i = 0; i < 3; ++i) yield();
  say("meanwhile");
  door.open();
  waiting.join();
  EXPECT_EQ(story_, (Story{"meanwhile", "through"}));
}

TEST_F(OffloadTest, PassesArgumentsAndResults) {
  auto owned = std::make_unique<int>(7);
  const auto twice = [](std::unique_ptr<int> n) {
    *n *= 2;
    return n;
  };
  EXPECT_EQ(*offload(twice, std::move(owned)), 14);
  std::string text = "a";
  offload([](std::string& t) { t += 'b'; }, std::ref(text));
  EXPECT_EQ(text, "ab");
  std::string& same = offload([&]() -> std::string& { return text; });
  EXPECT_EQ(&same, &text);
}

TEST_F(OffloadTest, RethrowsTheException) {
  EXPECT_THROW(offload([] { throw std::out_of_range("there"); }),
               std::out_of_range);
  EXPECT_THROW(offload([]() -> int { throw 7; }), int);
}

TEST_F(OffloadTest, AKilledFiberLeavesAndTheCallGoesOn) {
  Door door;
  std::atomic<bool> ended{false};
  const auto closure = std::make_shared<int>(7);
  const auto fiber = spawn([&] {
    offload([&door, &ended, closure] {
      door.wait();
      ended = *closure == 7;
    });
  });
  yield();
  fiber.kill();
  EXPECT_TRUE(fiber.killed());
  EXPECT_GT(closure.use_count(), 1) << "the call has its closure";
  door.open();
  while (closure.use_count() > 1) std::this_thread::yield();
  EXPECT_TRUE(ended);
}

TEST_F(OffloadTest, ATimeoutEndsTheWaitAlone) {
  Door door;
  std::atomic<bool> ended{false};
  EXPECT_FALSE(with_timeout(10ms, [&] {
    offload([&] {
      door.wait();
      ended = true;
    });
  }));
  door.open();
  while (!ended) std::this_thread::yield();
}

TEST_F(OffloadTest, AnAbandonedCallDoesNotKeepTheHub) {
  Door door;
  std::atomic<bool> ended{false};
  const auto fiber = spawn([&] {
    offload([&] {
      door.wait();
      ended = true;
    });
  });
  yield();
  fiber.kill();
  EXPECT_TRUE(hub_.join(60s)) << "nothing is left that anybody waits for";
  door.open();
  while (!ended) std::this_thread::yield();
}

TEST_F(OffloadTest, ADroppedResultMayBlockInItsDestructor) {
  struct Slow {
    explicit Slow(std::atomic<int>* counter) : gone(counter) {}
    Slow(Slow&& other) noexcept : gone(std::exchange(other.gone, nullptr)) {}
    ~Slow() {
      if (gone == nullptr) return;
      if (Hub::exists()) sleep_for(1ms);
      ++*gone;
    }
    std::atomic<int>* gone;
  };
  Door door;
  std::atomic<int> gone{0};
  const auto fiber = spawn([&] {
    offload([&] {
      door.wait();
      return Slow(&gone);
    });
  });
  yield();
  fiber.kill();
  door.open();
  while (gone == 0) sleep_for(1ms);
  EXPECT_EQ(gone, 1);
}

TEST_F(OffloadTest, ThreadsAreBoundedAndUsedAgain) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<Fiber<void>> fibers;
  for (int i = 0; i < 200; ++i) {
    fibers.push_back(spawn([&] {
      offload([&] {
        const int count = ++inside;
        int before = most;
        while (count > before && !most.compare_exchange_weak(before, count)) {
        }
        {
          const std::lock_guard lock(mutex);
          seen.insert(std::this_thread::get_id());
        }
        std::this_thread::sleep_for(1ms);
        --inside;
      });
    }));
  }
  for (const auto& fiber : fibers) fiber.join();
  EXPECT_LE(most, 10);
  EXPECT_LE(seen.size(), 10U);
  EXPECT_LE(detail::WorkerThreads::process().size(), 10U);
}

TEST_F(OffloadTest, TheThreadHasNoHubAndNoSignals) {
  EXPECT_FALSE(offload([] { return Hub::exists(); }));
  EXPECT_THROW(offload([] { sleep_for(1ms); }), std::logic_error);
  EXPECT_TRUE(offload([] {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return sigismember(&blocked, SIGINT) == 1;
  }));
}

TEST_F(OffloadTest, RunsForADestructorThatUnwinds) {
  struct Saves {
    ~Saves() {
      saved = offload([] { return 7; });
    }
    int& saved;
  };
  int saved = 0;
  const auto fiber = spawn([&] {
    const Saves saves{saved};
    sleep_for(1h);
  });
  yield();
  fiber.kill();
  EXPECT_EQ(saved, 7);
}

TEST(OffloadWithoutHub, AHubMayEndBeforeTheCall) {
  const auto door = std::make_shared<Door>();
  const auto ended = std::make_shared<std::atomic<bool>>(false);
  {
    const Hub hub;
    spawn([&] {
      offload([door, ended] {
        door->wait();
        *ended = true;
        return std::string(100, 'x');
      });
    });
    yield();
  }
  door->open();
  while (door.use_count() > 1) std::this_thread::yield();
  EXPECT_TRUE(*ended);
  EXPECT_THROW(offload([] {}), std::logic_error) << "this thread has no hub";
}

}  // namespace
}  // namespace gfetch
