// A null exception cannot be thrown: it is refused, and nothing changes.
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class NullExceptionTest : public HubTest {
 protected:
  const std::exception_ptr null_;
};

TEST_F(NullExceptionTest, AKillIsRefusedAndTheFiberStaysWhereItIs) {
  Semaphore semaphore(0);
  auto taker = spawn([&] { return semaphore.acquire(); });
  yield();
  EXPECT_THROW(taker.kill(nullptr), std::invalid_argument);
  EXPECT_THROW(taker.kill(null_, KillMode::kLater), std::invalid_argument);
  EXPECT_THROW(taker.kill(null_, KillMode::kBlock, 1s), std::invalid_argument);
  sleep_for(1s);
  EXPECT_FALSE(taker.ready());
  semaphore.release();
  EXPECT_TRUE(taker.get());
  EXPECT_EQ(semaphore.permits(), 0U);
}

TEST_F(NullExceptionTest, SoItIsOfAFiberThatHasNotBegunOrHasEnded) {
  auto fiber = spawn([] { return 7; });
  EXPECT_THROW(fiber.kill(null_), std::invalid_argument);
  EXPECT_EQ(fiber.get(), 7);
  EXPECT_THROW(fiber.kill(null_), std::invalid_argument);
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kReturned);
}

TEST_F(NullExceptionTest, AFiberThatKillsItselfWithItGoesOn) {
  auto fiber = spawn([&] {
    EXPECT_THROW(current_fiber().kill(null_), std::invalid_argument);
    return 7;
  });
  EXPECT_EQ(fiber.get(), 7);
}

TEST_F(NullExceptionTest, KillAllIsRefusedAlsoForNone) {
  auto one = spawn([] { sleep_for(1s); });
  auto two = spawn([] { sleep_for(1s); });
  yield();
  EXPECT_THROW(kill_all({one, two}, null_), std::invalid_argument);
  EXPECT_THROW(kill_all({one, two}, null_, KillMode::kLater),
               std::invalid_argument);
  EXPECT_THROW(kill_all(std::vector<Fiber<void>>{one}, null_),
               std::invalid_argument);
  EXPECT_THROW(kill_all(std::vector<AnyFiber>(), null_), std::invalid_argument);
  EXPECT_EQ(join_all({one, two}).size(), 2U);
  EXPECT_TRUE(one.successful());
  EXPECT_TRUE(two.successful());
}

TEST_F(NullExceptionTest, AKillOfAGroupIsRefused) {
  Pool pool(2);
  auto member = pool.spawn([] { sleep_for(1s); });
  yield();
  EXPECT_THROW(pool.kill(null_), std::invalid_argument);
  EXPECT_THROW(pool.kill(null_, KillMode::kLater), std::invalid_argument);
  EXPECT_TRUE(pool.join());
  EXPECT_TRUE(member.successful());
  EXPECT_TRUE(pool.kill()) << "the refused kill has marked no member";
  EXPECT_THROW(Group().kill(null_), std::invalid_argument);
}

TEST_F(NullExceptionTest, AnAsyncResultKeepsWhatItHas) {
  AsyncResult<int> result;
  EXPECT_THROW(result.set_exception(nullptr), std::invalid_argument);
  EXPECT_FALSE(result.ready());
  result.set(7);
  EXPECT_THROW(result.set_exception(null_), std::invalid_argument);
  EXPECT_EQ(result.get(), 7);
  AsyncResult<void> nothing;
  EXPECT_THROW(nothing.set_exception(null_), std::invalid_argument);
  EXPECT_FALSE(nothing.ready());
}

TEST_F(NullExceptionTest, APromiseStaysUnsetAndMayBeSetAfterwards) {
  AsyncResult<int> result;
  std::thread setter([promise = result.promise()] {
    EXPECT_THROW(promise.set_exception(nullptr), std::invalid_argument);
    EXPECT_TRUE(promise.set(7));
  });
  EXPECT_EQ(result.get(), 7);
  setter.join();
}

TEST_F(NullExceptionTest, ACallbackIsNotEndedByIt) {
  const int value = await_callback<int>([](const CallbackDone<int>& done) {
    EXPECT_THROW(done.fail(nullptr), std::invalid_argument);
    EXPECT_TRUE(done(7));
  });
  EXPECT_EQ(value, 7);
}

TEST_F(NullExceptionTest, NothingIsThrownIntoAGreenlet) {
  const Greenlet begun([] {
    Greenlet::switch_to_parent();
    return 7;
  });
  EXPECT_THROW(begun.throw_into(nullptr), std::invalid_argument);
  EXPECT_FALSE(begun.started());
  begun.switch_to();
  EXPECT_THROW(begun.throw_into<int>(null_), std::invalid_argument);
  EXPECT_TRUE(begun.started());
  EXPECT_EQ(begun.switch_to<int>(), 7);
}

// As Timeout(1, None) in gevent: it is an exception that is left out.
TEST_F(NullExceptionTest, ATimeoutWithItThrowsItsOwn) {
  const Timeout timeout(1s, null_);
  try {
    sleep_for(1h);
    ADD_FAILURE() << "it did not expire";
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(timeout.owns(expired));
  }
  EXPECT_EQ(elapsed_ms(), 1000);
}

}  // namespace
}  // namespace gfetch
