// Items that can only be copied: what a move leaves behind is another item,
// whose destructor blocks. It runs in a fiber or in the thread that puts, never
// in the hub and never under a lock, and the queue may be used meanwhile.
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/thread_queue.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

/// A number whose destructor blocks the fiber and lets others run.
class Item {
 public:
  /// Is asked by each destructor: its lock must be free.
  static inline const ThreadQueue<Item>* asked = nullptr;

  explicit Item(int its_number) : number(its_number) {}
  Item(const Item&) = default;
  Item& operator=(const Item&) = default;
  ~Item() {
    if (asked != nullptr) (void)asked->size();
    if (!Hub::exists()) return;
    const KillShield shield;
    sleep_for(1ms);
  }

  bool operator<(const Item& other) const { return number < other.number; }

  int number;
};

class CopiedItemTest : public HubTest {
 protected:
  ~CopiedItemTest() override { Item::asked = nullptr; }

  /// Calls `fn` in the hub, and waits until nothing is left to do.
  template <class F>
  void in_hub(F fn) {
    hub_.post(fn);
    hub_.join();
  }
};

template <class Q>
class CopiedQueueTest : public CopiedItemTest {};

using Queues = ::testing::Types<Queue<Item>, LifoQueue<Item>,
                                PriorityQueue<Item>, JoinableQueue<Item>>;
TYPED_TEST_SUITE(CopiedQueueTest, Queues);

TYPED_TEST(CopiedQueueTest, APutThatWaits) {
  TypeParam queue(1);
  const Item one(1);
  queue.put(one);
  const auto putter = spawn([&] { return queue.put(Item(2)); });
  yield();
  EXPECT_EQ(queue.get()->number, 1);
  EXPECT_TRUE(putter.get());
  EXPECT_EQ(queue.get()->number, 2);
}

TYPED_TEST(CopiedQueueTest, EachItemIsTakenOnce) {
  TypeParam queue;
  for (int number = 0; number < 6; ++number) queue.put(Item(number));
  std::multiset<int> got;
  std::vector<Fiber<void>> getters;
  for (int i = 0; i < 6; ++i) {
    getters.push_back(spawn([&] { got.insert(queue.get()->number); }));
  }
  join_all(getters);
  EXPECT_EQ(got, (std::multiset<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_TRUE(queue.empty());
}

TYPED_TEST(CopiedQueueTest, PutsAndGetsAtTheSameTime) {
  TypeParam queue(2);
  std::multiset<int> got;
  std::vector<Fiber<void>> fibers;
  for (int i = 0; i < 8; ++i) {
    fibers.push_back(spawn([&, i] { queue.put(Item(i)); }));
    fibers.push_back(spawn([&] { got.insert(queue.get()->number); }));
  }
  join_all(fibers);
  EXPECT_EQ(got, (std::multiset<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TYPED_TEST(CopiedQueueTest, TheHubPuts) {
  TypeParam queue(1);
  const Item item(1);
  this->in_hub([&] {
    EXPECT_TRUE(queue.try_put(item));
    EXPECT_FALSE(queue.try_put(item));
  });
  EXPECT_EQ(queue.get()->number, 1);
}

TYPED_TEST(CopiedQueueTest, TheHubDropsTheItems) {
  TypeParam queue;
  auto other = std::make_unique<TypeParam>();
  for (int number = 0; number < 3; ++number) {
    queue.put(Item(number));
    other->put(Item(number));
  }
  this->in_hub([&] {
    queue.shutdown_now();
    other.reset();
  });
  EXPECT_TRUE(queue.empty());
}

TYPED_TEST(CopiedQueueTest, AFiberMayDestroyTheQueueWhileItemsAreDropped) {
  auto queue = std::make_unique<TypeParam>();
  for (int number = 0; number < 3; ++number) queue->put(Item(number));
  const auto dropper = spawn([&] { queue->shutdown_now(); });
  yield();  // the dropper blocks in the destructor of the first item
  queue.reset();
  dropper.get();
}

TEST_F(CopiedItemTest, AChannelInTheHub) {
  Channel<Item> channel;
  const Item item(1);
  const auto getter = spawn([&] { return channel.get()->number; });
  yield();
  in_hub([&] {
    EXPECT_TRUE(channel.try_put(item));
    EXPECT_FALSE(channel.try_put(item));
  });
  EXPECT_EQ(getter.get(), 1);
}

TEST_F(CopiedItemTest, TheHubReplacesAResult) {
  AsyncResult<Item> result;
  auto other = std::make_unique<AsyncResult<Item>>();
  const Item first(1);
  const Item second(2);
  other->set(first);
  in_hub([&] {
    result.set(first);
    result.set(second);
    other.reset();
  });
  EXPECT_EQ(result.get().number, 2);
}

TEST_F(CopiedItemTest, APromiseInAThread) {
  AsyncResult<Item> result;
  std::thread([promise = result.promise()] { promise.set(Item(7)); }).join();
  EXPECT_EQ(result.get().number, 7);
}

TEST_F(CopiedItemTest, AThreadQueue) {
  ThreadQueue<Item> queue(2);
  Item::asked = &queue;
  std::thread camera([sender = queue.sender()] {
    const Item item(4);
    EXPECT_TRUE(sender.put(Item(1)));
    for (int number = 2; number < 4; ++number) sender.put(Item(number));
    while (!sender.try_put(item)) std::this_thread::sleep_for(1ms);
  });
  std::vector<int> got;
  for (Item& item : queue) got.push_back(item.number);
  camera.join();
  EXPECT_EQ(got, (std::vector<int>{1, 2, 3, 4}));
  Item::asked = nullptr;
}

TEST_F(CopiedItemTest, AFullOrClosedThreadQueueLeavesTheItem) {
  ThreadQueue<Item> queue(1);
  Item::asked = &queue;
  const auto sender = queue.sender();
  Item item(1);
  EXPECT_TRUE(sender.try_put(item));
  EXPECT_FALSE(sender.try_put(std::move(item)));
  EXPECT_EQ(item.number, 1);
  EXPECT_FALSE(sender.put(item, -1s)) << "no time to wait is no error";
  queue.close();
  EXPECT_FALSE(sender.put(item));
  EXPECT_EQ(queue.get()->number, 1);
  EXPECT_EQ(queue.get(), std::nullopt);
  Item::asked = nullptr;
}

TEST_F(CopiedItemTest, AThreadQueueInTheHub) {
  auto queue = std::make_unique<ThreadQueue<Item>>(4);
  Item::asked = queue.get();
  const Item item(1);
  std::optional<Item> got;
  {
    const auto sender = queue->sender();
    in_hub([&] {
      for (int i = 0; i < 3; ++i) EXPECT_TRUE(sender.try_put(item));
      auto* const taken = new auto(queue->try_get());
      got = *taken;
      spawn([taken] { delete taken; });
      Item::asked = nullptr;
      queue.reset();
      EXPECT_FALSE(sender.try_put(item));
    });
  }
  EXPECT_EQ(got->number, 1);
}

TEST_F(CopiedItemTest, FibersOfAThreadQueueTakeTheirItemsThemselves) {
  ThreadQueue<Item> queue(8);
  std::multiset<int> got;
  std::vector<Fiber<void>> getters;
  for (int i = 0; i < 4; ++i) {
    getters.push_back(spawn([&] { got.insert(queue.get()->number); }));
  }
  yield();
  std::thread([sender = queue.sender()] {
    for (int number = 0; number < 4; ++number) sender.put(Item(number));
  }).join();
  join_all(getters);
  EXPECT_EQ(got, (std::multiset<int>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace gfetch
