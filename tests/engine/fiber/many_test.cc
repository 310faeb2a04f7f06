// Large numbers: a million fibers, timers and items leave no memory behind.
#include <fstream>
#include <memory>
#include <string>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

constexpr int kMillion = kMany * 10;  // a million; fewer with a sanitizer

class ManyTest : public HubTest {
 protected:
  static long resident_pages() {
    std::ifstream statm("/proc/self/statm");
    long size = 0;
    long resident = 0;
    statm >> size >> resident;
    return resident;
  }
  /// A tolerance in pages of memory, far below the size of a million objects.
#if defined(__SANITIZE_ADDRESS__)
  static constexpr long kNoise = 70'000;  // its quarantine of freed memory
#else
  static constexpr long kNoise = 1024;
#endif
};

TEST_F(ManyTest, AMillionTimersStartedAndCancelledTakeNoMemory) {
  detail::Timer timer([](void*) noexcept {}, nullptr);
  timer.start(1h);
  timer.stop();
  const long before = resident_pages();
  for (int i = 0; i < kMillion; ++i) {
    timer.start(1h);
    timer.stop();
  }
  EXPECT_EQ(hub_.watcher_count(), 0U);
  EXPECT_LT(resident_pages() - before, kNoise);
}

TEST_F(ManyTest, AMillionTimeoutsComeAndGo) {
  { const Timeout first(1h); }
  const long before = resident_pages();
  for (int i = 0; i < kMillion; ++i) const Timeout timeout(1h);
  EXPECT_EQ(hub_.watcher_count(), 0U);
  EXPECT_LT(resident_pages() - before, kNoise);
}

TEST_F(ManyTest, ManyTimersAtOnceFireByTheirDeadlines) {
  int awake = 0;
  TimePoint last = hub_.now();
  for (int i = 0; i < kMany; ++i) {
    spawn([&, i] {
      sleep_for(((i * 7919) % 1000) * 1ms + 1ms);
      EXPECT_LE(last, hub_.now());
      last = hub_.now();
      ++awake;
    });
  }
  hub_.join();
  EXPECT_EQ(awake, kMany);
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(ManyTest, ManyFibersOneAfterTheOtherUseOneStack) {
  spawn([] {}).join();
  const long before = resident_pages();
  for (int i = 0; i < kMany; ++i) spawn([] {}).join();
  EXPECT_LT(resident_pages() - before, kNoise);
}

TEST_F(ManyTest, ManyKillsLeaveNothing) {
  Event never;
  for (int i = 0; i < kMany / 10; ++i) {
    auto fiber = spawn([&] { never.wait(); });
    yield();
    fiber.kill();
  }
  EXPECT_EQ(hub_.fiber_count(), 0U);
}

}  // namespace
}  // namespace gfetch
