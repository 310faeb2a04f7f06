#include "gfetch/fiber/continulet.h"

#include <gmock/gmock.h>

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ContinuletTest : public HubTest {
 protected:
  /// Says that its scope has ended.
  struct Leaving {
    ContinuletTest& test;
    std::string who;
    ~Leaving() { test.say(who + " left"); }
  };

  static std::exception_ptr error(const char* what) {
    return std::make_exception_ptr(std::runtime_error(what));
  }
  template <class Call>
  std::string caught(Call&& call) {
    try {
      call();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "nothing";
  }
};

TEST_F(ContinuletTest, SwitchesInAndOutWithValues) {
  const Continulet c([](const Continulet& self) {
    const int got = self.switch_<int>(std::string("out"));
    return got + 1;
  });
  EXPECT_TRUE(c.is_pending());
  EXPECT_EQ(c.switch_<std::string>(), "out");
  EXPECT_TRUE(c.is_pending());
  EXPECT_EQ(c.switch_<int>(41), 42);
  EXPECT_FALSE(c.is_pending());
}

TEST_F(ContinuletTest, RunsNothingBeforeTheFirstSwitch) {
  {
    const Continulet c([this](const Continulet&) { say("ran"); });
    EXPECT_TRUE(c.is_pending());
  }
  EXPECT_EQ(story_, Story{});
}

TEST_F(ContinuletTest, RefusesASwitchAfterTheEnd) {
  const Continulet c([](const Continulet&) {});
  const Continulet other([](const Continulet&) {});
  c.switch_();
  EXPECT_EQ(caught([&] { c.switch_(); }), "the continulet has ended");
  EXPECT_EQ(caught([&] { c.throw_(error("x")); }), "the continulet has ended");
  EXPECT_EQ(caught([&] { other.switch_(c); }), "the continulet has ended");
  EXPECT_TRUE(other.is_pending());
  other.switch_();
}

TEST_F(ContinuletTest, RefusesAHandleToNothing) {
  const Continulet none;
  EXPECT_FALSE(none.is_pending());
  EXPECT_FALSE(none);
  EXPECT_THROW(none.switch_(), std::logic_error);
  const Continulet c([](const Continulet&) {});
  EXPECT_THROW(c.switch_(none), std::logic_error);
  EXPECT_THROW(c.throw_(nullptr), std::invalid_argument);
  EXPECT_TRUE(c.is_pending());
}

TEST_F(ContinuletTest, RefusesAValueForTheStart) {
  const Continulet c([this](const Continulet&) { say("ran"); });
  EXPECT_EQ(caught([&] { c.switch_(1); }),
            "the first switch to a continulet passes no value");
  EXPECT_FALSE(c.is_pending());
  EXPECT_EQ(story_, Story{});
}

TEST_F(ContinuletTest, PassesTheFunctionsExceptionToWhoContinuedIt) {
  const Continulet c([](const Continulet& self) {
    self.switch_();
    throw std::runtime_error("inside");
  });
  c.switch_();
  EXPECT_EQ(caught([&] { c.switch_(); }), "inside");
  EXPECT_FALSE(c.is_pending());
}

TEST_F(ContinuletTest, ThrowsWhereTheSwitchArrives) {
  const Continulet c(
      [&](const Continulet& self) { return caught([&] { self.switch_(); }); });
  c.switch_();
  EXPECT_EQ(c.throw_<std::string>(error("thrown in")), "thrown in");

  const Continulet out([](const Continulet& self) {
    self.throw_(std::make_exception_ptr(std::runtime_error("thrown out")));
    return 5;
  });
  EXPECT_EQ(caught([&] { out.switch_(); }), "thrown out");
  EXPECT_EQ(out.switch_<int>(), 5);
}

TEST_F(ContinuletTest, EndsByAThrowBeforeItHasBegun) {
  const Continulet c([this](const Continulet&) { say("ran"); });
  EXPECT_EQ(caught([&] { c.throw_(error("early")); }), "early");
  EXPECT_FALSE(c.is_pending());
  EXPECT_EQ(story_, Story{});
}

TEST_F(ContinuletTest, EndsTwoByAThrowBeforeTheyHaveBegun) {
  const Continulet first(
      [this](const Continulet&) { say("the first has begun"); });
  const Continulet second(
      [this](const Continulet&) { say("the second has begun"); });
  const Greenlet inner([&] {
    EXPECT_THROW(
        first.throw_(std::make_exception_ptr(std::range_error("x")), second),
        std::range_error);
    say("the caller goes on");
  });
  inner.switch_to();
  EXPECT_FALSE(first.is_pending());
  EXPECT_FALSE(second.is_pending());
  EXPECT_EQ(story_, Story{"the caller goes on"});
}

TEST_F(ContinuletTest, HandsItsCallerOver) {
  const Continulet second([this](const Continulet& self) {
    say("second begins");
    self.switch_(2);
    say("second ends");
  });
  const Continulet first([this, &second](const Continulet& self) {
    say("first begins");
    self.switch_(second);
    say("first ends");
  });
  EXPECT_EQ(first.switch_<int>(), 2);  // first has handed us to second
  say("main");
  second.switch_();
  EXPECT_FALSE(second.is_pending());
  first.switch_();
  EXPECT_FALSE(first.is_pending());
  EXPECT_EQ(story_, (Story{"first begins", "second begins", "main",
                           "second ends", "first ends"}));
}

TEST_F(ContinuletTest, SwitchesOnFromOutside) {
  // The start of `first` is what `second` holds afterwards: it goes on when
  // the function of `second` ends, and then we do.
  const Continulet first([this](const Continulet&) { say("first"); });
  const Continulet second([this](const Continulet&) { say("second"); });
  first.switch_(second);
  EXPECT_EQ(story_, (Story{"second", "first"}));
  EXPECT_FALSE(first.is_pending());
  EXPECT_FALSE(second.is_pending());
}

TEST_F(ContinuletTest, PassesValuesAndExceptionsToTheOther) {
  const Continulet to([&](const Continulet& self) {
    const int n = self.switch_<int>();
    self.switch_(n * 2);
    return -1;
  });
  to.switch_();
  const Continulet from([&](const Continulet& self) {
    self.switch_(21, to);
    return 0;
  });
  EXPECT_EQ(from.switch_<int>(), 42);

  const Continulet thrower(
      [&](const Continulet& self) { self.throw_(error("handed on"), to); });
  EXPECT_EQ(caught([&] { thrower.switch_<int>(); }), "handed on");
  EXPECT_FALSE(to.is_pending());
}

TEST_F(ContinuletTest, SwitchToItselfReturnsTheValue) {
  const Continulet c([](const Continulet& self) { self.switch_(); });
  EXPECT_EQ(c.switch_<int>(3, c), 3);
  EXPECT_EQ(caught([&] { c.throw_(error("mine"), c); }), "mine");
  EXPECT_TRUE(c.is_pending());
}

TEST_F(ContinuletTest, NestsLikeCalls) {
  const Continulet outer([](const Continulet& self) {
    const Continulet inner([&self](const Continulet& own) {
      own.switch_(1);
      self.switch_(2);  // out of both, to the caller of the outer one
      return 3;
    });
    self.switch_(inner.switch_<int>() * 10);
    // The inner function has suspended both of us in `self`.
    return inner.switch_<int>() * 10;
  });
  EXPECT_EQ(outer.switch_<int>(), 10);
  EXPECT_EQ(outer.switch_<int>(), 2);
  EXPECT_EQ(outer.switch_<int>(), 30);
  EXPECT_FALSE(outer.is_pending());
}

TEST_F(ContinuletTest, UnwindsWhenTheLastHandleGoes) {
  {
    const Continulet c([this](const Continulet& self) {
      const Leaving scope{*this, "function"};
      self.switch_();
      say("continued");
    });
    c.switch_();
    say("dropped");
  }
  EXPECT_EQ(story_, (Story{"dropped", "function left"}));
}

TEST_F(ContinuletTest, UnwindsAGeneratorWithItsUser) {
  // The inner one, which has been continued by the outer one, must not keep it
  // alive.
  {
    const Continulet outer([this](const Continulet& self) {
      const Leaving scope{*this, "outer"};
      const Continulet inner([this](const Continulet& own) {
        const Leaving inside{*this, "inner"};
        own.switch_();
      });
      inner.switch_();
      self.switch_();
    });
    outer.switch_();
  }
  EXPECT_EQ(story_, (Story{"inner left", "outer left"}));
}

TEST_F(ContinuletTest, DropsItsLastHandleWhileItRuns) {
  std::optional<Continulet> c;
  c.emplace([&](const Continulet& self) {
    const Leaving scope{*this, "function"};
    c.reset();
    say("still runs");
    self.switch_();
  });
  const Continulet* handle = &*c;
  handle->switch_();
  EXPECT_EQ(story_, (Story{"still runs", "function left"}));
}

TEST_F(ContinuletTest, AFunctionThatSwallowsItsEndIsAbandoned) {
  testing::internal::CaptureStderr();
  {
    const Continulet c([](const Continulet& self) {
      for (;;) {
        try {
          self.switch_();
        } catch (const GreenletExit&) {  // NOLINT(bugprone-empty-catch)
        }
      }
    });
    c.switch_();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "gfetch: a greenlet survives every GreenletExit\n");
}

TEST_F(ContinuletTest, BlocksItsFiber) {
  const Continulet c([this](const Continulet& self) {
    sleep_for(1s);
    say("slept");
    self.switch_();
    sleep_for(1h);
  });
  c.switch_();
  EXPECT_EQ(elapsed_ms(), 1000);
  Timeout limit(1s);
  EXPECT_THROW(c.switch_(), TimeoutExpired);
  EXPECT_FALSE(c.is_pending());
}

TEST_F(ContinuletTest, MovesFromOneFiberToAnother) {
  const Continulet c([](const Continulet& self) {
    for (int n = 1;; ++n) self.switch_(n);
  });
  EXPECT_EQ(c.switch_<int>(), 1);
  EXPECT_EQ(spawn([&] { return c.switch_<int>(); }).get(), 2);
  EXPECT_EQ(c.switch_<int>(), 3);
}

TEST_F(ContinuletTest, IsRefusedToAnotherFiberWhileItBlocks) {
  const Continulet c([](const Continulet& self) {
    sleep_for(1s);
    self.switch_();
  });
  auto user = spawn([&] { c.switch_(); });
  sleep_for(10ms);
  EXPECT_EQ(caught([&] { c.switch_(); }), "the greenlet runs in another fiber");
  user.get();  // nothing has changed: the switch comes back to its caller
  c.switch_();
}

TEST_F(ContinuletTest, BelongsToOneHub) {
  const Continulet c([](const Continulet&) {});
  std::string refusal;
  std::thread([&] {
    const Hub hub;
    refusal = caught([&] { c.switch_(); });
  }).join();
  EXPECT_THAT(refusal, testing::StartsWith("the continulet belongs to"));
  EXPECT_TRUE(c.is_pending());
}

TEST_F(ContinuletTest, AGreenletOfAFunctionEndsThere) {
  const Continulet c([](const Continulet& self) {
    const Greenlet child([] { return 4; });
    self.switch_(child.switch_to<int>());
    return 5;
  });
  EXPECT_EQ(c.switch_<int>(), 4);
  EXPECT_EQ(c.switch_<int>(), 5);
}

TEST_F(ContinuletTest, ACopyOfItselfLivesUntilTheHubEnds) {
  std::thread([this] {
    const Hub hub;
    Continulet one([this](const Continulet& self) {
      const Leaving scope{*this, "one"};
      const Continulet copy = self;
      self.switch_();
    });
    one.switch_();
    one = {};
    say("dropped");
  }).join();
  EXPECT_EQ(story_, (Story{"dropped", "one left"}));
}

}  // namespace
}  // namespace gfetch
