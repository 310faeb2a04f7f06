#include "gfetch/fiber/fiber_local.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/local_proxy.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class FiberLocalTest : public HubTest {};

TEST_F(FiberLocalTest, EachFiberHasItsOwnValue) {
  FiberLocal<int> x;
  spawn([&] {
    x.set(1);
    yield();
    say(std::to_string(*x));
  });
  spawn([&] {
    if (x.find() == nullptr) say("x is not local to f2");
    EXPECT_EQ(*x, 0);
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"x is not local to f2", "1"}));
}

TEST_F(FiberLocalTest, ItsValueDiesWithTheFiber) {
  FiberLocal<std::shared_ptr<int>> local;
  auto watched = std::make_shared<int>(1);
  spawn([&] { local.set(watched); });
  hub_.join();
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(FiberLocalTest, ItsValuesDieWithTheLocal) {
  auto watched = std::make_shared<int>(1);
  std::optional<FiberLocal<std::shared_ptr<int>>> local;
  local.emplace();
  auto sleeper = spawn([&] {
    local->set(watched);
    sleep_for(1s);
  });
  local->set(watched);
  yield();
  EXPECT_EQ(watched.use_count(), 3);
  local.reset();
  EXPECT_EQ(watched.use_count(), 1);
  sleeper.join();
}

TEST_F(FiberLocalTest, StartsWithItsInitialValueAndAgainAfterReset) {
  FiberLocal<int> counter([] { return 10; });
  ++*counter;
  EXPECT_EQ(counter.get(), 11);
  counter.reset();
  EXPECT_EQ(counter.get(), 10);
}

TEST_F(FiberLocalTest, AProxyNamesTheFibersOwnObject) {
  FiberLocal<std::string> request;
  const LocalProxy<std::string> current([&] { return request.find(); });
  EXPECT_FALSE(current);
  EXPECT_THROW(current.get(), std::logic_error);
  for (const char* path : {"/a", "/b"}) {
    spawn([&, path] {
      request.set(path);
      yield();
      say(*current);
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"/a", "/b"}));
}

}  // namespace
}  // namespace gfetch
