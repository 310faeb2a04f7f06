// How a fiber has ended: its outcome, what get() says of it, and whether its
// failure is reported.
#include <functional>
#include <memory>
#include <stdexcept>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/runnable.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class OutcomeTest : public HubTest {};

struct OwnExit : FiberExit {};

TEST_F(OutcomeTest, AReturn) {
  auto fiber = spawn([] { sleep_for(1s); });
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kRunning);
  EXPECT_FALSE(fiber.successful());
  fiber.get();
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kReturned);
  EXPECT_TRUE(fiber.successful());
  EXPECT_FALSE(fiber.killed());
}

TEST_F(OutcomeTest, AnException) {
  auto fiber = spawn([] { throw std::range_error("no"); });
  fiber.join();
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kThrew);
  EXPECT_FALSE(fiber.successful());
  EXPECT_FALSE(fiber.killed());
  EXPECT_THROW(fiber.get(), std::range_error);
}

TEST_F(OutcomeTest, AKillWithAndWithoutAResultType) {
  auto nothing = spawn([] { sleep_for(1s); });
  auto number = spawn([] {
    sleep_for(1s);
    return 1;
  });
  auto unrun = make_fiber([] {});
  yield();
  kill_all({nothing, number, unrun});
  for (const AnyFiber& fiber :
       {AnyFiber(nothing), AnyFiber(number), AnyFiber(unrun)}) {
    EXPECT_EQ(fiber.outcome(), FiberOutcome::kKilled);
    EXPECT_FALSE(fiber.successful());
    EXPECT_TRUE(fiber.killed());
    EXPECT_FALSE(fiber.exception());
  }
  EXPECT_THROW(nothing.get(), FiberKilled);
  EXPECT_THROW(std::move(nothing).get(), FiberKilled);
  EXPECT_THROW(number.get(), FiberKilled);
  EXPECT_THROW(unrun.get(), FiberKilled);
  EXPECT_EQ(number.value(), std::nullopt);
}

TEST_F(OutcomeTest, AFiberExitOfAnyKindIsAKill) {
  auto thrown = spawn([] { throw OwnExit(); });
  auto sent = spawn([] { sleep_for(1s); });
  yield();
  sent.kill(std::make_exception_ptr(OwnExit()));
  EXPECT_EQ(thrown.outcome(), FiberOutcome::kKilled);
  EXPECT_EQ(sent.outcome(), FiberOutcome::kKilled);
  EXPECT_THROW(thrown.get(), FiberKilled);
}

TEST_F(OutcomeTest, AKillWithAnotherExceptionIsAFailure) {
  auto fiber = spawn([] { sleep_for(1s); });
  auto unrun = spawn([] {});
  unrun.kill(std::make_exception_ptr(std::range_error("sent")));
  yield();
  fiber.kill(std::make_exception_ptr(std::range_error("sent")));
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kThrew);
  EXPECT_EQ(unrun.outcome(), FiberOutcome::kThrew);
  EXPECT_THROW(fiber.get(), std::range_error);
  EXPECT_THROW(unrun.get(), std::range_error);
}

TEST_F(OutcomeTest, IsNotSettledBeforeTheFiberHasDestroyedItsFunction) {
  Fiber<void> fiber;
  struct Asks {
    Fiber<void>* fiber;
    Story* story;
    Asks(Fiber<void>& its_fiber, Story& its_story)
        : fiber(&its_fiber), story(&its_story) {}
    Asks(Asks&& other) noexcept
        : fiber(std::exchange(other.fiber, nullptr)), story(other.story) {}
    ~Asks() {
      if (fiber == nullptr || !fiber->started()) return;
      story->push_back(fiber->outcome() == FiberOutcome::kRunning ? "running"
                                                                  : "ended");
    }
  };
  fiber = spawn([asks = Asks(fiber, story_)] {});
  fiber.join();
  EXPECT_EQ(story_, (Story{"running"}));
}

TEST_F(OutcomeTest, JoinAllRaisesFailuresButNoKills) {
  auto killed = spawn([] { sleep_for(1s); });
  auto fails = spawn([] {
    sleep_for(2s);
    throw std::range_error("no");
  });
  yield();
  killed.kill(KillMode::kLater);
  EXPECT_THROW(join_all({killed, fails}, {.raise_error = true}),
               std::range_error);
}

TEST_F(OutcomeTest, GroupApplyOfAKilledCallThrows) {
  Group group;
  auto applying = spawn([&] { group.apply([] { sleep_for(1s); }); });
  yield();
  yield();
  group.kill();
  EXPECT_THROW(applying.get(), FiberKilled);
}

// --- handles that refer to no fiber ------------------------------------------

struct Job {
  void run() {}
};

TEST_F(OutcomeTest, EachMemberOfAnEmptyHandleThrows) {
  const Fiber<int> none;
  const FiberOf<Job> no_job;
  const LinkFunction link = [](const AnyFiber&) {};
  const std::vector<std::function<void()>> members = {
      [&] { none.started(); },
      [&] { none.ready(); },
      [&] { none.outcome(); },
      [&] { none.successful(); },
      [&] { none.killed(); },
      [&] { none.exception(); },
      [&] { none.join(); },
      [&] { none.join(1s); },
      [&] { none.kill(); },
      [&] { none.kill(KillMode::kLater); },
      [&] { none.link(link); },
      [&] { none.link_value(link); },
      [&] { none.link_exception(link); },
      [&] { none.raw_link(link); },
      [&] { none.unlink(1); },
      [&] { none.start(); },
      [&] { none.start_later(1s); },
      [&] { none.id(); },
      [&] { none.spawner_id(); },
      [&] { none.name(); },
      [&] { none.name("nobody"); },
      [&] { none.get(); },
      [&] { Fiber<int>().get(); },
      [&] { Fiber<void>().get(); },
      [&] { none.value(); },
      [&] { *no_job; },
      [&] { no_job->run(); },
      [&] { join_all({none}); },
      [&] { kill_all({none}); },
      [&] { with_fiber(none, [] {}); },
      [&] { wait({none}); },
      [&] { Group().add(none); },
      [&] { Group().start(none); }};
  for (std::size_t i = 0; i < members.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_THROW(members[i](), std::logic_error);
  }
  EXPECT_FALSE(none);
  EXPECT_EQ(none, Fiber<int>());
  Group group;
  EXPECT_FALSE(group.contains(none));
}

// --- which failures are reported ---------------------------------------------

Fiber<void> fails_later() {
  auto fiber = spawn([] {
    sleep_for(1s);
    throw std::runtime_error("no");
  });
  fiber.name("fails");
  return fiber;
}

TEST_F(OutcomeTest, AskedBeforeItsEndTheFailureIsStillReported) {
  {
    auto fiber = fails_later();
    EXPECT_FALSE(fiber.exception());
    yield();
    EXPECT_FALSE(fiber.exception());
    fiber.join();
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AGetThatExpiredObservesNothing) {
  {
    auto fiber = fails_later();
    EXPECT_THROW(fiber.get(1ms), TimeoutExpired);
    fiber.join();
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AJoinAllThatRaisesObservesTheFirstFailureOnly) {
  {
    const std::vector<Fiber<void>> fibers = {fails_later(), fails_later()};
    EXPECT_THROW(join_all(fibers, {.raise_error = true}), std::runtime_error);
    join_all(fibers);
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AJoinAllThatExpiredObservesNothing) {
  {
    const std::vector<Fiber<void>> fibers = {fails_later()};
    join_all(fibers, {.limit = 1ms, .raise_error = true});
    join_all(fibers);
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, ARemovedLinkObservesNothing) {
  {
    auto fiber = fails_later();
    const LinkId link = fiber.link_exception([](const AnyFiber&) {});
    fiber.unlink(link);
    fiber.join();
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AGroupObservesNoFailureOfItsMembers) {
  Group group;
  group.add(fails_later());
  group.join();
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AnAsyncResultNobodyAsksObservesNothing) {
  {
    AsyncResult<void> result;
    fails_later().link(std::ref(result));
    result.wait();
    EXPECT_TRUE(result.ready());
  }
  expected_unobserved_ = {"fails"};
}

TEST_F(OutcomeTest, AnAsyncResultThatIsAskedObservesTheFailure) {
  AsyncResult<void> got;
  AsyncResult<void> asked;
  fails_later().link(std::ref(got));
  fails_later().link(std::ref(asked));
  EXPECT_THROW(got.get(), std::runtime_error);
  asked.wait();
  EXPECT_TRUE(asked.exception());
}

TEST_F(OutcomeTest, AnAsyncResultTakesNoFiberThatRuns) {
  AsyncResult<void> result;
  auto fiber = spawn([] {});
  EXPECT_THROW(result(fiber), std::logic_error);
  EXPECT_FALSE(result.ready());
  fiber.kill();
  result(fiber);
  EXPECT_THROW(result.get(), FiberKilled);
}

}  // namespace
}  // namespace gfetch
