// Functions that are replaced while they run, and objects that outlive their
// hub.
#include <signal.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/imap.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ReplacedTest : public HubTest {};

TEST_F(ReplacedTest, AnErrorHandlerMayReplaceItself) {
  hub_.on_error([this, name = std::string(100, 'x')](const std::string& fiber,
                                                     std::exception_ptr) {
    hub_.on_error([this](const std::string& other, std::exception_ptr) {
      say("second " + other);
    });
    say(name.substr(99) + " " + fiber);
  });
  for (const char* name : {"a", "b"}) {
    spawn([] { throw std::runtime_error("no"); }).name(name);
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"x a", "second b"}));
}

TEST_F(ReplacedTest, AnErrorHandlerMayRemoveItself) {
  hub_.on_error([this](const std::string& fiber, std::exception_ptr) {
    hub_.on_error({});
    say(fiber);
  });
  spawn([] { throw std::runtime_error("no"); }).name("a");
  hub_.join();
  EXPECT_EQ(story_, (Story{"a"}));
}

TEST_F(ReplacedTest, ASignalHandlerMayRemoveItself) {
  SignalWatch watch;
  watch = on_signal(SIGUSR1, [&, text = std::string(100, 'x')] {
    watch = {};
    watch = on_signal(SIGUSR1, [&] { say("second"); });
    say(text.substr(99));
  });
  raise(SIGUSR1);
  hub_.join();
  raise(SIGUSR1);
  hub_.join();
  EXPECT_EQ(story_, (Story{"x", "second"}));
}

TEST_F(ReplacedTest, ALinkMayRemoveItselfAndTheOthers) {
  auto fiber = spawn([] {});
  LinkId first = 0;
  LinkId second = 0;
  first = fiber.raw_link([&, text = std::string(100, 'x')](const AnyFiber&) {
    fiber.unlink(first);
    fiber.unlink(second);
    say(text.substr(99));
  });
  second = fiber.raw_link([&](const AnyFiber&) { say("never"); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"x"}));
}

class OutliveTest : public DescriptorTest {};

TEST_F(OutliveTest, APostThatHoldsItsMailboxIsDropped) {
  auto watched = std::make_shared<int>(1);
  {
    Hub hub({.clock = ClockKind::kVirtual});
    hub.post([box = hub.mailbox(), watched] {});
    AsyncResult<int> result;
    hub.post([promise = result.promise(), watched] {});
  }
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(OutliveTest, APostThatADestructorMakesAtTheEndIsDroppedToo) {
  auto watched = std::make_shared<int>(1);
  struct Posts {
    Mailbox box;
    std::shared_ptr<int> watched;
    ~Posts() {
      box.post([box = box, watched = watched] {});
    }
  };
  FiberLocal<std::unique_ptr<Posts>> local;
  std::optional<Mailbox> left;
  {
    Hub hub({.clock = ClockKind::kVirtual});
    left = hub.mailbox();
    local.set(std::unique_ptr<Posts>(new Posts{hub.mailbox(), watched}));
  }
  EXPECT_EQ(watched.use_count(), 1);
  EXPECT_FALSE(left->post([watched] {}));
  EXPECT_EQ(watched.use_count(), 1);
}

TEST_F(OutliveTest, ASignalWatchThatIsOlderThanItsHub) {
  int seen = 0;
  struct sigaction counts {};
  static int fallback = 0;
  counts.sa_handler = [](int) { ++fallback; };
  struct sigaction before {};
  sigaction(SIGUSR1, &counts, &before);
  SignalWatch old;
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    old = on_signal(SIGUSR1, [&] { ++seen; });
  }
  raise(SIGUSR1);
  EXPECT_EQ(seen, 0);
  EXPECT_EQ(fallback, 1) << "the previous handler is back";
  {
    Hub hub;
    const auto young = on_signal(SIGUSR1, [&] { ++seen; });
    old.cancel();
    raise(SIGUSR1);
    hub.join();
  }
  EXPECT_EQ(seen, 1) << "the old watch does not remove the new handler";
  raise(SIGUSR1);
  EXPECT_EQ(fallback, 2);
  sigaction(SIGUSR1, &before, nullptr);
}

struct Hears : Actor<int> {
  void receive(int) override { sleep_for(1h); }
};

// Each object is made in a hub and destroyed after it, or in the next one.
TEST_F(OutliveTest, EachObjectMayOutliveItsHub) {
  std::optional<Timeout> timeout;
  std::optional<Timeout> expired;
  std::optional<KeepAlive> keep_alive;
  std::optional<KillShield> shield;
  std::optional<detail::Timer> timer;
  std::optional<detail::Callback> callback;
  std::optional<detail::IoWatcher> watcher;
  std::optional<SpawnWatch> spawn_watch;
  std::optional<Iwait> iwait;
  std::optional<Imap<int>> imap;
  std::optional<Promise<int>> promise;
  FiberLocal<std::string> local;
  SpawnTreeLocal<std::string> tree_local;
  Hears actor;
  Group group;
  Pool pool(1);
  Event event;
  Queue<int> queue;
  Channel<int> channel;
  Semaphore semaphore(0);
  AsyncResult<int> result;
  Fiber<int> fiber;
  Fiber<void> unstarted;
  const auto nothing = [](void*) noexcept {};
  {
    Hub hub({.clock = ClockKind::kVirtual});
    timeout.emplace(1h);
    {
      KillShield deferred;
      expired.emplace(1ms);
      sleep_for(2ms);
      expired->cancel();
    }
    keep_alive.emplace();
    shield.emplace();
    timer.emplace(nothing, nullptr);
    timer->start(1h);
    callback.emplace(nothing, nullptr);
    callback->schedule();
    watcher.emplace(
        0, [](void*, int) noexcept {}, nullptr);
    watcher->watch(detail::kReadable);
    spawn_watch.emplace([](const AnyFiber&) {});
    iwait.emplace(std::initializer_list<Waitable>{event, semaphore});
    local.set("value");
    tree_local.set("value");
    actor.start();
    actor.send(1);
    group.spawn([] { sleep_for(1h); });
    pool.spawn([] { sleep_for(1h); });
    imap.emplace(group.imap([](int n) { return n; }, std::vector<int>{1}));
    promise.emplace(result.promise());
    fiber = spawn([] { return 1; });
    unstarted = make_fiber([] {});
    spawn([&] { queue.get(); });
    spawn([&] { channel.get(); });
    yield();
  }
  EXPECT_EQ(fiber.get(), 1);
  EXPECT_FALSE(timeout->pending());
  timeout->cancel();
  timer->stop();
  callback->cancel();
  watcher->watch(0);
  EXPECT_FALSE(actor.send(2) && actor.waiting() == 0);
  EXPECT_TRUE(group.empty());
  EXPECT_TRUE(pool.empty());
  event.set();
  semaphore.release();
  queue.shutdown();
  channel.shutdown();
  promise->set(1);
  EXPECT_THROW(local.get(), std::logic_error);
  EXPECT_THROW(unstarted.start(), std::logic_error);
  Hub next({.clock = ClockKind::kVirtual});
  timeout.reset();
  expired.reset();
  keep_alive.reset();
  shield.reset();
  timer.reset();
  callback.reset();
  watcher.reset();
  spawn_watch.reset();
  iwait.reset();
  imap.reset();
  EXPECT_TRUE(next.join(1s)) << "nothing is left of the other hub";
}

/// Makes a fiber of the current hub wait in `block` and swallow all kills.
void wait_for_ever(std::function<void()> block) {
  spawn([block = std::move(block)] {
    for (;;) {
      try {
        block();
        ADD_FAILURE() << "a fiber of another hub runs";
      } catch (const FiberExit&) {
      }
    }
  });
}

TEST_F(OutliveTest, AFiberThatSurvivesItsHubGetsNothing) {
  Semaphore semaphore(0);
  BoundedSemaphore bounded(1);
  ASSERT_TRUE(bounded.try_acquire());
  Queue<int> queue;
  Queue<int> full(1);
  Channel<int> channel;
  Channel<int> offered;
  Event event;
  ::testing::internal::CaptureStderr();
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    full.put(1);
    wait_for_ever([&] { semaphore.acquire(); });
    wait_for_ever([&] { (void)semaphore.acquire(1h); });
    wait_for_ever([&] { bounded.acquire(); });
    wait_for_ever([&] { queue.get(); });
    wait_for_ever([&] { full.put(2); });
    wait_for_ever([&] { channel.get(); });
    wait_for_ever([&] { offered.put(3); });
    wait_for_ever([&] { event.wait(); });
    yield();
  }
  const std::string report = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("survives its hub, waiting for queue.get"),
            std::string::npos)
      << report;
  const Hub next({.clock = ClockKind::kVirtual});
  semaphore.release();
  bounded.release();
  queue.put(4);
  event.set();
  sleep_for(1ms);
  EXPECT_TRUE(semaphore.try_acquire());
  EXPECT_TRUE(bounded.try_acquire());
  EXPECT_EQ(queue.try_get(), 4);
  EXPECT_EQ(full.get(1ms), 1);
  EXPECT_EQ(full.get(1ms), std::nullopt);
  EXPECT_FALSE(channel.awaited());
  EXPECT_FALSE(channel.put(5, 1ms));
  EXPECT_EQ(offered.get(1ms), std::nullopt);
}

TEST_F(OutliveTest, ANewFiberGetsWhatASurvivorWaitedFor) {
  Semaphore semaphore(0);
  Queue<int> queue;
  ::testing::internal::CaptureStderr();
  {
    const Hub hub({.clock = ClockKind::kVirtual});
    wait_for_ever([&] { semaphore.acquire(); });
    wait_for_ever([&] { queue.get(); });
    yield();
  }
  ::testing::internal::GetCapturedStderr();
  const Hub next({.clock = ClockKind::kVirtual});
  const auto takes = spawn([&] { return semaphore.acquire(1s); });
  const auto gets = spawn([&] { return queue.get(1s); });
  yield();
  semaphore.release();
  queue.put(1);
  EXPECT_TRUE(takes.get());
  EXPECT_EQ(gets.get(), 1);
}

}  // namespace
}  // namespace gfetch
