// The home of an object: each use in a thread without its hub is refused, the
// fibers that wait stay where they are, and the object is free when its hub has
// ended.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gfetch/fiber/actor.h"
#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/thread_queue.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

constexpr HubOptions kVirtual{.clock = ClockKind::kVirtual};

class Listener : public Actor<int> {
 public:
  int sum = 0;

 private:
  void receive(int number) override { sum += number; }
};

/// One object of each kind, of no hub until its first use.
struct Objects {
  Event event{"the event"};
  AsyncResult<int> result;
  Semaphore semaphore{0, "the semaphore"};
  BoundedSemaphore bounded{1};
  RLock lock;
  Queue<int> queue;
  LifoQueue<int> last;
  PriorityQueue<int> smallest;
  JoinableQueue<int> jobs;
  Channel<int> channel;
  Group group;
  Pool pool{2};
  Listener listener;
};

using Use = std::function<void(Objects&)>;

/// What a program does with the objects; none of it blocks for ever.
const std::map<std::string, Use>& uses() {
  static const std::map<std::string, Use> all = {
      {"Event::set", [](Objects& its) { its.event.set(); }},
      {"Event::clear", [](Objects& its) { its.event.clear(); }},
      {"Event::wait", [](Objects& its) { (void)its.event.wait(0s); }},
      {"AsyncResult::set", [](Objects& its) { its.result.set(1); }},
      {"AsyncResult::set_exception",
       [](Objects& its) { its.result.set_exception(fiber_exit()); }},
      {"AsyncResult::wait", [](Objects& its) { (void)its.result.wait(0s); }},
      {"Semaphore::release", [](Objects& its) { its.semaphore.release(); }},
      {"Semaphore::try_acquire",
       [](Objects& its) { (void)its.semaphore.try_acquire(); }},
      {"Semaphore::acquire",
       [](Objects& its) { (void)its.semaphore.acquire(0s); }},
      {"Semaphore::wait", [](Objects& its) { (void)its.semaphore.wait(0s); }},
      {"BoundedSemaphore::acquire",
       [](Objects& its) { (void)its.bounded.try_acquire(); }},
      {"Queue::put", [](Objects& its) { its.queue.put(1); }},
      {"Queue::get", [](Objects& its) { (void)its.queue.get(0s); }},
      {"Queue::try_get", [](Objects& its) { (void)its.queue.try_get(); }},
      {"Queue::peek", [](Objects& its) { (void)its.queue.peek(0s); }},
      {"Queue::maxsize", [](Objects& its) { its.queue.maxsize(3); }},
      {"Queue::shutdown", [](Objects& its) { its.queue.shutdown(); }},
      {"LifoQueue::put", [](Objects& its) { its.last.put(1); }},
      {"PriorityQueue::put", [](Objects& its) { its.smallest.put(1); }},
      {"JoinableQueue::put", [](Objects& its) { its.jobs.put(1); }},
      {"JoinableQueue::join", [](Objects& its) { (void)its.jobs.join(0s); }},
      {"Channel::put", [](Objects& its) { (void)its.channel.put(1, 0s); }},
      {"Channel::get", [](Objects& its) { (void)its.channel.get(0s); }},
      {"Channel::peek", [](Objects& its) { (void)its.channel.peek(0s); }},
      {"Channel::shutdown", [](Objects& its) { its.channel.shutdown(); }},
      {"Group::join", [](Objects& its) { its.group.join(0s); }},
      {"Group::kill", [](Objects& its) { its.group.kill(); }},
      {"Group::discard", [](Objects& its) { its.group.discard(AnyFiber()); }},
      {"Pool::resize", [](Objects& its) { its.pool.resize(3); }},
      {"Actor::send", [](Objects& its) { its.listener.send(1); }},
  };
  return all;
}

/// Makes the current hub the home of all objects.
void settle(Objects& its) {
  its.event.clear();
  (void)its.result.wait(0s);
  (void)its.semaphore.try_acquire();
  (void)its.bounded.try_acquire();
  its.lock.acquire();
  its.lock.release();
  (void)its.queue.try_get();
  (void)its.last.try_get();
  (void)its.smallest.try_get();
  (void)its.jobs.try_get();
  (void)its.channel.get(0s);
  its.group.join();
  its.pool.join();
  its.listener.start();
}

std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "nothing";
}

/// Runs `body` in another thread, which has a hub of its own or none.
void elsewhere(bool with_hub, const std::function<void()>& body) {
  std::thread([&] {
    std::optional<Hub> hub;
    if (with_hub) hub.emplace(kVirtual);
    body();
  }).join();
}

class HomeTest : public HubTest, public ::testing::WithParamInterface<bool> {
 protected:
  static void expect_refused(const std::string& what,
                             const std::function<void()>& body) {
    elsewhere(GetParam(), [&] {
      const std::string said = error_of(body);
      EXPECT_NE(said.find("belongs to the hub of thread"), std::string::npos)
          << what << " says " << said;
      EXPECT_NE(said.find("Promise"), std::string::npos) << said;
    });
  }
};

INSTANTIATE_TEST_SUITE_P(OtherThread, HomeTest, ::testing::Bool(),
                         [](const auto& its) {
                           return its.param ? "with_a_hub" : "without_a_hub";
                         });

TEST_P(HomeTest, EachUseElsewhereIsRefused) {
  Objects objects;
  settle(objects);
  for (const auto& [what, use] : uses()) {
    expect_refused(what, [&] { use(objects); });
  }
  objects.listener.stop();
}

TEST_P(HomeTest, AHandleOfAFiberIsRefusedElsewhere) {
  const auto fiber = spawn([] { sleep_for(1s); });
  const auto nothing = [](const AnyFiber&) {};
  elsewhere(GetParam(), [&] { EXPECT_THROW(fiber.start(), std::logic_error); });
  expect_refused("kill", [&] { fiber.kill(KillMode::kLater); });
  expect_refused("join", [&] { (void)fiber.join(0s); });
  expect_refused("link", [&] { fiber.link(nothing); });
  expect_refused("unlink", [&] { fiber.unlink(1); });
  expect_refused("wait", [&] { (void)wait({fiber}); });
  expect_refused("join_all", [&] { (void)join_all({fiber}); });
  Group group;
  elsewhere(GetParam(), [&] {
    Group theirs;
    EXPECT_THROW(theirs.add(fiber), std::logic_error);
    EXPECT_TRUE(theirs.empty());
  });
  EXPECT_FALSE(fiber.ready());
  EXPECT_TRUE(fiber.join());
}

TEST_P(HomeTest, APoolKeepsItsPlacesWhereAFiberIsRefused) {
  const auto fiber = spawn([] { sleep_for(1s); });
  elsewhere(GetParam(), [&] {
    Pool theirs(1);
    EXPECT_THROW(theirs.add(fiber), std::logic_error);
    EXPECT_EQ(theirs.free_count(), 1U);
  });
  fiber.join();
}

TEST_P(HomeTest, AWaitForSeveralIsRefusedElsewhere) {
  Objects objects;
  settle(objects);
  expect_refused("Event", [&] { (void)wait({objects.event}); });
  expect_refused("Semaphore", [&] { (void)wait({objects.semaphore}); });
  expect_refused("AsyncResult", [&] { (void)wait({objects.result}); });
  Iwait each({objects.event});
  expect_refused("Iwait::next", [&] { (void)each.next(); });
  objects.listener.stop();
}

TEST_P(HomeTest, FibersThatWaitStayAndGoOnInTheirThread) {
  Objects objects;
  const std::thread::id here = std::this_thread::get_id();
  const auto waits = [&](const char* what, auto wait_for) {
    spawn([this, here, what, wait_for] {
      wait_for();
      EXPECT_EQ(std::this_thread::get_id(), here) << what;
      say(what);
    });
  };
  waits("event", [&] { objects.event.wait(); });
  waits("result", [&] { objects.result.get(); });
  waits("semaphore", [&] { objects.semaphore.acquire(); });
  waits("queue", [&] { objects.queue.get(); });
  waits("channel", [&] { objects.channel.get(); });
  yield();
  expect_refused("event", [&] { objects.event.set(); });
  expect_refused("result", [&] { objects.result.set(1); });
  expect_refused("semaphore", [&] { objects.semaphore.release(); });
  expect_refused("queue", [&] { objects.queue.put(1); });
  expect_refused("channel", [&] { (void)objects.channel.try_put(1); });
  sleep_for(1s);
  EXPECT_EQ(story_, Story{});
  EXPECT_FALSE(objects.event.is_set());
  EXPECT_FALSE(objects.result.ready());
  EXPECT_EQ(objects.semaphore.permits(), 0U);
  EXPECT_TRUE(objects.queue.empty());
  objects.event.set();
  yield();
  objects.result.set(1);
  yield();
  objects.semaphore.release();
  yield();
  objects.queue.put(1);
  yield();
  objects.channel.put(1);
  yield();
  EXPECT_EQ(story_,
            (Story{"event", "result", "semaphore", "queue", "channel"}));
}

TEST_P(HomeTest, AGuardThatAnotherThreadDestroysReports) {
  Semaphore semaphore(1, "the semaphore");
  RLock lock;
  auto permit = std::make_unique<SemaphoreGuard>(semaphore);
  auto holds = std::make_unique<RLockGuard>(lock);
  ::testing::internal::CaptureStderr();
  elsewhere(GetParam(), [&] {
    permit.reset();
    holds.reset();
  });
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("a SemaphoreGuard failed"), std::string::npos) << said;
  EXPECT_NE(said.find("an RLockGuard failed"), std::string::npos) << said;
  EXPECT_EQ(semaphore.permits(), 0U);
  EXPECT_TRUE(lock.owned());
  lock.release();
}

TEST_P(HomeTest, TheMessageSaysWhatAThreadNeeds) {
  Objects objects;
  settle(objects);
  elsewhere(GetParam(), [&] {
    const std::string said = error_of([&] { objects.event.set(); });
    EXPECT_EQ(said.find("\"the event\" belongs to the hub of thread "), 0U)
        << said;
    EXPECT_NE(
        said.find(GetParam() ? "which has another hub" : "which has no hub"),
        std::string::npos)
        << said;
    EXPECT_NE(said.find("a Mailbox or Hub::post()"), std::string::npos) << said;
  });
  objects.listener.stop();
}

TEST_P(HomeTest, QuestionsAreAnsweredEverywhere) {
  Objects objects;
  settle(objects);
  elsewhere(GetParam(), [&] {
    EXPECT_FALSE(objects.event.is_set());
    EXPECT_FALSE(objects.result.ready());
    EXPECT_EQ(objects.semaphore.permits(), 0U);
    EXPECT_TRUE(objects.queue.empty());
    EXPECT_FALSE(objects.channel.awaited());
    EXPECT_EQ(objects.group.size(), 0U);
    EXPECT_EQ(objects.pool.free_count(), 2U);
  });
  objects.listener.stop();
}

TEST_P(HomeTest, WhatThreadsMayUseStaysUsableEverywhere) {
  AsyncResult<int> result;
  const Promise<int> promise = result.promise();
  ThreadQueue<int> queue(2);
  Event posted;
  Hub& hub = hub_;
  elsewhere(GetParam(), [&] {
    EXPECT_TRUE(promise.set(7));
    const auto sender = queue.sender();
    EXPECT_TRUE(sender.try_put(8));
    hub.post([&] { posted.set(); });
    EXPECT_TRUE(hub.mailbox().post([] {}));
  });
  const int called = await_callback<int>(
      [](auto done) { elsewhere(GetParam(), [done] { done(9); }); });
  EXPECT_EQ(result.get(), 7);
  EXPECT_EQ(queue.get(), 8);
  EXPECT_TRUE(posted.wait(1s));
  EXPECT_EQ(called, 9);
}

TEST_P(HomeTest, AnObjectThatNoHubHasUsedBelongsToNone) {
  Objects objects;
  elsewhere(GetParam(), [&] {
    objects.semaphore.release();
    objects.event.set();
  });
  EXPECT_TRUE(objects.event.wait(0s));
  EXPECT_TRUE(objects.semaphore.try_acquire());
}

TEST(AfterTheHome, ObjectsAreFreeWithoutAHub) {
  Objects objects;
  {
    const Hub hub(kVirtual);
    settle(objects);
    objects.listener.stop();
  }
  objects.event.set();
  EXPECT_TRUE(objects.event.is_set());
  objects.semaphore.release();
  EXPECT_TRUE(objects.semaphore.try_acquire());
  objects.result.set(3);
  EXPECT_EQ(objects.result.get(), 3);
  objects.queue.put(1);
  EXPECT_EQ(objects.queue.try_get(), 1);
  objects.jobs.put(1);
  objects.channel.shutdown();
  elsewhere(false, [&] { objects.event.clear(); });
  EXPECT_FALSE(objects.event.is_set());
}

TEST(AfterTheHome, TheNextHubIsTheNewHome) {
  for (const bool same_thread : {true, false}) {
    Objects objects;
    {
      const Hub hub(kVirtual);
      settle(objects);
      objects.listener.stop();
    }
    const auto use_all = [&] {
      std::optional<Hub> hub(std::in_place, kVirtual);
      for (const auto& [what, use] : uses()) {
        EXPECT_EQ(error_of([&] { use(objects); }), "nothing") << what;
      }
      elsewhere(true, [&] {
        for (const auto& [what, use] : uses()) {
          EXPECT_NE(error_of([&] { use(objects); }), "nothing") << what;
        }
      });
    };
    same_thread ? use_all() : std::thread(use_all).join();
  }
}

TEST(AfterTheHome, AnEventOfTheProgramServesOneHubAfterTheOther) {
  static Event event("global");
  for (int round = 0; round < 3; ++round) {
    const Hub hub(kVirtual);
    const auto waits = spawn([] { event.wait(); });
    yield();
    event.set();
    EXPECT_TRUE(waits.join(1s));
    event.clear();
  }
}

TEST(AfterTheHome, ADestructorInAClosureOfTheHubsLastFiberMaySet) {
  Event event;
  struct Sets {
    ~Sets() { event.set(); }
    Event& event;
  };
  {
    const Hub hub(kVirtual);
    event.clear();
    spawn([sets = std::make_shared<Sets>(event)] { sleep_for(1h); });
    yield();
  }
  EXPECT_TRUE(event.is_set());
}

}  // namespace
}  // namespace gfetch
