// What an object lets run (a fiber that it wakes, a destructor) may use it or
// destroy it. It then finds nothing half done, and no member is used after it.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/group.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/semaphore.h"
#include "gfetch/fiber/wait.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ReentryTest : public HubTest {};

/// Calls a function in its destructor, also after it was moved.
struct AtEnd {
  explicit AtEnd(std::function<void()> its_fn)
      : fn(std::make_shared<std::function<void()>>(std::move(its_fn))) {}
  AtEnd(AtEnd&&) = default;
  AtEnd& operator=(AtEnd&&) = delete;
  ~AtEnd() {
    if (!fn) return;
    const KillShield shield;
    (*fn)();
  }
  std::shared_ptr<std::function<void()>> fn;
};

// --- queues: the getters of a full queue into which the hub puts -------------

template <class Q>
class HubPutTest : public ReentryTest {
 protected:
  /// Returns what a try_put() by the hub returns while a full queue has a
  /// waiting getter, which calls `then` when it has its item.
  bool put_into_full(std::function<void()> then) {
    queue_ = std::make_unique<Q>(1);
    const auto getter = spawn([this, then] {
      queue_->get();
      then();
    });
    yield();
    bool put = false;
    hub_.post([&] {
      EXPECT_TRUE(queue_->try_put(1));  // the getter is not served yet
      put = queue_->try_put(2);
    });
    getter.get();
    return put;
  }

  std::unique_ptr<Q> queue_;
};

using IntQueues = ::testing::Types<Queue<int>, LifoQueue<int>,
                                   PriorityQueue<int>, JoinableQueue<int>>;
TYPED_TEST_SUITE(HubPutTest, IntQueues);

TYPED_TEST(HubPutTest, TheGetterMakesRoom) {
  EXPECT_TRUE(this->put_into_full([] {}));
  EXPECT_EQ(this->queue_->size(), 1U);
}

TYPED_TEST(HubPutTest, TheGetterDestroysTheQueue) {
  EXPECT_FALSE(this->put_into_full([this] { this->queue_.reset(); }));
}

TYPED_TEST(HubPutTest, TheGetterShutsTheQueueDown) {
  EXPECT_FALSE(this->put_into_full([this] { this->queue_->shutdown(); }));
  EXPECT_TRUE(this->queue_->empty());
}

TYPED_TEST(HubPutTest, TheGetterFillsTheQueueAgain) {
  EXPECT_FALSE(this->put_into_full([this] { this->queue_->put(3); }));
  EXPECT_EQ(this->queue_->try_get(), 3);
}

// --- the other wait queues: the first fiber destroys the object --------------

template <class Object, class Wait, class Wake>
void first_destroys(Wait wait, Wake wake) {
  auto object = std::make_unique<Object>();
  const auto first = spawn([&] {
    wait(*object);
    object.reset();
  });
  const auto second = spawn([&] { wait(*object); });
  yield();
  wake(*object);
  first.get();
  second.join();
  EXPECT_EQ(object, nullptr);
  second.exception();
}

TEST_F(ReentryTest, TheFirstFiberThatIsWokenDestroysTheObject) {
  first_destroys<Event>([](Event& event) { event.wait(); },
                        [](Event& event) { event.set(); });
  struct Locked : Semaphore {
    Locked() : Semaphore(0) {}
  };
  first_destroys<Locked>([](Semaphore& lock) { lock.acquire(); },
                         [](Semaphore& lock) {
                           lock.release();
                           lock.release();
                         });
  first_destroys<AsyncResult<int>>([](auto& result) { (void)result.get(); },
                                   [](auto& result) { result.set(1); });
  first_destroys<JoinableQueue<int>>(
      [](auto& queue) {
        if (queue.unfinished() == 0) queue.put(1);
        queue.join();
      },
      [](auto& queue) { queue.task_done(); });
}

TEST_F(ReentryTest, AFiberThatWaitsForAPoolDestroysIt) {
  auto pool = std::make_unique<Pool>(1);
  pool->spawn([] { sleep_for(1s); });
  const auto destroyer = spawn([&] {
    EXPECT_TRUE(pool->wait_available(1h));
    pool.reset();
  });
  hub_.join();
  destroyer.get();
}

// --- AsyncResult: a second set() ---------------------------------------------

TEST_F(ReentryTest, AResultIsReplacedAtOnce) {
  struct Value {
    explicit Value(int its_number) : number(its_number) {}
    Value(const Value&) = delete;
    ~Value() {
      number = -1;
      const KillShield shield;
      yield();
    }
    int number;
  };
  AsyncResult<Value> result;
  result.set(1);
  const auto setter = spawn([&] { result.set(2); });
  std::vector<int> seen;
  while (!setter.ready()) {
    seen.push_back(result.get().number);
    yield();
  }
  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
  const auto failer = spawn([&] {
    result.set_exception(std::make_exception_ptr(std::runtime_error("no")));
  });
  yield();
  EXPECT_FALSE(failer.ready()) << "the value is being destroyed";
  EXPECT_THROW((void)result.get(), std::runtime_error);
}

TEST_F(ReentryTest, AValueThatBlocksWhileItIsMade) {
  struct Slow {
    explicit Slow(int its_number) {
      sleep_for(1s);
      number = its_number;
    }
    int number = -1;
  };
  AsyncResult<Slow> result;
  result.set(1);
  const auto setter = spawn([&] { result.set(2); });
  yield();
  EXPECT_EQ(result.get().number, 1);
  setter.get();
  EXPECT_EQ(result.get().number, 2);
}

TEST_F(ReentryTest, AValueThatCannotBeMadeLeavesTheOldOne) {
  struct Picky {
    explicit Picky(int its_number) : number(its_number) {
      if (number < 0) throw std::out_of_range("picky");
    }
    int number;
  };
  AsyncResult<Picky> result;
  result.set(1);
  EXPECT_THROW(result.set(-1), std::out_of_range);
  EXPECT_EQ(result.get().number, 1);
}

TEST_F(ReentryTest, AReplacedValueDestroysTheResult) {
  auto result = std::make_unique<AsyncResult<AtEnd>>();
  result->set(AtEnd([&] { result.reset(); }));
  result->set(AtEnd([] {}));
  EXPECT_EQ(result, nullptr);
}

// --- groups ------------------------------------------------------------------

TEST_F(ReentryTest, AMemberThatIsKilledDestroysTheGroup) {
  for (const KillMode mode : {KillMode::kBlock, KillMode::kLater}) {
    auto group = std::make_unique<Group>();
    group->spawn([&] {
      const AtEnd end([&] { group.reset(); });
      sleep_for(1h);
    });
    const auto other = group->spawn([] { sleep_for(1h); });
    yield();
    EXPECT_EQ(group->kill(fiber_exit(), mode), mode == KillMode::kBlock);
    hub_.join();
    EXPECT_EQ(group, nullptr);
    EXPECT_TRUE(other.killed());
  }
}

TEST_F(ReentryTest, TheFunctionOfAMemberDestroysTheGroup) {
  for (const KillMode mode : {KillMode::kBlock, KillMode::kLater}) {
    auto group = std::make_unique<Group>();
    const auto before = group->spawn([] {});
    auto destroyer = make_fiber([end = AtEnd([&] { group.reset(); })] {});
    group->start(destroyer);
    const auto behind = group->spawn([] {});
    EXPECT_TRUE(group->kill(fiber_exit(), mode));
    EXPECT_EQ(group, nullptr);
    EXPECT_TRUE(before.killed());
    EXPECT_TRUE(destroyer.killed());
    EXPECT_TRUE(behind.killed());
  }
}

TEST_F(ReentryTest, TheFunctionOfAMemberKillsTheOthers) {
  Group group;
  group.spawn(
      [end = AtEnd([&] { group.kill(fiber_exit(), KillMode::kLater); })] {});
  const auto last = group.spawn([] {});
  EXPECT_TRUE(group.kill());
  EXPECT_TRUE(last.killed());
  EXPECT_TRUE(group.empty());
}

TEST_F(ReentryTest, TheFunctionOfAMemberAddsMembers) {
  Group group;
  Fiber<void> added;
  group.spawn([end = AtEnd([&] {
                 added = group.spawn([] { sleep_for(1h); });
                 sleep_for(1s);
               })] {});
  EXPECT_TRUE(group.kill());
  EXPECT_TRUE(added.killed());
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(ReentryTest, AMemberIsMarkedAsKilledWhenItIs) {
  // Two kills at the same time: the second one waits for those that the first
  // one has not reached.
  Group group;
  group.spawn([end = AtEnd([] { sleep_for(1s); })] {});
  const auto late = group.spawn([] { sleep_for(1h); });
  const auto first = spawn([&] { group.kill(); });
  // The fibers begin in this order: nothing has begun when the kill begins.
  EXPECT_TRUE(group.kill());
  EXPECT_TRUE(late.killed());
  first.get();
}

TEST_F(ReentryTest, AResultThatTheGroupDropsDestroysTheGroup) {
  auto group = std::make_unique<Group>();
  AtEnd end([&] { group.reset(); });
  group->spawn([&end] { return std::move(end); });
  hub_.join();
  EXPECT_EQ(group, nullptr);
}

TEST_F(ReentryTest, ADiscardedMemberDestroysTheGroup) {
  auto group = std::make_unique<Group>();
  {
    auto fiber = make_fiber([end = AtEnd([&] { group.reset(); })] {});
    group->add(fiber);
    auto* const kept = new AnyFiber(fiber);
    fiber = {};
    const AnyFiber copy = *kept;
    delete kept;
    group->discard(copy);
  }
  EXPECT_EQ(group, nullptr);
}

// --- Pool::resize
// --------------------------------------------------------------

TEST_F(ReentryTest, APoolOfAnySize) {
  Pool pool(2);
  pool.resize(SIZE_MAX);
  EXPECT_EQ(pool.limit(), SIZE_MAX);
  EXPECT_EQ(pool.free_count(), SIZE_MAX);
  const auto member = pool.spawn([] { sleep_for(1s); });
  EXPECT_EQ(pool.free_count(), SIZE_MAX - 1);
  pool.resize(1);
  EXPECT_TRUE(pool.full());
  pool.resize(0);
  EXPECT_TRUE(pool.full());
  pool.resize(SIZE_MAX);
  member.join();
  pool.join();
  EXPECT_EQ(pool.free_count(), SIZE_MAX);
  Pool endless(SIZE_MAX);
  endless.resize(3);
  EXPECT_EQ(endless.free_count(), 3U);
}

TEST_F(ReentryTest, AResizedPoolWakesThoseThatWait) {
  Pool pool(1);
  const auto fill = [] { sleep_for(1s); };
  pool.spawn(fill);
  std::vector<Fiber<void>> spawners;
  for (int i = 0; i < 3; ++i) {
    spawners.push_back(spawn([&] { pool.spawn(fill); }));
  }
  yield();
  pool.resize(3);
  yield();
  yield();
  EXPECT_EQ(pool.size(), 3U);
  pool.resize(1);
  EXPECT_EQ(pool.free_count(), 0U);
  join_all(spawners);
  EXPECT_EQ(elapsed_ms(), 1000) << "three have ended, one may begin";
  pool.join();
  EXPECT_EQ(pool.free_count(), 1U);
}

TEST_F(ReentryTest, AnImapOfAnySize) {
  Group group;
  {
    const auto results =
        group.imap([](int n) { return n; }, std::vector<int>{1, 2}, SIZE_MAX);
  }
  auto results =
      group.imap([](int n) { return n; }, std::vector<int>{1, 2}, SIZE_MAX);
  EXPECT_EQ(results.next(), 1);
  EXPECT_EQ(results.next(), 2);
  EXPECT_EQ(results.next(), std::nullopt);
}

}  // namespace
}  // namespace gfetch
