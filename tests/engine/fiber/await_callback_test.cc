#include "gfetch/fiber/await_callback.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class AwaitCallbackTest : public RealHubTest {
 protected:
  ~AwaitCallbackTest() override {
    for (std::thread& thread : threads_) thread.join();
  }

  /// Calls `done` in another thread, as an asynchronous library does.
  template <class Done, class... V>
  void call_in_thread(Done done, V... value) {
    threads_.emplace_back([done, value...] {
      std::this_thread::sleep_for(2ms);
      done(value...);
    });
  }

  std::vector<std::thread> threads_;
};

TEST_F(AwaitCallbackTest, ReturnsWhatTheCallbackGot) {
  EXPECT_EQ(await_callback<int>([&](auto done) { call_in_thread(done, 7); }),
            7);
  EXPECT_EQ(await_callback<std::string>(
                [&](auto done) { call_in_thread(done, "text"); }),
            "text");
  await_callback([&](auto done) { call_in_thread(done); });
}

TEST_F(AwaitCallbackTest, ACallbackMayComeFromTheHubOrAtOnce) {
  EXPECT_EQ(await_callback<int>([](auto done) { done(1); }), 1);
  EXPECT_EQ(
      await_callback<int>([&](auto done) { hub_.post([done] { done(2); }); }),
      2);
  EXPECT_EQ(await_callback<int>([](auto done) {
              spawn([done] { done(3); });
              yield();
            }),
            3);
}

TEST_F(AwaitCallbackTest, FitsIntoAStdFunction) {
  std::function<void(int)> kept;
  const auto caller = spawn([&] {
    sleep_for(1ms);
    kept(7);
  });
  EXPECT_EQ(await_callback<int>([&](auto done) { kept = done; }), 7);
}

TEST_F(AwaitCallbackTest, MoveOnlyValuesPass) {
  const auto value = await_callback<std::unique_ptr<int>>(
      [](auto done) { done(std::make_unique<int>(7)); });
  EXPECT_EQ(*value, 7);
}

TEST_F(AwaitCallbackTest, OnlyTheFirstCallCounts) {
  std::optional<CallbackDone<int>> kept;
  EXPECT_EQ(await_callback<int>([&](auto done) {
              kept = done;
              EXPECT_TRUE(done(1));
              EXPECT_FALSE(done(2));
              EXPECT_FALSE(done.fail(std::make_exception_ptr(3)));
            }),
            1);
  EXPECT_FALSE((*kept)(4));
}

TEST_F(AwaitCallbackTest, ALimitGivesNothing) {
  std::optional<CallbackDone<int>> kept;
  EXPECT_EQ(await_callback<int>([&](auto done) { kept = done; }, 1ms),
            std::nullopt);
  EXPECT_TRUE((*kept)(7)) << "dropped, but the first";
  std::optional<CallbackDone<>> other;
  EXPECT_FALSE(await_callback([&](auto done) { other = done; }, 1ms));
  EXPECT_TRUE(await_callback([&](auto done) { done(); }, 10s));
  EXPECT_EQ(await_callback<int>([](auto done) { done(7); }, 10s), 7);
}

TEST_F(AwaitCallbackTest, AKilledFiberMayBeCalled) {
  std::optional<CallbackDone<std::string>> kept;
  const auto fiber = spawn([&] {
    return await_callback<std::string>([&](auto done) { kept = done; });
  });
  yield();
  fiber.kill();
  EXPECT_TRUE(fiber.killed());
  call_in_thread(*kept, std::string(100, 'x'));
  kept.reset();
  sleep_for(10ms);
}

TEST_F(AwaitCallbackTest, ACallbackThatNeverComesIsABrokenPromise) {
  EXPECT_THROW(await_callback<int>([](auto) {}), BrokenPromise);
  EXPECT_THROW((void)await_callback([](auto) {}, 1s), BrokenPromise);
}

TEST_F(AwaitCallbackTest, ExceptionsPass) {
  EXPECT_THROW(await_callback<int>([](auto done) {
                 done.fail(std::make_exception_ptr(std::out_of_range("x")));
               }),
               std::out_of_range);
  EXPECT_THROW(await_callback<int>([](auto) { throw 7; }), int);
  EXPECT_THROW(await_callback<int>([](auto done) { done.fail(nullptr); }),
               std::invalid_argument);
}

TEST_F(AwaitCallbackTest, ACallbackOfCTakesACopyOnTheHeap) {
  using Done = CallbackDone<int>;
  const auto c_start = [&](void (*callback)(void*, int), void* self) {
    threads_.emplace_back([=] { callback(self, 7); });
  };
  EXPECT_EQ(await_callback<int>([&](Done done) {
              c_start(
                  [](void* self, int status) {
                    const std::unique_ptr<Done> own(static_cast<Done*>(self));
                    (*own)(status);
                  },
                  new Done(std::move(done)));
            }),
            7);
}

TEST(AwaitCallbackEnd, AHubMayEndBeforeTheCall) {
  std::optional<CallbackDone<std::string>> kept;
  {
    const Hub hub;
    spawn(
        [&] { await_callback<std::string>([&](auto done) { kept = done; }); });
    yield();
  }
  EXPECT_TRUE((*kept)("late"));
  EXPECT_THROW(await_callback([](auto) {}), std::logic_error);
}

}  // namespace
}  // namespace gfetch
