#include <stdexcept>

#include "gfetch/engine/fiber.h"
#include "tests/engine/hub_fixture.h"

namespace gfetch {
namespace {

class FiberJoinTest : public HubTest {};

TEST_F(FiberJoinTest, JoinAllReturnsThemAsTheyEnd) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  auto c = spawn(nap, 2s);
  EXPECT_EQ(join_all({a, b, c}), (std::vector<AnyFiber>{b, c, a}));
}

TEST_F(FiberJoinTest, JoinAllStopsAtItsLimitOrCount) {
  auto nap = [](Duration length) { sleep_for(length); };
  auto a = spawn(nap, 3s);
  auto b = spawn(nap, 1s);
  EXPECT_EQ(join_all({a, b}, {.count = 1}), (std::vector<AnyFiber>{b}));
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(join_all({a}, {.limit = 1s}).size(), 0U);
  EXPECT_EQ(elapsed_ms(), 2000);
  a.join();
}

TEST_F(FiberJoinTest, JoinAllThrowsTheEarliestFailure) {
  auto fail = [](Duration after, const char* what) {
    sleep_for(after);
    throw std::runtime_error(what);
  };
  auto late = spawn(fail, 2s, "late");
  auto early = spawn(fail, 1s, "early");
  try {
    join_all({late, early}, {.raise_error = true});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "early");
  }
  late.join();
  EXPECT_TRUE(late.exception());
}

}  // namespace
}  // namespace gfetch
