// Objects of the program that the engine owns are destroyed in a fiber, where
// their destructors may block, also if the hub drops the last reference.
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/greenlet.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/offload.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/runnable.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

/// An object whose destructor blocks, even after a move.
struct Blocks {
  explicit Blocks(int& its_destroyed) : destroyed(&its_destroyed) {}
  Blocks(const Blocks&) = default;
  Blocks& operator=(const Blocks&) = default;
  ~Blocks() {
    const KillShield shield;
    sleep_for(1ms);
    ++*destroyed;
  }

  int* destroyed;
};

class DisposalTest : public HubTest {
 protected:
  /// Calls `fn` in the hub, and waits until nothing is left to do.
  void in_hub(const std::function<void()>& fn) {
    hub_.post(fn);
    hub_.join();
  }

  int destroyed_ = 0;
};

TEST_F(DisposalTest, AResultWhoseHandleWasDropped) {
  spawn([this] {
    yield();
    return Blocks(destroyed_);
  });
  hub_.join();
  EXPECT_GE(destroyed_, 1);
}

TEST_F(DisposalTest, AResultWhoseLastHandleTheHubDrops) {
  auto fiber = spawn([this] { return Blocks(destroyed_); });
  fiber.join();
  const int before = destroyed_;
  in_hub([&] { fiber = {}; });
  EXPECT_EQ(destroyed_, before + 1);
}

TEST_F(DisposalTest, AResultOfAFiberWithLinks) {
  spawn([this] {
    return std::make_unique<Blocks>(destroyed_);
  }).raw_link([](const AnyFiber&) {});
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

struct Job {
  explicit Job(int& destroyed) : part(destroyed) {}
  void run() { yield(); }
  Blocks part;
};

TEST_F(DisposalTest, ARunnableWithoutAHandle) {
  spawn<Job>(destroyed_);
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, ARunnableThatTheHubKills) {
  auto job = spawn_later<Job>(1h, destroyed_);
  in_hub([&] {
    job.kill(KillMode::kLater);
    job = {};
  });
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AResultOfADroppedImap) {
  Group group;
  {
    auto results = group.imap(
        [this](int) {
          sleep_for(1s);
          return std::make_unique<Blocks>(destroyed_);
        },
        std::vector<int>{1, 2, 3});
    yield();
  }
  hub_.join();
  {
    auto results =
        group.imap([this](int) { return std::make_unique<Blocks>(destroyed_); },
                   std::vector<int>{1, 2, 3});
    hub_.join();
    EXPECT_NE(results.next(), std::nullopt);
  }
  hub_.join();
  EXPECT_GE(destroyed_, 3);
}

TEST_F(DisposalTest, TheFunctionOfAnUnrunFiberThatTheHubKills) {
  auto fiber =
      spawn_later(1h, [part = std::make_unique<Blocks>(destroyed_)] {});
  in_hub([&] { fiber.kill(KillMode::kLater); });
  EXPECT_EQ(destroyed_, 1);
  auto unstarted = make_fiber([part = std::make_unique<Blocks>(destroyed_)] {});
  in_hub([&] { unstarted = {}; });
  EXPECT_EQ(destroyed_, 2);
}

TEST_F(DisposalTest, TheFunctionOfAnUnrunFiberThatAFiberKills) {
  auto fiber =
      spawn_later(1h, [part = std::make_unique<Blocks>(destroyed_)] {});
  auto killer = spawn([&] { fiber.kill(); });
  yield();
  killer.kill();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, TheValueOfASpawnTreeLocal) {
  SpawnTreeLocal<std::unique_ptr<Blocks>> local;
  auto fiber = spawn([&] {
    local.set(std::make_unique<Blocks>(destroyed_));
    spawn([] { sleep_for(1s); });
  });
  hub_.join();
  EXPECT_EQ(destroyed_, 0) << "there is a handle to a fiber of the tree";
  in_hub([&] { fiber = {}; });
  EXPECT_EQ(destroyed_, 1);
  spawn([&] { local.set(std::make_unique<Blocks>(destroyed_)); });
  hub_.join();
  EXPECT_EQ(destroyed_, 2);
}

TEST_F(DisposalTest, ALink) {
  auto fiber = spawn([] { sleep_for(1s); });
  const auto part = [this] { return std::make_shared<Blocks>(destroyed_); };
  fiber.raw_link([held = part()](const AnyFiber&) {});
  fiber.link([held = part()](const AnyFiber&) {});
  fiber.link_exception([held = part()](const AnyFiber&) {});
  const LinkId removed = fiber.raw_link([held = part()](const AnyFiber&) {});
  in_hub([&] { fiber.unlink(removed); });
  EXPECT_EQ(destroyed_, 4);
  auto unstarted = make_fiber([] {});
  unstarted.link([held = part()](const AnyFiber&) {});
  in_hub([&] { unstarted = {}; });
  EXPECT_EQ(destroyed_, 5);
}

TEST_F(DisposalTest, APostedFunction) {
  hub_.post([held = std::make_shared<Blocks>(destroyed_)] {});
  hub_.post([held = std::make_shared<Blocks>(destroyed_)] { throw 1; });
  hub_.join();
  EXPECT_EQ(destroyed_, 2);
  expected_unobserved_ = {"a posted function"};
}

struct OwnError : std::runtime_error {
  explicit OwnError(int& destroyed)
      : runtime_error("own"), part(std::make_shared<Blocks>(destroyed)) {}
  std::shared_ptr<Blocks> part;
};

TEST_F(DisposalTest, AnExceptionOfAFiber) {
  spawn([this] { throw OwnError(destroyed_); }).name("fails");
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
  auto victim = spawn([] { sleep_for(1h); });
  yield();
  victim.kill(std::make_exception_ptr(OwnError(destroyed_)), KillMode::kLater);
  victim.kill(std::make_exception_ptr(OwnError(destroyed_)), KillMode::kLater);
  victim.name("killed");
  victim = {};
  hub_.join();
  EXPECT_EQ(destroyed_, 3);
  expected_unobserved_ = {"fails", "killed"};
}

TEST_F(DisposalTest, AnExceptionOfAFunctionOfTheHub) {
  hub_.post([this] { throw OwnError(destroyed_); });
  auto fiber = spawn([] {});
  fiber.name("linked");
  fiber.raw_link([this](const AnyFiber&) { throw OwnError(destroyed_); });
  hub_.join();
  EXPECT_EQ(destroyed_, 2);
  EXPECT_EQ(unobserved_.size(), 2U);
  expected_unobserved_ = unobserved_;
}

TEST_F(DisposalTest, TheExceptionOfATimeout) {
  spawn([this] {
    const Timeout timeout(1ms, std::make_exception_ptr(OwnError(destroyed_)));
    sleep_for(1h);
  }).name("late");
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
  expected_unobserved_ = {"late"};
}

TEST_F(DisposalTest, AnErrorHandler) {
  Hub& hub = hub_;
  auto handler = [&hub, held = std::make_shared<Blocks>(destroyed_)](
                     const std::string&, const std::exception_ptr&) {
    hub.on_error([](const std::string&, const std::exception_ptr&) {});
  };
  hub_.on_error(std::move(handler));
  hub_.post([] { throw std::runtime_error("no"); });
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AValueThatTheHubReplaces) {
  AsyncResult<std::unique_ptr<Blocks>> result;
  result.set(std::make_unique<Blocks>(destroyed_));
  in_hub([&] { result.set(nullptr); });
  EXPECT_EQ(destroyed_, 1);
  result.set_exception(std::make_exception_ptr(OwnError(destroyed_)));
  in_hub([&] { result.set(nullptr); });
  EXPECT_EQ(destroyed_, 2);
}

TEST_F(DisposalTest, ItemsThatTheHubDrops) {
  Queue<std::unique_ptr<Blocks>> queue;
  JoinableQueue<std::unique_ptr<Blocks>> joinable;
  for (int i = 0; i < 2; ++i) {
    queue.put(std::make_unique<Blocks>(destroyed_));
    joinable.put(std::make_unique<Blocks>(destroyed_));
  }
  in_hub([&] {
    queue.shutdown_now();
    joinable.shutdown_now();
  });
  EXPECT_EQ(destroyed_, 4);
  EXPECT_TRUE(joinable.join(0s));
}

TEST_F(DisposalTest, AGreenletThatHasNotBegun) {
  std::optional<Greenlet> greenlet(
      [part = std::make_shared<Blocks>(destroyed_)] {});
  in_hub([&] { greenlet.reset(); });
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AFiberLocalThatTheHubDestroys) {
  std::optional<FiberLocal<std::unique_ptr<Blocks>>> local;
  local.emplace();
  local->set(std::make_unique<Blocks>(destroyed_));
  in_hub([&] { local.reset(); });
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, ASignalHandlerThatTheHubRemoves) {
  auto watch =
      on_signal(SIGUSR1, [part = std::make_shared<Blocks>(destroyed_)] {});
  in_hub([&] { watch.cancel(); });
  EXPECT_EQ(destroyed_, 1);
}

// One destructor that waits for another one holds nothing up.
TEST_F(DisposalTest, DestructorsMayWaitForEachOther) {
  Event event;
  struct Waits {
    Event& event;
    ~Waits() {
      const KillShield shield;
      event.wait();
    }
  };
  struct Sets {
    Event& event;
    ~Sets() { event.set(); }
  };
  hub_.post([held = std::shared_ptr<Waits>(new Waits{event})] {});
  hub_.post([held = std::shared_ptr<Sets>(new Sets{event})] {});
  hub_.join();
  EXPECT_TRUE(event.is_set());
}

TEST_F(DisposalTest, AKillDoesNotReachADestructor) {
  spawn([this] {
    struct KillsItself {
      int* destroyed;
      explicit KillsItself(int& its_destroyed) : destroyed(&its_destroyed) {}
      KillsItself(const KillsItself&) = delete;
      KillsItself& operator=(const KillsItself&) = delete;
      ~KillsItself() {
        current_fiber().kill();
        sleep_for(1ms);
        ++*destroyed;
      }
    };
    return std::make_unique<KillsItself>(destroyed_);
  }).raw_link([](const AnyFiber&) {});
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

/// A value whose destructor waits. A kill that reached it would end the
/// program.
struct Waits {
  explicit Waits(int& its_destroyed) : destroyed(&its_destroyed) {}
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;
  ~Waits() {
    sleep_for(1ms);
    ++*destroyed;
  }

  int* destroyed;
};

/// An exception that owns a value.
struct Late {
  std::shared_ptr<Waits> part;
};

using Value = std::shared_ptr<Waits>;

/// Starts to wait for a callback, is killed, and returns the callback.
CallbackDone<Value> abandoned_callback() {
  std::optional<CallbackDone<Value>> kept;
  const auto caller = spawn([&] {
    await_callback<Value>([&](CallbackDone<Value> done) { kept = done; });
  });
  yield();
  caller.kill();
  return *kept;
}

TEST_F(DisposalTest, AValueThatComesTooLate) {
  const auto done = abandoned_callback();
  std::thread([&] {
    EXPECT_TRUE(done(std::make_shared<Waits>(destroyed_)));
  }).join();
  sleep_for(1us);
  ASSERT_EQ(hub_.fiber_count(), 1U) << "its destructor waits";
  EXPECT_EQ(hub_.fibers()[0].name, "disposal");
  EXPECT_EQ(destroyed_, 0);
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AnExceptionThatComesTooLate) {
  const auto done = abandoned_callback();
  std::thread([&] {
    done.fail(
        std::make_exception_ptr(Late{std::make_shared<Waits>(destroyed_)}));
  }).join();
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AValueThatTheHubGivesTooLate) {
  const auto done = abandoned_callback();
  in_hub([&] { done(std::make_shared<Waits>(destroyed_)); });
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AResultOfOffloadThatComesTooLate) {
  std::atomic<bool> open = false;
  std::atomic<bool> gone = false;
  const auto caller = spawn([&] {
    offload([&, sign = std::shared_ptr<void>(nullptr,
                                             [&](void*) { gone = true; })] {
      open.wait(false);
      return std::make_shared<Waits>(destroyed_);
    });
  });
  yield();
  caller.kill();
  open = true;
  open.notify_all();
  while (!gone) sleep_for(1ms);
  while (destroyed_ == 0) sleep_for(1ms);
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AValueThatComesAfterTheHubOfItsFiber) {
  std::optional<CallbackDone<Value>> done;
  std::thread([&] {
    const Hub other;
    done = abandoned_callback();
  }).join();
  in_hub([&] { (*done)(std::make_shared<Waits>(destroyed_)); });
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, AValueOfAPromiseWithoutAResult) {
  auto result = std::make_unique<AsyncResult<Value>>();
  const auto promise = result->promise();
  result.reset();
  std::thread([&] { promise.set(std::make_shared<Waits>(destroyed_)); }).join();
  hub_.join();
  EXPECT_EQ(destroyed_, 1);
}

TEST_F(DisposalTest, UsersSeeNoFiberOfIt) {
  const auto last = spawn([] {});
  hub_.post([held = std::make_shared<Blocks>(destroyed_)] {});
  sleep_for(1us);
  ASSERT_EQ(hub_.fiber_count(), 1U) << "its destructor waits";
  EXPECT_EQ(hub_.fibers()[0].name, "disposal");
  EXPECT_EQ(hub_.fibers()[0].id, 0U);
  hub_.join();
  EXPECT_EQ(hub_.fiber_count(), 0U);
  const auto next = spawn([] {});
  EXPECT_EQ(next.id(), last.id() + 1);
}

class HubEndDisposalTest : public DescriptorTest {};

TEST_F(HubEndDisposalTest, TheLocalsOfTheMainFiberAreDestroyedInTime) {
  int destroyed = 0;
  FiberLocal<std::unique_ptr<Blocks>> local;
  SpawnTreeLocal<std::unique_ptr<Blocks>> of_tree;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    local.set(std::make_unique<Blocks>(destroyed));
    of_tree.set(std::make_unique<Blocks>(destroyed));
  }
  EXPECT_EQ(destroyed, 2);
}

TEST_F(HubEndDisposalTest, DestructorsAtTheEndMayStartFibers) {
  int ended = 0;
  struct Spawns {
    int* ended = nullptr;
    ~Spawns() {
      if (ended == nullptr) return;
      spawn([ended = ended] {
        ++*ended;
        spawn([ended] { ++*ended; });
      }).join();
    }
  };
  FiberLocal<Spawns> local;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    local->ended = &ended;
  }
  EXPECT_GE(ended, 1);
}

TEST_F(HubEndDisposalTest, AllThatTheHubOwnsIsDestroyedInTime) {
  int destroyed = 0;
  const auto part = [&] { return std::make_shared<Blocks>(destroyed); };
  {
    Hub hub({.clock = ClockKind::kVirtual});
    hub.on_error([held = part()](const std::string&, std::exception_ptr) {});
    hub.post([held = part()] {});
    spawn([held = part()] { sleep_for(1h); });
    spawn_later(1h, [held = part()] {});
    auto watch = on_signal(SIGUSR1, [held = part()] {});
    yield();
    hub.post([held = part()] {});
  }
  EXPECT_EQ(destroyed, 6);
}

}  // namespace
}  // namespace gfetch
