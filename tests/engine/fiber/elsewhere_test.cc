// Objects of one hub that another thread destroys or shares: each fiber that
// waits is told in its own thread, and no list of its hub is touched elsewhere.
#include <signal.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/fiber_local.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/signal.h"
#include "gfetch/fiber/spawn_tree_local.h"
#include "gfetch/fiber/spawn_watch.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

constexpr HubOptions kVirtual{.clock = ClockKind::kVirtual};

/// Runs `body` in another thread, which has a hub of its own or none. Its hub
/// must be as sound after it as before.
void elsewhere(bool with_hub, const std::function<void()>& body) {
  std::thread([&] {
    if (!with_hub) return body();
    Hub hub(kVirtual);
    auto bystander = spawn([] {
      sleep_for(1s);
      return std::this_thread::get_id();
    });
    yield();
    body();
    EXPECT_EQ(bystander.get(), std::this_thread::get_id());
    EXPECT_TRUE(hub.join(1h));
    EXPECT_EQ(hub.fiber_count(), 0U);
  }).join();
}

class ElsewhereTest : public HubTest,
                      public ::testing::WithParamInterface<bool> {
 protected:
  template <class T>
  static void destroy_elsewhere(T& holder) {
    elsewhere(GetParam(), [&] { holder.reset(); });
  }

  /// Spawns a fiber that waits in `block`, which must throw std::logic_error
  /// in this thread.
  void expect_error(const std::string& what, std::function<void()> block) {
    ++expected_errors_;
    const auto here = std::this_thread::get_id();
    spawn([this, what, here, block = std::move(block)] {
      try {
        block();
        ADD_FAILURE() << what << " returns";
      } catch (const std::logic_error& error) {
        EXPECT_NE(std::string(error.what()).find("was destroyed"),
                  std::string::npos)
            << what << " says " << error.what();
      }
      EXPECT_EQ(std::this_thread::get_id(), here) << what;
      ++errors_;
    });
  }
  void TearDown() override {
    HubTest::TearDown();
    EXPECT_EQ(errors_, expected_errors_);
  }

  /// Returns what stderr says while `body` runs.
  static std::string said(const std::function<void()>& body) {
    ::testing::internal::CaptureStderr();
    body();
    return ::testing::internal::GetCapturedStderr();
  }

 private:
  int errors_ = 0;
  int expected_errors_ = 0;
};

INSTANTIATE_TEST_SUITE_P(OtherThread, ElsewhereTest, ::testing::Bool(),
                         [](const auto& its) {
                           return its.param ? "with_a_hub" : "without_a_hub";
                         });

/// One object of each primitive, in a state in which its waits never end.
struct Objects {
  Objects() {
    (void)full.try_put(0);
    (void)unfinished.try_put(0);
    (void)taken.try_acquire();
  }

  Event event{"the event"};
  AsyncResult<int> result;
  AsyncResult<void> nothing;
  Queue<int> queue;
  Queue<int> full{1};
  PriorityQueue<int> smallest;
  JoinableQueue<int> unfinished;
  Channel<int> channel;
  Channel<int> offered;
  Semaphore semaphore{0, "the semaphore"};
  BoundedSemaphore taken{1};
};

TEST_P(ElsewhereTest, EachWaitThrowsInItsOwnThread) {
  auto objects = std::make_unique<Objects>();
  Objects& all = *objects;
  expect_error("event", [&] { all.event.wait(); });
  expect_error("event, 1h", [&] { (void)all.event.wait(1h); });
  expect_error("result", [&] { all.result.get(); });
  expect_error("nothing", [&] { (void)all.nothing.wait(1h); });
  expect_error("queue.get", [&] { all.queue.get(); });
  expect_error("queue.get, 1h", [&] { (void)all.queue.get(1h); });
  expect_error("queue.peek", [&] { all.queue.peek(); });
  expect_error("queue.put", [&] { all.full.put(1); });
  expect_error("smallest", [&] { all.smallest.get(); });
  expect_error("queue.join", [&] { all.unfinished.join(); });
  expect_error("channel.get", [&] { all.channel.get(); });
  expect_error("channel.peek", [&] { all.channel.peek(); });
  expect_error("channel.put", [&] { all.offered.put(1); });
  expect_error("semaphore", [&] { all.semaphore.acquire(); });
  expect_error("semaphore.wait", [&] { (void)all.semaphore.wait(1h); });
  expect_error("bounded", [&] { all.taken.acquire(); });
  expect_error("wait", [&] { (void)wait({all.event, all.semaphore}); });
  expect_error("shielded", [&] {
    const KillShield shield;
    all.event.wait();
  });
  yield();
  destroy_elsewhere(objects);
}

TEST_P(ElsewhereTest, ALockAndASharedObjectToo) {
  auto lock = std::make_unique<RLock>();
  auto owner = spawn([&] {
    lock->acquire();
    sleep_for(1h);
  });
  auto shared = std::make_shared<Event>("shared");
  std::weak_ptr<Event> seen = shared;
  yield();
  expect_error("lock", [&] { lock->acquire(); });
  expect_error("shared", [raw = shared.get()] { raw->wait(); });
  yield();
  destroy_elsewhere(lock);
  destroy_elsewhere(shared);
  EXPECT_TRUE(seen.expired());
  owner.kill();
}

TEST_P(ElsewhereTest, WhatWasSetBeforeIsSet) {
  auto event = std::make_unique<Event>();
  auto waits = spawn([&] { return event->wait(); });
  auto waits_for_any = spawn([&] { return wait({*event}).size(); });
  yield();
  event->set();
  destroy_elsewhere(event);
  EXPECT_TRUE(waits.get());
  EXPECT_EQ(waits_for_any.get(), 1U);
}

TEST_P(ElsewhereTest, AFiberThatEndsBeforeItHearsOfItIsForgotten) {
  auto objects = std::make_unique<Objects>();
  auto killed = spawn([&] { objects->event.wait(); });
  auto late = spawn([&] { return objects->semaphore.acquire(1ms); });
  auto timed =
      spawn([&] { return with_timeout(1ms, [&] { objects->queue.get(); }); });
  yield();
  killed.kill(KillMode::kLater);
  destroy_elsewhere(objects);
  EXPECT_TRUE(killed.join(1s));
  EXPECT_TRUE(late.join(1s));
  EXPECT_TRUE(timed.join(1s));
  // Which of the two they hear of first does not matter.
  (void)late.exception();
  (void)timed.exception();
}

TEST_P(ElsewhereTest, AnIwaitLeavesTheThingsOfItsHubAlone) {
  Event event;
  Semaphore semaphore(0);
  const auto ends = spawn([] { sleep_for(1s); });
  auto each = std::make_unique<Iwait>(
      std::initializer_list<Waitable>{event, semaphore, ends});
  auto idle = std::make_unique<Iwait>(
      std::initializer_list<Waitable>{event, semaphore, ends});
  expect_error("iwait", [&] { (void)each->next(); });
  yield();
  destroy_elsewhere(each);
  destroy_elsewhere(idle);
  event.set();
  semaphore.release();
  EXPECT_TRUE(ends.join(2s));
  EXPECT_TRUE(semaphore.try_acquire());
}

TEST_P(ElsewhereTest, APromiseOfADestroyedResultSetsNothing) {
  auto result = std::make_unique<AsyncResult<int>>();
  const auto promise = result->promise();
  expect_error("result", [&] { result->get(); });
  yield();
  destroy_elsewhere(result);
  elsewhere(GetParam(), [&] { EXPECT_TRUE(promise.set(1)); });
}

// --- groups ------------------------------------------------------------------

TEST_P(ElsewhereTest, AGroupsMembersAreNotAskedElsewhere) {
  Group group;
  Pool pool(1);
  const auto member = group.spawn([] { sleep_for(1s); });
  pool.add(member);
  elsewhere(GetParam(), [&] {
    for (Group* each : {&group, static_cast<Group*>(&pool)}) {
      EXPECT_THROW((void)each->members(), std::logic_error);
      EXPECT_THROW((void)each->contains(member), std::logic_error);
      EXPECT_THROW((void)each->apply([] {}), std::logic_error);
      EXPECT_EQ(each->size(), 1U);
      EXPECT_FALSE(each->empty());
    }
  });
  EXPECT_TRUE(group.contains(member));
  EXPECT_EQ(pool.members().size(), 1U);
  group.join();
}

TEST_P(ElsewhereTest, AGroupsMembersGoOn) {
  auto group = std::make_unique<Group>();
  auto pool = std::make_unique<Pool>(1);
  const auto member = group->spawn([] { sleep_for(1s); });
  pool->add(member);
  expect_error("group.join", [&] { group->join(); });
  expect_error("join_or_throw", [&] { group->join_or_throw(); });
  expect_error("pool.join", [&] { pool->join(); });
  expect_error("pool.spawn", [&] { pool->spawn([] {}); });
  expect_error("pool.wait", [&] { pool->wait_available(); });
  yield();
  const std::string report = said([&] {
    destroy_elsewhere(group);
    destroy_elsewhere(pool);
  });
  EXPECT_NE(report.find("belongs to the hub of thread"), std::string::npos)
      << report;
  EXPECT_EQ(member.outcome(), FiberOutcome::kRunning);
  EXPECT_TRUE(member.join());
  EXPECT_EQ(member.outcome(), FiberOutcome::kReturned);
}

TEST_P(ElsewhereTest, AnEmptyGroupSaysNothing) {
  auto group = std::make_unique<Group>();
  group->spawn([] {}).join();
  group->join();
  EXPECT_EQ(said([&] { destroy_elsewhere(group); }), "");
}

TEST_P(ElsewhereTest, AnImapStartsNoFurtherCalls) {
  Group group;
  int calls = 0;
  auto results = std::make_unique<Imap<int>>(group.imap(
      [&](int n) {
        ++calls;
        sleep_for(1s);
        return n;
      },
      std::vector<int>{1, 2, 3}, 1));
  expect_error("imap.next", [&] { results->next(); });
  yield();
  yield();
  EXPECT_EQ(said([&] { destroy_elsewhere(results); }), "");
  EXPECT_TRUE(group.join(1h));
  EXPECT_EQ(calls, 1);
}

TEST_P(ElsewhereTest, TheFeederOfAGroupThatIsGoneEnds) {
  auto group = std::make_unique<Group>();
  auto results = group->imap(
      [](int n) {
        sleep_for(1s);
        return n;
      },
      std::vector<int>{1, 2, 3}, 1);
  auto async = group->apply_async([] { sleep_for(1s); });
  yield();
  yield();
  said([&] { destroy_elsewhere(group); });
  EXPECT_EQ(results.next(), 1);
  EXPECT_EQ(results.next(), std::nullopt);
  EXPECT_TRUE(async.killed() || async.join(1h));
}

// --- handles
// ------------------------------------------------------------------

TEST_P(ElsewhereTest, HandlesAreCopiedAndDroppedEverywhere) {
  auto ended_in = std::make_shared<std::thread::id>();
  struct Notes {
    std::shared_ptr<std::thread::id> in;
    ~Notes() { *in = std::this_thread::get_id(); }
  };
  auto fiber = spawn([ended_in] {
    sleep_for(1ms);
    return std::make_unique<Notes>(ended_in);
  });
  std::vector<AnyFiber> copies;
  elsewhere(GetParam(), [&] {
    copies.assign(5, fiber);
    fiber = {};
  });
  sleep_for(1s);
  EXPECT_EQ(*ended_in, std::thread::id()) << "the result is still wanted";
  EXPECT_TRUE(copies.front().ready());
  elsewhere(GetParam(), [&] { copies.resize(2); });
  copies.pop_back();
  sleep_for(1s);
  EXPECT_EQ(*ended_in, std::thread::id());
  elsewhere(GetParam(), [&] { copies.clear(); });
  sleep_for(1s);
  EXPECT_EQ(*ended_in, std::this_thread::get_id());
}

TEST_P(ElsewhereTest, AFailureIsReportedInItsThreadWhenTheLastHandleIsDropped) {
  auto fiber = spawn([] { throw std::runtime_error("no"); });
  fiber.name("fails");
  fiber.join();
  elsewhere(GetParam(), [&] { fiber = {}; });
  sleep_for(1s);
  expected_unobserved_ = {"fails"};
}

class Hears : public Actor<int> {
 public:
  explicit Hears(int& heard) : heard_(heard) {}

 private:
  void receive(int number) override { heard_ += number; }
  int& heard_;
};

TEST_P(ElsewhereTest, AnActorDestroyedElsewhereHearsNothingMore) {
  int heard = 0;
  auto actor = std::make_unique<Hears>(heard);
  const auto run = actor->start();
  actor->send(1);
  yield();
  said([&] { destroy_elsewhere(actor); });
  EXPECT_TRUE(run.join(1s));
  EXPECT_EQ(heard, 1);
}

// --- limits, guards, watches -------------------------------------------------

TEST_P(ElsewhereTest, ATimeoutIsNotCancelledElsewhere) {
  Timeout timeout(1s);
  elsewhere(GetParam(), [&] {
    EXPECT_THROW(timeout.cancel(), std::logic_error);
    EXPECT_THROW(timeout.restart(1s), std::logic_error);
  });
  EXPECT_TRUE(timeout.pending());
  EXPECT_THROW(sleep_for(2s), TimeoutExpired);
}

TEST_P(ElsewhereTest, ATimeoutDestroyedElsewhereDoesNotExpire) {
  std::vector<std::unique_ptr<Timeout>> timeouts;
  std::vector<AnyFiber> fibers;
  for (int i = 0; i < 20; ++i) {
    timeouts.push_back(std::make_unique<Timeout>(i * 1ms));
    fibers.push_back(spawn([this, i] {
      sleep_for(std::chrono::milliseconds(i));
      EXPECT_EQ(elapsed_ms(), i);
    }));
  }
  elsewhere(GetParam(), [&] { timeouts.clear(); });
  EXPECT_EQ(join_all(fibers).size(), 20U);
  sleep_for(1s);
}

TEST_P(ElsewhereTest, ALimitDestroyedElsewhereLimitsNoMore) {
  Event event;
  auto timeout = std::unique_ptr<Timeout>();
  auto waits = spawn([&] {
    timeout = std::make_unique<Timeout>(1s);
    return event.wait(*timeout);
  });
  yield();
  destroy_elsewhere(timeout);
  sleep_for(2s);
  event.set();
  EXPECT_TRUE(waits.get());
}

TEST_P(ElsewhereTest, AnExpiredTimeoutThatIsDeferredIsTakenBack) {
  auto fiber = spawn([] {
    auto timeout = std::unique_ptr<Timeout>();
    {
      const KillShield shield;
      timeout = std::make_unique<Timeout>(1ms);
      sleep_for(2ms);
      elsewhere(GetParam(), [&] { timeout.reset(); });
      yield();
      sleep_for(1ms);
    }
    sleep_for(1ms);
  });
  EXPECT_NO_THROW(fiber.get());
}

TEST_P(ElsewhereTest, AShieldThatEndsElsewhereEnds) {
  std::optional<KillShield> shield;
  auto fiber = spawn([&] {
    shield.emplace();
    sleep_for(1h);
  });
  yield();
  fiber.kill(KillMode::kLater);
  yield();
  EXPECT_FALSE(fiber.ready());
  destroy_elsewhere(shield);
  sleep_for(2h);
  EXPECT_TRUE(fiber.ready());
  auto other = spawn([&] {
    shield.emplace();
    sleep_for(1h);
    sleep_for(1h);
  });
  yield();
  destroy_elsewhere(shield);
  sleep_for(1s);
  EXPECT_TRUE(other.kill(fiber_exit(), KillMode::kBlock, 1s));
}

TEST_P(ElsewhereTest, ASpawnWatchEndsElsewhere) {
  int seen = 0;
  auto watch = std::make_unique<SpawnWatch>([&](const AnyFiber&) { ++seen; });
  const SpawnWatch other([&](const AnyFiber&) { say("other"); });
  spawn([] {}).join();
  destroy_elsewhere(watch);
  spawn([] {}).join();
  EXPECT_EQ(seen, 1);
  yield();
  spawn([] {}).join();
  EXPECT_EQ(seen, 1);
  EXPECT_GE(story_.size(), 3U);
}

TEST_P(ElsewhereTest, ASignalWatchEndsElsewhere) {
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGUSR1, &ignore, &before);
  int seen = 0;
  auto watch =
      std::make_unique<SignalWatch>(on_signal(SIGUSR1, [&] { ++seen; }));
  raise(SIGUSR1);
  hub_.join();
  EXPECT_EQ(seen, 1);
  raise(SIGUSR1);
  destroy_elsewhere(watch);
  raise(SIGUSR1);
  hub_.join();
  EXPECT_EQ(seen, 1);
  const auto next = on_signal(SIGUSR1, [&] { seen += 10; });
  raise(SIGUSR1);
  hub_.join();
  EXPECT_EQ(seen, 11);
  sigaction(SIGUSR1, &before, nullptr);
}

TEST_P(ElsewhereTest, AKeepAliveEndsElsewhere) {
  auto keep_alive = std::make_unique<KeepAlive>();
  destroy_elsewhere(keep_alive);
  EXPECT_TRUE(hub_.join(1h));
  EXPECT_EQ(elapsed_ms(), 0);
}

// --- locals ------------------------------------------------------------------

TEST_P(ElsewhereTest, LocalsOfSeveralHubs) {
  // Another hub's thread destroys the variable: the value of this hub's fiber
  // lives on until the fiber ends.
  auto watched = std::make_shared<int>(1);
  auto local = std::make_unique<FiberLocal<std::shared_ptr<int>>>();
  auto tree = std::make_unique<SpawnTreeLocal<std::shared_ptr<int>>>();
  auto fiber = spawn([&] {
    local->set(watched);
    tree->set(watched);
    sleep_for(1s);
  });
  yield();
  elsewhere(GetParam(), [&] {
    if (Hub::exists()) {
      local->set(watched);
      tree->set(watched);
      EXPECT_EQ(watched.use_count(), 5);
    }
    local.reset();
    tree.reset();
    EXPECT_EQ(watched.use_count(), 3) << "its own are gone";
  });
  fiber.join();
  fiber = {};
  yield();
  EXPECT_EQ(watched.use_count(), 1);
}

TEST(Elsewhere, LocalsAreUsedByManyHubsAtOnce) {
  FiberLocal<std::string> local([] { return std::string("initial"); });
  SpawnTreeLocal<int> tree;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const Hub hub(kVirtual);
      for (int i = 0; i < 100; ++i) {
        spawn([&, t, i] {
          EXPECT_EQ(*local, "initial");
          local.set(std::to_string(t));
          tree.set(i);
          yield();
          EXPECT_EQ(*local, std::to_string(t));
          EXPECT_EQ(*tree, i);
          if (i % 2 == 0) local.reset();
        });
        if (i % 10 == 0) yield();
      }
      sleep_for(1ms);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Elsewhere, AnInitialValueMayBeMadeInTwoHubsAtOnce) {
  std::atomic<int> made{0};
  FiberLocal<int> local([&] {
    ++made;
    sleep_for(1ms);
    return local.find() == nullptr ? 1 : 0;
  });
  const auto use = [&] {
    const Hub hub;
    spawn([&] { EXPECT_EQ(*local, 1); }).join();
  };
  std::thread other(use);
  use();
  other.join();
  EXPECT_EQ(made, 2);
}

// --- hubs that run meanwhile -------------------------------------------------

/// A hub in a thread of its own, whose fibers are busy with timers until the
/// object is destroyed.
class BusyHub {
 public:
  BusyHub() {
    std::atomic<bool> ready{false};
    thread_ = std::thread([&] { run(ready); });
    while (!ready) std::this_thread::yield();
  }
  ~BusyHub() {
    mailbox_->post([this] { stop_ = true; });
    thread_.join();
  }
  BusyHub(const BusyHub&) = delete;
  BusyHub& operator=(const BusyHub&) = delete;

  /// Runs `fn` in a fiber of the hub, and returns its result.
  template <class F>
  auto call(F fn) {
    const auto result =
        std::make_shared<std::promise<std::invoke_result_t<F&>>>();
    auto future = result->get_future();
    mailbox_->post([result, fn] { spawn([=] { result->set_value(fn()); }); });
    return future.get();
  }
  /// Starts a fiber of the hub that calls `fn`, and waits until it blocks.
  template <class F>
  void start(F fn) {
    call([fn] {
      spawn(fn);
      yield();
      return 0;
    });
  }

 private:
  void run(std::atomic<bool>& ready) {
    Hub hub;
    mailbox_ = hub.mailbox();
    for (int i = 0; i < 3; ++i) {
      spawn([this] {
        while (!stop_) {
          const Timeout unused(1h);
          sleep_for(100us);
        }
      });
    }
    ready = true;
    hub.join();
  }

  std::optional<Mailbox> mailbox_;
  bool stop_ = false;  // in the hub's thread
  std::thread thread_;
};

constexpr int kRounds = 200;

TEST(Elsewhere, ObjectsAreDestroyedWhileTheHubRuns) {
  BusyHub busy;
  std::atomic<int> told{0};
  for (int round = 0; round < kRounds; ++round) {
    auto objects = std::make_unique<Objects>();
    const auto waits = [&, raw = objects.get()](auto block) {
      busy.start([&told, raw, block] {
        try {
          block(*raw);
        } catch (const std::logic_error&) {
          ++told;
        }
      });
    };
    waits([](Objects& its) { its.event.wait(); });
    waits([](Objects& its) { its.semaphore.acquire(); });
    waits([](Objects& its) { its.result.get(); });
    waits([](Objects& its) { its.queue.get(); });
    waits([](Objects& its) { its.channel.get(); });
    objects.reset();
  }
  busy.call([&] {
    while (told < 5 * kRounds) sleep_for(1ms);
    return 0;
  });
  EXPECT_EQ(told, 5 * kRounds);
}

TEST(Elsewhere, TimeoutsAreDestroyedWhileTheHubRuns) {
  BusyHub busy;
  for (int round = 0; round < kRounds; ++round) {
    busy.call([] { return std::make_unique<Timeout>(1h); }).reset();
    auto soon = std::unique_ptr<Timeout>();
    busy.start([&] {
      soon = std::make_unique<Timeout>(1h);
      sleep_for(200us);
    });
    soon.reset();
  }
}

TEST(Elsewhere, HandlesAreCopiedAndDroppedWhileTheHubRuns) {
  BusyHub busy;
  for (int round = 0; round < kRounds; ++round) {
    const AnyFiber fiber = busy.call([] {
      const AnyFiber made = spawn([] { sleep_for(100us); });
      spawn([made] { made.join(); });
      return made;
    });
    const std::vector<AnyFiber> copies(3, fiber);
  }
}

TEST(Elsewhere, WatchesAndKeepAlivesEndWhileTheHubRuns) {
  BusyHub busy;
  for (int round = 0; round < kRounds; ++round) {
    busy.call([] { return std::make_unique<KeepAlive>(); }).reset();
    busy.call(
            [] { return std::make_unique<SpawnWatch>([](const AnyFiber&) {}); })
        .reset();
    busy.call([] { return std::make_unique<Iwait>(std::span<Waitable>()); })
        .reset();
  }
}

TEST(Elsewhere, AHubThatWaitsForAThreadEndsWithItsKeepAlive) {
  Hub hub;
  auto keep_alive = std::make_unique<KeepAlive>();
  std::thread thread([&] {
    std::this_thread::sleep_for(2ms);
    keep_alive.reset();
  });
  EXPECT_TRUE(hub.join(10s));
  thread.join();
}

TEST(Elsewhere, APostBeforeTheEndOfAKeepAliveIsNotLost) {
  for (int round = 0; round < kRounds; ++round) {
    Hub hub;
    auto keep_alive = std::make_unique<KeepAlive>();
    bool came = false;
    std::thread thread([&, box = hub.mailbox()] {
      box.post([&] { came = true; });
      keep_alive.reset();
    });
    EXPECT_TRUE(hub.join(10s));
    EXPECT_TRUE(came);
    thread.join();
  }
}

}  // namespace
}  // namespace gfetch
