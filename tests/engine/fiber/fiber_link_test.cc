#include <memory>
#include <stdexcept>

#include "gfetch/fiber/fiber.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class FiberLinkTest : public HubTest {};

TEST_F(FiberLinkTest, LinksAreCalledInTheirOrder) {
  auto fiber = spawn([&] { say("run"); });
  fiber.link([&](const AnyFiber&) { say("1"); });
  fiber.raw_link([&](const AnyFiber&) { say("2"); });
  fiber.link_value([&](const AnyFiber&) { say("3"); });
  fiber.link_exception([&](const AnyFiber&) { say("never"); });
  hub_.join();
  fiber.link([&](const AnyFiber&) { say("late"); });
  say("async");
  hub_.join();
  EXPECT_EQ(story_, (Story{"run", "1", "2", "3", "async", "late"}));
}

TEST_F(FiberLinkTest, ALinkMayUnlinkALaterOne) {
  auto fiber = spawn([] {});
  LinkId second = 0;
  fiber.link([&](const AnyFiber& ended) { ended.unlink(second); });
  second = fiber.link([&](const AnyFiber&) { say("never"); });
  fiber.link([&](const AnyFiber&) { say("third"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"third"}));
}

TEST_F(FiberLinkTest, AFailingLinkIsReportedAndTheOthersRun) {
  auto fiber = spawn([] {});
  fiber.name("it");
  fiber.raw_link([](const AnyFiber&) { throw std::runtime_error("bad link"); });
  fiber.link([&](const AnyFiber&) { say("next"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"next"}));
  expected_unobserved_ = {"a link of it"};
}

TEST_F(FiberLinkTest, ALinkRunsInAFiberOfItsOwnAndMayBlock) {
  auto fiber = spawn([] {});
  fiber.link([&](const AnyFiber& ended) {
    EXPECT_FALSE(current_fiber() == ended);
    sleep_for(1s);
    say("slow");
  });
  fiber.link([&](const AnyFiber&) { say("quick"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"quick", "slow"}));
}

TEST_F(FiberLinkTest, ARawLinkRunsInTheHubAndMustNotBlock) {
  auto fiber = spawn([] {});
  fiber.name("it");
  fiber.raw_link([&](const AnyFiber&) {
    say("hub");
    sleep_for(1s);
    say("never");
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"hub"}));
  expected_unobserved_ = {"a link of it"};
}

TEST_F(FiberLinkTest, LinksAreNotCalledBeforeTheFibersTurnIsOver) {
  auto fiber = spawn([&] {
    current_fiber().link([&](const AnyFiber&) { say("link"); });
    spawn([&] { say("spawned"); });
    say("end");
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"end", "spawned", "link"}));
}

TEST_F(FiberLinkTest, AFailureIsForTheLinksToExceptions) {
  auto fiber = spawn([] { throw std::runtime_error("no"); });
  fiber.link([&](const AnyFiber& ended) {
    say(ended.successful() ? "successful" : "failed");
  });
  fiber.link_value([&](const AnyFiber&) { say("never"); });
  fiber.link_exception([&](const AnyFiber&) { say("exception"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"failed", "exception"}));
}

TEST_F(FiberLinkTest, ALinkToExceptionsHasObservedTheFailure) {
  spawn([] {
    throw std::runtime_error("no");
  }).link_exception([&](const AnyFiber&) { say("seen"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"seen"}));
  EXPECT_TRUE(unobserved_.empty());
}

TEST_F(FiberLinkTest, AnyOtherLinkHasNot) {
  auto fiber = spawn([] { throw std::runtime_error("no"); });
  fiber.name("it");
  fiber.link([&](const AnyFiber&) { say("link"); });
  fiber = {};
  hub_.join();
  expected_unobserved_ = {"it"};
}

TEST_F(FiberLinkTest, WhatALinkThrowsIsReportedAsAFibersFailure) {
  auto fiber = spawn([] {});
  fiber.link([](const AnyFiber&) {
    current_fiber().name("link");
    throw std::runtime_error("bad link");
  });
  fiber.link([&](const AnyFiber&) { say("next"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"next"}));
  expected_unobserved_ = {"link"};
}

TEST_F(FiberLinkTest, AnUnlinkedLinkIsNeverCalled) {
  auto watched = std::make_shared<int>(1);
  auto fiber = spawn([] {});
  const LinkId id = fiber.link([&, watched](const AnyFiber&) { say("never"); });
  EXPECT_EQ(watched.use_count(), 2);
  fiber.unlink(id);
  EXPECT_EQ(watched.use_count(), 1);
  fiber.unlink(id);
  hub_.join();
  EXPECT_TRUE(story_.empty());
}

TEST_F(FiberLinkTest, UnlinkingWhatWasCalledDoesNothing) {
  auto fiber = spawn([] {});
  const LinkId id = fiber.link([&](const AnyFiber&) { say("link"); });
  hub_.join();
  fiber.unlink(id);
  EXPECT_EQ(story_, (Story{"link"}));
}

TEST_F(FiberLinkTest, TheSameFunctionLinkedTwiceIsCalledTwice) {
  auto fiber = spawn([] {});
  const auto link = [&](const AnyFiber&) { say("link"); };
  fiber.link(link);
  fiber.link(link);
  hub_.join();
  EXPECT_EQ(story_, (Story{"link", "link"}));
}

// The same program under python3-gevent: ['l1', 'l2', 'l3'].
TEST_F(FiberLinkTest, ALinkMadeByALinkComesLast) {
  auto fiber = spawn([] {});
  fiber.link([&](const AnyFiber& ended) {
    say("1");
    ended.link([&](const AnyFiber&) { say("3"); });
  });
  fiber.link([&](const AnyFiber&) { say("2"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"1", "2", "3"}));
}

TEST_F(FiberLinkTest, ALinkKeepsItsFiberUntilItWasCalled) {
  auto watched = std::make_shared<int>(1);
  spawn([watched] { return watched; }).link([&](const AnyFiber&) {
    say(std::to_string(watched.use_count()));
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"2"}));
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(FiberLinkTest, JoinersAndLinksAreServedInOneOrder) {
  auto fiber = spawn([] { sleep_for(1s); });
  spawn([&] {
    fiber.join();
    say("joined");
  });
  yield();
  fiber.link([&](const AnyFiber&) { say("link"); });
  spawn([&] {
    fiber.join();
    say("joined late");
  });
  hub_.join();
  EXPECT_EQ(story_, (Story{"joined", "link", "joined late"}));
}

TEST_F(FiberLinkTest, KilledBeforeItWasStartedItsLinksAreCalled) {
  const auto fiber = make_fiber([] {});
  fiber.link([&](const AnyFiber&) { say("link"); });
  const auto joiner = spawn([&] {
    fiber.join();
    say("joined");
  });
  yield();
  fiber.kill();
  joiner.join();
  EXPECT_EQ(story_, (Story{"link", "joined"}));
}

}  // namespace
}  // namespace gfetch
