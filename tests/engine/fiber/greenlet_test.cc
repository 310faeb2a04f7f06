#include "gfetch/fiber/greenlet.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class GreenletTest : public HubTest {
 protected:
  struct Noting {
    GreenletTest& test;
    ~Noting() { test.say("unwound"); }
  };

  /// Returns a greenlet that switches to its parent, and adds a step to the
  /// story when its stack is unwound.
  Greenlet waiting() {
    return Greenlet([this] {
      const Noting noting{*this};
      Greenlet::switch_to_parent();
    });
  }

  const Greenlet main_ = Greenlet::current();
};

TEST_F(GreenletTest, PassesValuesBothWays) {
  const Greenlet g([&](int n) {
    main_.switch_to(n);
    return std::string("Hello");
  });
  EXPECT_EQ(g.switch_to<int>(42), 42);
  EXPECT_FALSE(g.dead());
  EXPECT_EQ(g.switch_to<std::string>(), "Hello");
  EXPECT_TRUE(g.dead());
}

TEST_F(GreenletTest, ASwitchReturnsWhatIsSwitchedBackIn) {
  const Greenlet echo([&](int first) {
    int got = first;
    for (;;) got = main_.switch_to<int>(2 * got);
  });
  EXPECT_EQ(echo.switch_to<int>(1), 2);
  EXPECT_EQ(echo.switch_to<int>(5), 10);
}

TEST_F(GreenletTest, CarriesWhatCanOnlyBeMoved) {
  const Greenlet g([](std::unique_ptr<int> n) { return n; });
  const auto back = g.switch_to<std::unique_ptr<int>>(std::make_unique<int>(3));
  EXPECT_EQ(*back, 3);
}

TEST_F(GreenletTest, AnUnwantedValueIsDropped) {
  const Greenlet g([] { return 3; });
  g.switch_to();
  EXPECT_TRUE(g.dead());
}

TEST_F(GreenletTest, AValueOfAnotherTypeIsAnError) {
  const Greenlet g([](int n) { return n; });
  try {
    g.switch_to<int>(std::string("three"));
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_NE(std::string(error.what()).find("where it expects int"),
              std::string::npos)
        << error.what();
  }
  EXPECT_TRUE(g.dead()) << "thrown in it, and from it to its parent";
}

TEST_F(GreenletTest, StartedAndDeadFollowItsLife) {
  const Greenlet g([&] { main_.switch_to(); });
  EXPECT_FALSE(g.started());
  EXPECT_FALSE(g.dead());
  g.switch_to();
  EXPECT_TRUE(g.started());
  g.switch_to();
  EXPECT_FALSE(g.started());
  EXPECT_TRUE(g.dead());
}

TEST_F(GreenletTest, TheOneThatMadeItIsItsParent) {
  EXPECT_EQ(Greenlet([] {}).parent(), main_);
  EXPECT_FALSE(main_.parent());
  const Greenlet outer([&] {
    const Greenlet inner([] {});
    EXPECT_EQ(inner.parent(), Greenlet::current());
  });
  outer.switch_to();
}

TEST_F(GreenletTest, ItsEndReturnsToItsParentWhoeverSwitchedToIt) {
  const Greenlet g([] { return std::string("to main"); });
  const Greenlet other([&] {
    g.switch_to();
    say("never");
  });
  EXPECT_EQ(other.switch_to<std::string>(), "to main");
  EXPECT_TRUE(g.dead());
  EXPECT_FALSE(other.dead());
}

TEST_F(GreenletTest, AnotherParentInheritsItsEnd) {
  const Greenlet heir([&] {
    const int got = main_.switch_to<int>();
    return got + 1;
  });
  heir.switch_to();
  const Greenlet g([] { return 1; });
  g.parent(heir);
  EXPECT_EQ(g.switch_to<int>(), 2);
  EXPECT_TRUE(heir.dead());
}

TEST_F(GreenletTest, AnUnbornParentStartsWithWhatItInherits) {
  const Greenlet heir([](int inherited) { return inherited + 1; });
  const Greenlet g([] { return 1; });
  g.parent(heir);
  EXPECT_EQ(g.switch_to<int>(), 2);
}

TEST_F(GreenletTest, NobodyIsTheirOwnAncestor) {
  const Greenlet a([] {});
  const Greenlet b([] {});
  b.parent(a);
  EXPECT_THROW(a.parent(b), std::invalid_argument);
  EXPECT_THROW(a.parent(a), std::invalid_argument);
}

TEST_F(GreenletTest, AnExceptionTravelsToTheParent) {
  const Greenlet g([]() -> int { throw std::out_of_range("far"); });
  EXPECT_THROW(g.switch_to<int>(), std::out_of_range);
  EXPECT_TRUE(g.dead());
}

TEST_F(GreenletTest, AnExceptionTravelsThroughAllThatDoNotCatchIt) {
  const Greenlet outer([&] {
    const Greenlet inner([] { throw std::out_of_range("far"); });
    inner.switch_to();
    say("never");
  });
  EXPECT_THROW(outer.switch_to(), std::out_of_range);
  EXPECT_TRUE(outer.dead());
  EXPECT_TRUE(story_.empty());
}

TEST_F(GreenletTest, ThrowRaisesWhereItLeft) {
  const Greenlet g([&]() -> std::string {
    try {
      main_.switch_to();
    } catch (const std::out_of_range& error) {
      return error.what();
    }
    return "not thrown";
  });
  g.switch_to();
  EXPECT_EQ(g.throw_into<std::string>(
                std::make_exception_ptr(std::out_of_range("far"))),
            "far");
}

TEST_F(GreenletTest, AGreenletExitIsReturnedNotThrown) {
  const Greenlet g = waiting();
  g.switch_to();
  g.throw_into<GreenletExit>();
  EXPECT_TRUE(g.dead());
  EXPECT_EQ(story_, (Story{"unwound"}));
}

TEST_F(GreenletTest, AnUnbornOneDiesUnrunOfWhatIsThrownIntoIt) {
  const Greenlet quiet([&] { say("never"); });
  quiet.throw_into<GreenletExit>();
  EXPECT_TRUE(quiet.dead());
  const Greenlet loud([&] { say("never"); });
  EXPECT_THROW(
      loud.throw_into(std::make_exception_ptr(std::out_of_range("far"))),
      std::out_of_range);
  EXPECT_TRUE(loud.dead());
  EXPECT_TRUE(story_.empty());
}

TEST_F(GreenletTest, WhatIsSentToTheDeadFallsThroughToTheParent) {
  const Greenlet g([] {});
  g.switch_to();
  EXPECT_EQ(g.switch_to<int>(7), 7);
  g.throw_into<GreenletExit>();
  EXPECT_THROW(g.throw_into(std::make_exception_ptr(std::out_of_range("far"))),
               std::out_of_range);
}

TEST_F(GreenletTest, SwitchingToItselfReturnsTheValue) {
  EXPECT_EQ(main_.switch_to<int>(5), 5);
}

TEST_F(GreenletTest, ADroppedHandleUnwinds) {
  {
    const Greenlet g = waiting();
    g.switch_to();
    EXPECT_TRUE(story_.empty());
  }
  EXPECT_EQ(story_, (Story{"unwound"}));
}

TEST_F(GreenletTest, AHandleDroppedWhileItRunsUnwindsWhenItLeaves) {
  auto g = std::make_unique<Greenlet>();
  *g = Greenlet([&] {
    const Noting noting{*this};
    g.reset();
    say("dropped");
    main_.switch_to();
  });
  g->switch_to();
  EXPECT_EQ(story_, (Story{"dropped", "unwound"}));
}

TEST_F(GreenletTest, AHandleDroppedInTheHubUnwindsInAFiber) {
  auto g = std::make_unique<Greenlet>(waiting());
  g->switch_to();
  hub_.post([&] { g.reset(); });
  sleep_for(1s);
  EXPECT_EQ(story_, (Story{"unwound"}));
}

TEST_F(GreenletTest, WhatUnwindingThrowsIsReported) {
  expected_unobserved_ = {"a dropped greenlet"};
  const Greenlet g([&] {
    try {
      main_.switch_to();
    } catch (const GreenletExit&) {
      throw std::runtime_error("not so");
    }
  });
  g.switch_to();
  const_cast<Greenlet&>(g) = Greenlet();
}

TEST_F(GreenletTest, BlockingInOneBlocksItsFiberAlone) {
  auto other = spawn([&] {
    sleep_for(1s);
    say("other");
  });
  const Greenlet g([&] {
    sleep_for(2s);
    say("greenlet");
    return 3;
  });
  EXPECT_EQ(g.switch_to<int>(), 3);
  EXPECT_EQ(story_, (Story{"other", "greenlet"}));
}

TEST_F(GreenletTest, AKillOfTheFiberPassesThroughItsGreenlets) {
  auto fiber = spawn([&] {
    const Greenlet g([&] {
      const Noting noting{*this};
      sleep_for(1h);
    });
    g.switch_to();
    say("never");
  });
  yield();
  fiber.kill();
  EXPECT_TRUE(fiber.killed());
  EXPECT_EQ(story_, (Story{"unwound"}));
}

TEST_F(GreenletTest, ATimeoutReachesTheGreenletThatBlocks) {
  const Greenlet g([&]() -> std::string {
    Timeout timeout(1s);
    try {
      sleep_for(1h);
    } catch (const TimeoutExpired&) {
      return "expired";
    }
    return "not expired";
  });
  EXPECT_EQ(g.switch_to<std::string>(), "expired");
}

TEST_F(GreenletTest, GoesOnInWhicheverFiberSwitchesToIt) {
  const Greenlet g([&] {
    for (;;) Greenlet::switch_to_parent(current_fiber().id());
  });
  const auto here = g.switch_to<std::uint32_t>();
  EXPECT_EQ(here, current_fiber().id());
  auto other = spawn([&] {
    g.parent(Greenlet::current());
    EXPECT_EQ(g.switch_to<std::uint32_t>(), current_fiber().id());
    g.parent(Greenlet([] {}));
  });
  other.get();
}

TEST_F(GreenletTest, TheFirstOneHasNoParentToSwitchTo) {
  EXPECT_THROW(Greenlet::switch_to_parent(), std::logic_error);
}

TEST_F(GreenletTest, TheFirstOneOfAnotherFiberIsOutOfReach) {
  spawn([&] { EXPECT_THROW(main_.switch_to(), std::logic_error); }).get();
}

TEST_F(GreenletTest, TheHubItselfRunsNone) {
  const Greenlet g([] {});
  hub_.post([&] { EXPECT_THROW(g.switch_to(), BlockingSwitchOut); });
  sleep_for(1s);
}

TEST_F(GreenletTest, EachKeepsItsOwnExceptionState) {
  const auto failing = [&](const char* what) {
    return Greenlet([&, what]() -> std::string {
      try {
        throw std::runtime_error(what);
      } catch (const std::runtime_error&) {
        main_.switch_to();
        try {
          throw;
        } catch (const std::runtime_error& error) {
          return error.what();
        }
      }
    });
  };
  const Greenlet one = failing("one");
  const Greenlet two = failing("two");
  one.switch_to();
  two.switch_to();
  EXPECT_EQ(one.switch_to<std::string>(), "one");
  EXPECT_EQ(two.switch_to<std::string>(), "two");
}

TEST(Greenlets, LeftSuspendedAreUnwoundByTheEndOfTheirHub) {
  std::string story;
  Greenlet kept;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    kept = Greenlet([&] {
      struct Noting {
        std::string& story;
        ~Noting() { story += "unwound"; }
      } noting{story};
      Greenlet::switch_to_parent();
    });
    kept.switch_to();
  }
  EXPECT_EQ(story, "unwound");
  EXPECT_TRUE(kept.dead());
}

}  // namespace
}  // namespace gfetch
