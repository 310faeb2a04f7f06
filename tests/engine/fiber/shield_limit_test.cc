// A Timeout that is the limit of a wait ends it also in a fiber to which
// nothing may be thrown, in every function that takes a limit.
#include <unistd.h>

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/io.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/select.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ShieldLimitTest : public HubTest {
 public:
  ShieldLimitTest() {
    full_.put(0);
    unfinished_.put(0);
    stubborn_ = spawn([this] {
      const RLockGuard guard(lock_);
      const KillShield shield;
      end_.wait();
    });
    pool_.add(stubborn_);
    yield();
    if (pipe(pipe_.data()) != 0) throw std::runtime_error("no pipe");
  }

  void TearDown() override {
    end_.set();
    stubborn_.join();
    for (const int fd : pipe_) close(fd);
    HubTest::TearDown();
  }

  struct Wait {
    const char* name;
    std::function<bool(WaitLimit)> in_time;
  };

  std::vector<Wait> waits() {
    return {
        {"join", [this](WaitLimit l) { return stubborn_.join(l); }},
        {"kill",
         [this](WaitLimit l) { return stubborn_.kill(KillMode::kBlock, l); }},
        {"kill_all",
         [this](WaitLimit l) {
           return kill_all({stubborn_}, fiber_exit(), KillMode::kBlock, l);
         }},
        {"join_all",
         [this](WaitLimit l) {
           return !join_all({stubborn_}, {.limit = l}).empty();
         }},
        {"event", [this](WaitLimit l) { return event_.wait(l); }},
        {"result", [this](WaitLimit l) { return result_.wait(l); }},
        {"queue.get", [this](WaitLimit l) { return bool{empty_.get(l)}; }},
        {"queue.peek",
         [this](WaitLimit l) { return empty_.peek(l) != nullptr; }},
        {"queue.put", [this](WaitLimit l) { return full_.put(1, l); }},
        {"queue.join", [this](WaitLimit l) { return unfinished_.join(l); }},
        {"channel.get", [this](WaitLimit l) { return bool{channel_.get(l)}; }},
        {"channel.put", [this](WaitLimit l) { return channel_.put(1, l); }},
        {"channel.peek",
         [this](WaitLimit l) { return channel_.peek(l) != nullptr; }},
        {"semaphore", [this](WaitLimit l) { return semaphore_.acquire(l); }},
        {"semaphore.wait", [this](WaitLimit l) { return semaphore_.wait(l); }},
        {"lock", [this](WaitLimit l) { return lock_.acquire(l); }},
        {"group.join", [this](WaitLimit l) { return pool_.join(l); }},
        {"group.kill",
         [this](WaitLimit l) {
           return pool_.kill(fiber_exit(), KillMode::kBlock, l);
         }},
        {"pool.wait", [this](WaitLimit l) { return pool_.wait_available(l); }},
        {"wait",
         [this](WaitLimit l) {
           return !wait({event_, semaphore_, stubborn_}, {.limit = l}).empty();
         }},
        {"iwait",
         [this](WaitLimit l) { return bool{Iwait({event_}, l).next()}; }},
        {"wait_readable",
         [this](WaitLimit l) { return wait_readable(pipe_[0], l); }},
        {"select",
         [this](WaitLimit l) { return !select({pipe_[0]}, {}, l).empty(); }}};
  }

  /// Expects that `wait` ends after a second, and that nothing is thrown later.
  void expect_limit(const Wait& wait) {
    const TimePoint began = hub_.now();
    Timeout timeout(1s);
    EXPECT_FALSE(wait.in_time(timeout));
    EXPECT_EQ(hub_.now() - began, Duration(1s));
    EXPECT_FALSE(wait.in_time(timeout)) << "an expired limit is one, too";
    EXPECT_EQ(hub_.now() - began, Duration(1s));
  }

  Event event_;
  Event end_;
  AsyncResult<int> result_;
  Queue<int> empty_;
  Queue<int> full_{1};
  JoinableQueue<int> unfinished_;
  Channel<int> channel_;
  Semaphore semaphore_{0};
  RLock lock_;
  Pool pool_{1};
  Fiber<void> stubborn_;
  std::array<int, 2> pipe_{};
};

TEST_F(ShieldLimitTest, EndsEveryWaitUnderAKillShield) {
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    {
      const KillShield shield;
      expect_limit(wait);
    }
    EXPECT_NO_THROW(yield());
  }
}

TEST_F(ShieldLimitTest, EndsEveryWaitOfADestructorWhileItUnwinds) {
  struct Waiting {
    ShieldLimitTest& test;
    const Wait& wait;
    ~Waiting() { test.expect_limit(wait); }
  };
  for (const Wait& wait : waits()) {
    SCOPED_TRACE(wait.name);
    try {
      const Waiting waiting{*this, wait};
      throw std::runtime_error("unwind");
    } catch (const std::runtime_error&) {
    }
    EXPECT_NO_THROW(yield());
  }
}

TEST_F(ShieldLimitTest, GetThrowsThereAsWithADuration) {
  const KillShield shield;
  Timeout timeout(1s);
  try {
    result_.get(timeout);
    ADD_FAILURE() << "it did not throw";
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(timeout.owns(expired));
  }
  EXPECT_THROW(stubborn_.get(timeout), TimeoutExpired);
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(ShieldLimitTest, OneThatExpiredInAnotherWaitLimitsTheNext) {
  Timeout timeout(1s);
  {
    const KillShield shield;
    sleep_for(2s);
    EXPECT_TRUE(timeout.expired());
  }
  EXPECT_FALSE(event_.wait(timeout)) << "the wait takes the exception over";
  EXPECT_NO_THROW(yield());
}

TEST_F(ShieldLimitTest, OneThatLimitsNoWaitIsStillThrownLater) {
  Timeout timeout(1s);
  {
    const KillShield shield;
    EXPECT_FALSE(event_.wait(2s));
  }
  EXPECT_THROW(yield(), TimeoutExpired);
}

TEST_F(ShieldLimitTest, ItsOwnExceptionEndsTheWaitAndIsThrownLater) {
  Timeout timeout(1s, std::make_exception_ptr(std::range_error("own")));
  {
    const KillShield shield;
    EXPECT_FALSE(event_.wait(timeout));
    EXPECT_EQ(elapsed_ms(), 1000);
  }
  EXPECT_THROW(yield(), std::range_error);
  EXPECT_NO_THROW(yield());
}

TEST_F(ShieldLimitTest, ItsOwnExceptionIsThrownAtOnceWithoutAShield) {
  Timeout timeout(1s, std::make_exception_ptr(std::range_error("own")));
  EXPECT_THROW((void)event_.wait(timeout), std::range_error);
  EXPECT_NO_THROW(yield());
}

TEST_F(ShieldLimitTest, OneThatIsDestroyedDuringTheWaitLimitsItNoMore) {
  std::optional<Timeout> timeout(std::in_place, TimeLimit(1s));
  spawn([&] {
    timeout.reset();
    sleep_for(2s);
    event_.set();
  });
  EXPECT_TRUE(event_.wait(*timeout));
  EXPECT_EQ(elapsed_ms(), 2000);
}

}  // namespace
}  // namespace gfetch
