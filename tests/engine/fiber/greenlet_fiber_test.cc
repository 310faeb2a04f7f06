// Greenlets that are used in several fibers, hubs and threads: each switch
// reaches a greenlet that can run there, or is refused.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/greenlet.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class GreenletFiberTest : public HubTest {
 protected:
  /// Returns a greenlet that switches to its parent once, and then ends.
  static Greenlet waiting() {
    return Greenlet([] { Greenlet::switch_to_parent(); });
  }

  const Greenlet main_ = Greenlet::current();
};

std::exception_ptr out_of_range() {
  return std::make_exception_ptr(std::out_of_range("far"));
}

TEST_F(GreenletFiberTest, ADeadOneWhoseParentSleepsElsewhereIsRefused) {
  const Greenlet dead([] {});
  dead.switch_to();
  spawn([&] {
    EXPECT_THROW(dead.switch_to(), std::logic_error);
    EXPECT_THROW(dead.throw_into(), std::logic_error);
    EXPECT_THROW(dead.throw_into(out_of_range()), std::logic_error);
  });
  sleep_for(1s);
  EXPECT_EQ(elapsed_ms(), 1000) << "nothing has disturbed the main fiber";
}

TEST_F(GreenletFiberTest, ALineOfDeadOnesIsFollowedToItsEnd) {
  Greenlet last;
  const Greenlet first([&] { last = Greenlet([] {}); });
  first.switch_to();
  last.switch_to();
  ASSERT_TRUE(first.dead() && last.dead());
  EXPECT_EQ(last.parent(), first);
  spawn([&] { EXPECT_THROW(last.switch_to(), std::logic_error); }).get();
  EXPECT_EQ(last.switch_to<int>(3), 3) << "here its ancestor runs";
}

TEST_F(GreenletFiberTest, ARefusedExceptionEndsNobody) {
  const Greenlet unborn([&] { say("ran"); });
  spawn([&] {
    EXPECT_THROW(unborn.throw_into(out_of_range()), std::logic_error);
  }).get();
  EXPECT_FALSE(unborn.dead());
  unborn.switch_to();
  EXPECT_EQ(story_, (Story{"ran"}));
}

TEST_F(GreenletFiberTest, OneThatEndsInAnotherFiberReturnsToThatFiber) {
  const Greenlet g([] {
    Greenlet::switch_to_parent();
    return 5;
  });
  g.switch_to();
  spawn([&] { EXPECT_EQ(g.switch_to<int>(), 5); }).get();
  EXPECT_TRUE(g.dead());
}

TEST_F(GreenletFiberTest, OneThatFailsInAnotherFiberFailsThere) {
  const Greenlet g([] {
    Greenlet::switch_to_parent();
    throw std::out_of_range("far");
  });
  g.switch_to();
  spawn([&] { EXPECT_THROW(g.switch_to(), std::out_of_range); }).get();
  const Greenlet exiting = waiting();
  exiting.switch_to();
  spawn([&] { exiting.throw_into<GreenletExit>(); }).get();
  EXPECT_TRUE(exiting.dead());
}

TEST_F(GreenletFiberTest, TheParentInAnotherFiberCannotBeSwitchedTo) {
  const Greenlet g([&] {
    Greenlet::switch_to_parent();
    EXPECT_THROW(Greenlet::switch_to_parent(), std::logic_error);
    say("went on");
  });
  g.switch_to();
  spawn([&] { g.switch_to(); }).get();
  EXPECT_EQ(story_, (Story{"went on"}));
}

TEST_F(GreenletFiberTest, OneThatBlocksInAFiberIsOutOfReachOfTheOthers) {
  const Greenlet g([&] {
    sleep_for(1s);
    say("slept");
  });
  auto fiber = spawn([&] { g.switch_to(); });
  yield();
  EXPECT_THROW(g.switch_to(), std::logic_error);
  EXPECT_THROW(g.throw_into(), std::logic_error);
  fiber.get();
  EXPECT_EQ(story_, (Story{"slept"}));
}

TEST_F(GreenletFiberTest, AnHeirThatBlocksElsewhereInheritsNothing) {
  Greenlet child;
  const Greenlet heir([&] {
    child = Greenlet([] { return 7; });
    sleep_for(1s);
    say("undisturbed");
  });
  auto fiber = spawn([&] { heir.switch_to(); });
  yield();
  EXPECT_EQ(child.switch_to<int>(), 7);
  fiber.get();
  EXPECT_EQ(story_, (Story{"undisturbed"}));
}

TEST_F(GreenletFiberTest, TheFirstOneOfAnEndedFiberIsReplacedByThisFibers) {
  std::optional<Greenlet> g;
  spawn([&] { g = Greenlet([] { return 7; }); }).get();
  EXPECT_EQ(g->switch_to<int>(), 7);
  EXPECT_EQ(g->switch_to<int>(8), 8);
}

TEST_F(GreenletFiberTest, OnlyOthersHaveAParent) {
  const Greenlet g([] {});
  EXPECT_THROW(main_.parent(g), std::logic_error);
  EXPECT_THROW(g.parent(Greenlet()), std::invalid_argument);
  EXPECT_EQ(g.parent(), main_);
  EXPECT_FALSE(main_.parent());
  main_.switch_to();
}

TEST_F(GreenletFiberTest, AHandleToNoneIsRefused) {
  const Greenlet none;
  EXPECT_THROW(none.switch_to(), std::logic_error);
  EXPECT_THROW(none.throw_into(), std::logic_error);
  EXPECT_THROW(static_cast<void>(none.parent()), std::logic_error);
  EXPECT_THROW(none.parent(main_), std::logic_error);
  EXPECT_FALSE(none.started());
  EXPECT_FALSE(none.dead());
}

TEST_F(GreenletFiberTest, OneOfAnotherThreadIsRefused) {
  const Greenlet unborn([] {});
  const Greenlet dead([] {});
  dead.switch_to();
  const Greenlet suspended = waiting();
  suspended.switch_to();
  std::thread([&] {
    EXPECT_THROW(suspended.switch_to(), std::logic_error) << "no hub";
    const Hub hub({.clock = ClockKind::kVirtual});
    for (const Greenlet* g : {&unborn, &dead, &suspended, &main_}) {
      EXPECT_THROW(g->switch_to(), std::logic_error);
      EXPECT_THROW(g->throw_into(), std::logic_error);
      EXPECT_THROW(Greenlet([] {}).parent(*g), std::invalid_argument);
    }
  }).join();
  unborn.switch_to();
  suspended.switch_to();
}

TEST(GreenletHubs, OneOfAnEarlierHubIsRefused) {
  std::optional<Greenlet> unborn;
  std::optional<Greenlet> dead;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    unborn = Greenlet([] {});
    dead = Greenlet([] {});
    dead->switch_to();
  }
  EXPECT_THROW(unborn->switch_to(), std::logic_error);
  const Hub hub({.clock = ClockKind::kVirtual});
  EXPECT_THROW(unborn->switch_to(), std::logic_error);
  EXPECT_THROW(dead->switch_to(), std::logic_error);
}

TEST(GreenletHubs, OneDroppedInAnotherThreadIsUnwoundByItsHub) {
  struct Noting {
    std::thread::id* unwound_in;
    ~Noting() { *unwound_in = std::this_thread::get_id(); }
  };
  std::thread::id unwound_in;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    auto g = std::make_unique<Greenlet>([&] {
      const Noting noting{&unwound_in};
      Greenlet::switch_to_parent();
    });
    g->switch_to();
    std::thread([&] { g.reset(); }).join();
    EXPECT_EQ(unwound_in, std::thread::id());
  }
  EXPECT_EQ(unwound_in, std::this_thread::get_id());
}

TEST(GreenletHubs, OneThatBlocksInAFiberWhichSurvivesTheHubIsAbandoned) {
  ::testing::internal::CaptureStderr();
  Event never;
  AnyFiber fiber;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    fiber = spawn([&] {
      const Greenlet g([&] {
        for (;;) {
          try {
            never.wait();
          } catch (const FiberExit&) {
          }
        }
      });
      g.switch_to();
    });
    yield();
  }
  const std::string report = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("fiber-1 survives its hub"), std::string::npos);
  EXPECT_NE(report.find("a greenlet survives"), std::string::npos);
  EXPECT_TRUE(fiber.killed());
}

}  // namespace
}  // namespace gfetch
