#include "gfetch/fiber/async_result.h"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class AsyncResultTest : public HubTest {};

TEST_F(AsyncResultTest, GivesItsValueToAllThatWait) {
  AsyncResult<int> result;
  for (int i = 0; i < 2; ++i) {
    spawn([&] { say(std::to_string(result.get())); });
  }
  spawn([&] {
    sleep_for(3s);
    result.set(42);
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"42", "42"}));
  EXPECT_EQ(elapsed_ms(), 3000);
}

TEST_F(AsyncResultTest, SetTwiceBeforeTheyRunTheLastValueWins) {
  AsyncResult<int> result;
  auto waiter = spawn([&] { return result.get(); });
  yield();
  result.set(1);
  result.set(2);
  EXPECT_EQ(waiter.get(), 2);
}

TEST_F(AsyncResultTest, ThrowsItsExceptionEachTime) {
  AsyncResult<int> result;
  result.set_exception(std::make_exception_ptr(std::runtime_error("no")));
  EXPECT_TRUE(result.wait());
  EXPECT_FALSE(result.successful());
  EXPECT_THROW(result.get(), std::runtime_error);
  EXPECT_THROW(result.get(), std::runtime_error);
  result.set(5);
  EXPECT_EQ(result.get(), 5);
}

TEST_F(AsyncResultTest, TakesOverHowAFiberEnded) {
  AsyncResult<int> value;
  AsyncResult<int> failure;
  spawn([] { return 3; }).link(std::ref(value));
  spawn([]() -> int {
    throw std::runtime_error("no");
  }).link(std::ref(failure));
  EXPECT_EQ(value.get(), 3);
  EXPECT_THROW(failure.get(), std::runtime_error);
}

TEST_F(AsyncResultTest, GetGivesUpAtItsLimit) {
  AsyncResult<> result;
  EXPECT_THROW(result.get(1s), TimeoutExpired);
  EXPECT_FALSE(result.wait(1s));
  EXPECT_EQ(elapsed_ms(), 2000);
  result.set();
  result.get();
}

class PromiseTest : public RealHubTest {};

TEST_F(PromiseTest, IsKeptFromAnotherThreadWhileTheHubWaits) {
  AsyncResult<std::unique_ptr<int>> answer;
  std::thread other([promise = answer.promise()] {
    EXPECT_TRUE(promise.set(std::make_unique<int>(42)));
    EXPECT_FALSE(promise.set(nullptr));
  });
  EXPECT_EQ(*answer.get(), 42);
  other.join();
}

TEST_F(PromiseTest, CarriesAnException) {
  AsyncResult<> answer;
  std::thread other([promise = answer.promise()] {
    promise.set_exception(std::make_exception_ptr(std::out_of_range("far")));
  });
  EXPECT_THROW(answer.get(), std::out_of_range);
  other.join();
}

TEST_F(PromiseTest, DroppedUnkeptItIsBroken) {
  AsyncResult<int> answer;
  std::thread other([promise = answer.promise(), copy = answer.promise()] {});
  EXPECT_THROW(answer.get(), BrokenPromise);
  other.join();
  hub_.join();
}

/// A value for whose copy there is no memory.
struct Huge {
  Huge() = default;
  Huge(Huge&&) = default;
  Huge(const Huge&) { throw std::bad_alloc(); }
};

TEST_F(PromiseTest, ThatCannotBeSetStaysAsItWas) {
  AsyncResult<Huge> set;
  AsyncResult<Huge> dropped;
  std::thread other([promise = set.promise(), drop = dropped.promise()] {
    const Huge huge;
    EXPECT_THROW(promise.set(huge), std::bad_alloc);
    EXPECT_THROW(drop.set(huge), std::bad_alloc);
    EXPECT_TRUE(promise.set(Huge()));
  });
  EXPECT_NO_THROW(set.get());
  EXPECT_THROW(dropped.get(), BrokenPromise);
  other.join();
  EXPECT_TRUE(hub_.join(10s));
}

TEST_F(PromiseTest, OutlivesItsResultAndItsHub) {
  std::unique_ptr<Promise<int>> late;
  std::unique_ptr<Promise<int>> later;
  std::thread([&] {
    Hub hub;
    AsyncResult<int> kept;
    later = std::make_unique<Promise<int>>(kept.promise());
    AsyncResult<int> dropped;
    late = std::make_unique<Promise<int>>(dropped.promise());
  }).join();
  EXPECT_TRUE(late->set(1));
  later.reset();
}

TEST_F(PromiseTest, OfADroppedResultLetsTheHubGo) {
  std::optional<Promise<>> promise = AsyncResult<>().promise();
  EXPECT_FALSE(hub_.join(1ms));
  promise.reset();
  EXPECT_TRUE(hub_.join());
}

}  // namespace
}  // namespace gfetch
