// Greenlets and unwinding: while any greenlet of a fiber unwinds, nothing is
// thrown into the others of that fiber.
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class GreenletUnwindTest : public HubTest {
 protected:
  /// Takes a value from a generator that sleeps for a second before.
  struct UsesGenerator {
    GreenletUnwindTest& test;
    ~UsesGenerator() {
      const Greenlet generator([] {
        sleep_for(1s);
        return 7;
      });
      if (generator.switch_to<int>() == 7) test.say("cleaned up");
    }
  };
  /// Switches to the parent, and notes that it was continued.
  struct SwitchesAway {
    GreenletUnwindTest& test;
    ~SwitchesAway() {
      Greenlet::switch_to_parent();
      test.say("continued");
    }
  };
  struct AwaitsValue {
    ~AwaitsValue() { Greenlet::switch_to_parent<int>(); }
  };

  /// Returns a greenlet that is suspended in the destructor of Guard, which an
  /// exception has called.
  template <class Guard>
  Greenlet suspended_while_unwinding(Guard* make(GreenletUnwindTest&)) {
    Greenlet g([this, make] {
      try {
        const std::unique_ptr<Guard> guard(make(*this));
        throw std::runtime_error("unwind");
      } catch (const std::runtime_error&) {
        say("caught");
      }
    });
    g.switch_to();
    return g;
  }
  Greenlet switched_away() {
    return suspended_while_unwinding<SwitchesAway>(
        [](GreenletUnwindTest& test) { return new SwitchesAway{test}; });
  }
};

TEST_F(GreenletUnwindTest, NoKillArrivesInAGeneratorThatADestructorUses) {
  auto fiber = spawn([&] {
    try {
      const UsesGenerator guard{*this};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
      say("caught");
    }
    yield();
    say("unreachable");
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(fiber.killed());
  EXPECT_EQ(story_, (Story{"cleaned up", "caught"}));
}

TEST_F(GreenletUnwindTest, NoSecondKillArrivesThere) {
  auto fiber = spawn([&] {
    const UsesGenerator guard{*this};
    sleep_for(10s);
  });
  yield();
  fiber.kill(KillMode::kLater);
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(story_, (Story{"cleaned up"}));
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(GreenletUnwindTest, NoTimeoutArrivesThere) {
  spawn([&] {
    Timeout timeout(500ms);
    try {
      const UsesGenerator guard{*this};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
    }
    EXPECT_THROW(yield(), TimeoutExpired);
  }).get();
  EXPECT_EQ(story_, (Story{"cleaned up"}));
}

TEST_F(GreenletUnwindTest, NoKillArrivesWhileASuspendedOneUnwinds) {
  auto fiber = spawn([&] {
    const Greenlet g = switched_away();
    sleep_for(1s);
    say("slept");
    g.switch_to();
    yield();
    say("unreachable");
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(story_, (Story{"slept", "continued", "caught"}));
}

TEST_F(GreenletUnwindTest, OneThatGoesOnElsewhereShieldsThatFiberInstead) {
  std::optional<Greenlet> g;
  auto first = spawn([&] {
    g = switched_away();
    sleep_for(1h);
  });
  yield();
  spawn([&] {
    g->parent(Greenlet::current());
    g->switch_to();
  }).get();
  EXPECT_EQ(story_, (Story{"continued", "caught"}));
  EXPECT_TRUE(first.kill());
  EXPECT_EQ(elapsed_ms(), 0) << "the first fiber is not shielded any more";
}

TEST_F(GreenletUnwindTest, OneThatIsDroppedGoesOn) {
  std::exchange(*std::make_unique<Greenlet>(switched_away()), Greenlet());
  EXPECT_EQ(story_, (Story{"continued", "caught"}));
  spawn([] {}).join();
}

TEST_F(GreenletUnwindTest, OneThatIsDroppedAndNeedsAValueIsAbandoned) {
  ::testing::internal::CaptureStderr();
  auto fiber = spawn([&] {
    suspended_while_unwinding<AwaitsValue>(
        [](GreenletUnwindTest&) { return new AwaitsValue; });
    sleep_for(1h);
  });
  yield();
  EXPECT_TRUE(fiber.kill());
  EXPECT_EQ(elapsed_ms(), 0) << "the abandoned one shields no more";
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("survives"),
            std::string::npos);
}

/// An object whose destructor blocks.
struct Slow {
  explicit Slow(bool& its_ended) : ended(&its_ended) {}
  Slow(Slow&& other) noexcept : ended(std::exchange(other.ended, nullptr)) {}
  ~Slow() {
    if (ended == nullptr) return;
    sleep_for(std::chrono::milliseconds(10));
    *ended = true;
  }
  bool* ended;
};

TEST(GreenletClosure, MayBlockInItsDestructorWhileItsFiberIsKilled) {
  Hub hub({.clock = ClockKind::kVirtual});
  bool ended = false;
  const auto fiber = spawn([&] {
    const Greenlet greenlet([slow = Slow(ended)] {});
    greenlet.switch_to();
    sleep_for(std::chrono::hours(1));
  });
  sleep_for(std::chrono::milliseconds(5));
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(ended);
}

TEST(GreenletClosure, OfAnUnrunOneMayBlockInItsDestructor) {
  Hub hub({.clock = ClockKind::kVirtual});
  bool ended = false;
  const auto fiber = spawn([&] {
    const Greenlet greenlet([slow = Slow(ended)] {});
    greenlet.throw_into();
    sleep_for(std::chrono::hours(1));
  });
  sleep_for(std::chrono::milliseconds(5));
  EXPECT_TRUE(fiber.kill());
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace gfetch
