#include "engine/fiber/src/stack_pool.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/hub.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class StackTest : public DescriptorTest {};

// Uses `frames` KiB of stack, in a way that compilers cannot optimise away.
int deep(int frames) {  // NOLINT(misc-no-recursion)
  volatile char frame[1024] = {};
  frame[frames % 1024] = 1;
  if (frames == 0) return frame[0];
  return deep(frames - 1) + frame[frames % 1024];
}

TEST_F(StackTest, SixtyFourKibibytesTakeFiftyDeepFrames) {
  Hub hub;
  EXPECT_GT(spawn([] { return deep(48); }).get(), 0);
}

TEST_F(StackTest, IsAsLargeAsAskedFor) {
  Hub hub(HubOptions{.stack_bytes = std::size_t{1} << 20});
  EXPECT_GT(spawn([] { return deep(900); }).get(), 0);
}

TEST(StackDeathTest, T71_OverflowingSaysWhoAndWhatToDo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Hub hub;
        auto fiber = spawn([] { return deep(100'000); });
        fiber.name("glutton");
        fiber.join();
      },
      "the stack of glutton overflowed; give HubOptions::stack_bytes");
}

// Touches only the far end of a large frame, as a function does that was not
// compiled with -fstack-clash-protection.
__attribute__((noinline)) void touch_below(std::size_t bytes) {
  *(static_cast<volatile char*>(__builtin_frame_address(0)) - bytes) = 1;
}

// A stack of 64 KiB, which is four times as large with a sanitizer.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kStackBytes = std::size_t{256} << 10;
#else
constexpr std::size_t kStackBytes = std::size_t{64} << 10;
#endif

TEST(StackDeathTest, AFrameThatJumpsOverTheFirstPagesIsCaught) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const std::size_t beyond : {32U << 10, 448U << 10, 936U << 10}) {
    const std::size_t bytes = kStackBytes + beyond;
    EXPECT_DEATH(
        {
          Hub hub;
          auto neighbour = spawn([] { sleep_for(1s); });
          auto fiber = spawn([bytes] { touch_below(bytes); });
          fiber.name("jumper");
          auto third = spawn([] { sleep_for(1s); });
          fiber.join();
        },
        "the stack of jumper overflowed");
  }
}

TEST(StackDeathTest, AGreenletThatJumpsNamesItsFiber) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Hub hub;
        auto fiber = spawn(
            [] { Greenlet([] { touch_below(300U << 10); }).switch_to(); });
        fiber.name("jumper");
        fiber.join();
      },
      "the stack of jumper overflowed");
}

TEST_F(StackTest, T71_AHundredThousandFibersSleepAtOnce) {
  Hub hub(HubOptions{.clock = ClockKind::kVirtual});
  int awake = 0;
  for (int i = 0; i < kMany; ++i) {
    spawn([&] {
      sleep_for(1s);
      ++awake;
    });
  }
  yield();
  EXPECT_EQ(hub.fiber_count(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(hub.watcher_count(), static_cast<std::size_t>(kMany));
  hub.join();
  EXPECT_EQ(awake, kMany);
}

TEST(StackPool, HandsOutTheLastStackGivenBackFirst) {
  detail::StackPool pool(64 * 1024);
  const detail::Stack first = pool.take();
  const detail::Stack second = pool.take();
  EXPECT_EQ(pool.in_use(), 2U);
  pool.give_back(first);
  pool.give_back(second);
  EXPECT_EQ(pool.take().bottom, second.bottom);
  EXPECT_EQ(pool.take().bottom, first.bottom);
}

TEST(StackPool, KnowsItsGuardAreas) {
  for (const auto guard :
       {detail::StackPool::best_guard(), detail::GuardKind::kProtected}) {
    detail::StackPool pool(64 * 1024, guard);
    const detail::Stack stack = pool.take();
    EXPECT_TRUE(pool.guards(stack.bottom - 1));
    EXPECT_TRUE(pool.guards(stack.bottom - detail::StackPool::kWideGuard));
    EXPECT_FALSE(pool.guards(stack.bottom - detail::StackPool::kWideGuard - 1));
    EXPECT_FALSE(pool.guards(stack.bottom));
    EXPECT_FALSE(pool.guards(stack.bottom + stack.bytes - 1));
    EXPECT_TRUE(pool.guards(stack.bottom + stack.bytes)) << "the next one's";
    EXPECT_FALSE(pool.guards(&pool));
    EXPECT_FALSE(stack.has_canary);
  }
}

TEST(StackPool, WithoutGuardPagesAWordTellsOfAnOverflow) {
  detail::StackPool pool(64 * 1024, detail::GuardKind::kCanary);
  const detail::Stack stack = pool.take();
  EXPECT_TRUE(stack.has_canary);
  EXPECT_TRUE(detail::StackPool::intact(stack));
  stack.bottom[-3] = std::byte{0};
  EXPECT_FALSE(detail::StackPool::intact(stack));
}

TEST(StackPool, BeyondSixteenThousandStacksItsGuardsAreNarrow) {
  detail::StackPool pool(16 * 1024);
  detail::Stack stack;
  for (std::size_t i = 0; i <= 2 * detail::StackPool::kWide; ++i) {
    stack = pool.take();
  }
  EXPECT_TRUE(pool.guards(stack.bottom - detail::StackPool::kNarrowGuard));
  EXPECT_FALSE(pool.guards(stack.bottom - detail::StackPool::kNarrowGuard - 1));
}

TEST(StackPool, BeyondTenThousandProtectedPagesItGoesOnWithCanaries) {
  detail::StackPool pool(16 * 1024, detail::GuardKind::kProtected);
  std::size_t canaries = 0;
  for (int i = 0; i < 10'100; ++i) canaries += pool.take().has_canary ? 1 : 0;
  EXPECT_EQ(canaries, 100U);
}

}  // namespace
}  // namespace gfetch
