// Objects and handles that end or change midway in a call that uses them, and
// destructors that wait at the end of their hub.
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/offload.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class MidwayTest : public HubTest {
 protected:
  /// An exception whose last copy says "gone", after a wait.
  struct Slow {
    std::shared_ptr<void> end;
  };
  Slow slow() {
    return {std::shared_ptr<void>(this, [this](void*) {
      sleep_for(5ms);
      say("gone");
    })};
  }
};

TEST_F(MidwayTest, AKillWhileDeferredExceptionsAreDestroyed) {
  AnyFiber shielded = spawn([] {
    const KillShield shield;
    sleep_for(10ms);
  });
  yield();
  const auto kill = [&] {
    shielded.kill(std::make_exception_ptr(slow()), KillMode::kLater);
    yield();
  };
  kill();
  kill();
  sleep_for(12ms);  // the fiber has ended its function, and destroys them
  kill();
  kill();
  shielded.join();
  sleep_for(50ms);
  EXPECT_EQ(story_, (Story{"gone", "gone", "gone", "gone"}));
}

TEST_F(MidwayTest, AnActorThatEndsBeforeItsSupervisorBegins) {
  struct Idle : Actor<int> {
    void receive(int /*message*/) override {}
  };
  auto actor = std::make_unique<Idle>();
  const auto keeper = supervise(*actor, 3);
  actor.reset();
  keeper.get();
  EXPECT_EQ(keeper.outcome(), FiberOutcome::kReturned);
}

class DyingLimitTest : public MidwayTest {
 protected:
  /// Two fibers, of which the first destroys the limit, of 2 s, after 1 s.
  std::vector<AnyFiber> fibers() {
    return {spawn([this] {
              sleep_for(1s);
              limit_.reset();
            }),
            spawn([] { sleep_for(3s); })};
  }
  std::unique_ptr<Timeout> limit_ = std::make_unique<Timeout>(2s);
};

TEST_F(DyingLimitTest, LimitsJoinAllNoMore) {
  EXPECT_EQ(join_all(fibers(), {.limit = *limit_}).size(), 2U);
  EXPECT_EQ(elapsed_ms(), 3000);
}

TEST_F(DyingLimitTest, LimitsWaitNoMore) {
  const auto pair = fibers();
  EXPECT_EQ(wait({pair[0], pair[1]}, {.limit = *limit_}).size(), 2U);
}

TEST_F(DyingLimitTest, LimitsAGroupsKillNoMore) {
  Group group;
  for (int i = 0; i < 2; ++i) {
    group.spawn([this, i] {
      const KillShield shield;
      sleep_for(i == 0 ? 1s : 3s);
      limit_.reset();
    });
  }
  yield();
  EXPECT_TRUE(group.kill(std::make_exception_ptr(FiberExit()), KillMode::kBlock,
                         *limit_));
  EXPECT_EQ(elapsed_ms(), 3000);
}

TEST_F(MidwayTest, ALocalThatEndsDuringItsInitialValue) {
  auto local = std::make_unique<FiberLocal<std::string>>([] {
    sleep_for(10ms);
    return std::string("late");
  });
  const auto user = spawn([&local] { local->get(); });
  yield();
  local.reset();
  EXPECT_THROW(user.get(), std::logic_error);
}

TEST_F(MidwayTest, AHandleThatTheBodyOfWithFiberChanges) {
  AnyFiber handle = spawn([this] {
    sleep_for(1s);
    say("joined");
  });
  with_fiber(handle, [&handle] { handle = {}; });
  EXPECT_EQ(story_, Story{"joined"});

  handle = spawn([] { sleep_for(1h); });
  const AnyFiber killed = handle;
  EXPECT_THROW(with_fiber(handle,
                          [&handle] {
                            handle = {};
                            throw std::runtime_error("body");
                          }),
               std::runtime_error);
  EXPECT_TRUE(killed.ready());
  EXPECT_TRUE(killed.exception());
}

TEST_F(MidwayTest, AGreenletThatDropsItselfStillPassesItsValue) {
  const Greenlet main = Greenlet::current();
  Greenlet dropped;
  struct Noting {
    Story& story;
    ~Noting() { story.push_back("unwound"); }
  };
  dropped = Greenlet([&] {
    const Noting noting{story_};
    dropped = {};
    main.switch_to(5);
  });
  EXPECT_EQ(dropped.switch_to<int>(), 5);
  dropped = Greenlet([&] {
    dropped = {};
    main.throw_into(std::make_exception_ptr(std::runtime_error("thrown")));
  });
  EXPECT_THROW(dropped.switch_to(), std::runtime_error);
  EXPECT_EQ(story_, Story{"unwound"});
}

TEST_F(MidwayTest, TheHubStartsNoCallForWhichItCannotWait) {
  bool called = false;
  hub_.post([&] {
    EXPECT_THROW(offload([&called] { called = true; }), BlockingSwitchOut);
    EXPECT_THROW(await_callback<void>([&called](auto) { called = true; }),
                 BlockingSwitchOut);
  });
  hub_.join();
  sleep_for(1ms);
  EXPECT_FALSE(called);
}

class HubEndWaitTest : public DescriptorTest {
 protected:
  /// A destructor that waits for another thread, or for a broken promise.
  struct Waiting {
    explicit Waiting(HubEndWaitTest& its_test) : test(&its_test) {}
    Waiting(Waiting&& other) noexcept
        : test(std::exchange(other.test, nullptr)) {}
    Waiting& operator=(Waiting&&) = delete;
    ~Waiting() {
      if (test == nullptr) return;
      test->got_ += offload([] { return 3; });
      AsyncResult<int> result;
      { const auto promise = result.promise(); }
      try {
        result.get();
      } catch (const BrokenPromise&) {
        ++test->got_;
      }
    }
    HubEndWaitTest* test;
  };
  int got_ = 0;
};

TEST_F(HubEndWaitTest, ADroppedPostMayWaitForAThread) {
  {
    Hub hub;
    hub.post([waiting = Waiting(*this)] {});
  }
  EXPECT_EQ(got_, 4);
}

TEST_F(HubEndWaitTest, ALocalOfTheMainFiberMayWaitForAThread) {
  FiberLocal<std::shared_ptr<Waiting>> local;
  {
    Hub hub;
    local.set(std::make_shared<Waiting>(*this));
  }
  EXPECT_EQ(got_, 4);
}

TEST_F(HubEndWaitTest, AnErrorHandlerMayWaitForAThread) {
  {
    Hub hub;
    hub.on_error([waiting = std::make_shared<Waiting>(*this)](
                     const std::string&, std::exception_ptr) {});
  }
  EXPECT_EQ(got_, 4);
}

}  // namespace
}  // namespace gfetch
