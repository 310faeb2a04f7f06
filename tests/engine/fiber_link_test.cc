#include <stdexcept>

#include "gfetch/engine/fiber.h"
#include "tests/engine/hub_fixture.h"

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

}  // namespace
}  // namespace gfetch
