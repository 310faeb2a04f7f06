// Items whose move throws. The exception comes out in the fiber that puts or
// gets the item, also where it had to wait, and nothing else is lost.
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/channel.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/thread_queue.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

enum class Throws { kNever, kInHub, kInFibers };

/// A number that can only be moved, and for some time not even that.
class Item {
 public:
  static inline Throws throws = Throws::kNever;

  explicit Item(int its_number) : number(its_number) {}
  // NOLINTNEXTLINE(performance-noexcept-move-constructor)
  Item(Item&& other) : number(other.number) { try_move(); }
  // NOLINTNEXTLINE(performance-noexcept-move-constructor)
  Item& operator=(Item&& other) {
    try_move();
    number = other.number;
    return *this;
  }
  ~Item() = default;

  bool operator<(const Item& other) const { return number < other.number; }

  int number;

 private:
  static void try_move() {
    const bool stuck =
        throws == (detail::in_hub() ? Throws::kInHub : Throws::kInFibers);
    if (stuck) throw std::runtime_error("the item cannot be moved");
  }
};

class ThrowingItemTest : public HubTest {
 protected:
  ~ThrowingItemTest() override { Item::throws = Throws::kNever; }
};

template <class Q>
class ThrowingQueueTest : public ThrowingItemTest {};

using Queues = ::testing::Types<Queue<Item>, LifoQueue<Item>,
                                PriorityQueue<Item>, JoinableQueue<Item>>;
TYPED_TEST_SUITE(ThrowingQueueTest, Queues);

TYPED_TEST(ThrowingQueueTest, APutThatWaitsThrows) {
  TypeParam queue(1);
  queue.put(Item(1));
  const auto stuck = spawn([&] { queue.put(Item(2)); });
  const auto later = spawn([&] {
    sleep_for(1s);
    EXPECT_TRUE(queue.put(Item(3)));
  });
  yield();
  EXPECT_EQ(queue.get()->number, 1);
  Item::throws = Throws::kInFibers;
  EXPECT_THROW(stuck.get(), std::runtime_error);
  EXPECT_TRUE(queue.empty());
  Item::throws = Throws::kNever;
  EXPECT_EQ(queue.get()->number, 3) << "the slot is free";
  later.get();
}

TYPED_TEST(ThrowingQueueTest, TheOthersAreServed) {
  TypeParam queue(1);
  queue.put(Item(1));
  const auto stuck = spawn([&] {
    EXPECT_THROW(queue.put(Item(2)), std::runtime_error);
    Item::throws = Throws::kNever;  // before the hub serves the next
  });
  const auto next = spawn([&] { EXPECT_TRUE(queue.put(Item(3))); });
  yield();
  EXPECT_EQ(queue.get()->number, 1);
  Item::throws = Throws::kInFibers;
  stuck.get();
  EXPECT_EQ(queue.get()->number, 3);
  next.get();
}

TYPED_TEST(ThrowingQueueTest, AnItemThatAGetCannotMoveStays) {
  TypeParam queue;
  for (const int number : {2, 1, 3}) queue.put(Item(number));
  Item::throws = Throws::kInFibers;
  EXPECT_THROW((void)queue.try_get(), std::runtime_error);
  EXPECT_THROW((void)queue.get(), std::runtime_error);
  EXPECT_EQ(queue.size(), 3U);
  Item::throws = Throws::kNever;
  int sum = 0;
  while (auto item = queue.try_get()) sum += item->number;
  EXPECT_EQ(sum, 6);
}

TEST_F(ThrowingItemTest, APriorityQueueKeepsItsOrder) {
  PriorityQueue<Item> queue;
  for (const int number : {5, 2, 4, 1, 3}) queue.put(Item(number));
  Item::throws = Throws::kInFibers;
  EXPECT_THROW((void)queue.get(), std::runtime_error);
  Item::throws = Throws::kNever;
  std::vector<int> numbers;
  while (auto item = queue.try_get()) numbers.push_back(item->number);
  EXPECT_EQ(numbers, (std::vector<int>{1, 2, 3, 4, 5}));
}

TEST_F(ThrowingItemTest, APutIntoAChannelThrowsAndTheGetWaitsOn) {
  Channel<Item> channel;
  const auto getter = spawn([&] { return channel.get()->number; });
  const auto stuck = spawn([&] { channel.put(Item(1)); });
  Item::throws = Throws::kInHub;
  EXPECT_THROW(stuck.get(), std::runtime_error);
  EXPECT_FALSE(getter.ready());
  Item::throws = Throws::kNever;
  EXPECT_TRUE(channel.put(Item(2)));
  EXPECT_EQ(getter.get(), 2);
}

TEST_F(ThrowingItemTest, AChannelServesThePutsBehind) {
  Channel<Item> channel;
  const auto stuck = spawn([&] {
    EXPECT_THROW(channel.put(Item(1)), std::runtime_error);
    Item::throws = Throws::kNever;
  });
  const auto next = spawn([&] { EXPECT_TRUE(channel.put(Item(2))); });
  yield();
  Item::throws = Throws::kInHub;
  EXPECT_EQ(channel.get()->number, 2);
  stuck.get();
  next.get();
}

TEST_F(ThrowingItemTest, AGetOfAThreadQueueThrowsAndTheItemStays) {
  ThreadQueue<Item> queue(2);
  const auto sender = queue.sender();
  const auto getter = spawn([&] { (void)queue.get(); });
  yield();
  std::thread([&] { EXPECT_TRUE(sender.put(Item(7))); }).join();
  Item::throws = Throws::kInFibers;
  EXPECT_THROW(getter.get(), std::runtime_error);
  EXPECT_EQ(queue.size(), 1U);
  Item::throws = Throws::kNever;
  EXPECT_EQ(queue.get()->number, 7);
}

TEST_F(ThrowingItemTest, APromiseThatCannotMoveItsValueFails) {
  AsyncResult<Item> result;
  std::thread([promise = result.promise()] {
    EXPECT_TRUE(promise.set(Item(1)));
  }).join();
  const auto waits = spawn([&] { (void)result.get(); });
  Item::throws = Throws::kInHub;
  EXPECT_THROW(waits.get(), std::runtime_error);
  EXPECT_THROW((void)result.get(), std::runtime_error);
}

TEST_F(ThrowingItemTest, ASetThatThrowsLeavesTheResultUnset) {
  AsyncResult<Item> result;
  const auto waits = spawn([&] { return result.get().number; });
  yield();
  Item::throws = Throws::kInFibers;
  EXPECT_THROW(result.set(Item(1)), std::runtime_error);
  Item::throws = Throws::kNever;
  EXPECT_FALSE(result.ready());
  result.set(Item(2));
  EXPECT_EQ(waits.get(), 2);
}

/// A number that can be copied at times.
struct Copied {
  Copied() = default;
  Copied(const Copied& /*other*/) {
    if (fails) throw std::runtime_error("no copy");
  }
  Copied& operator=(const Copied&) = delete;
  static inline bool fails = false;
};

TEST_F(ThrowingItemTest, ALinkWhoseCopyThrowsFailsTheResult) {
  AsyncResult<Copied> result;
  const auto fiber = spawn([] { return Copied(); });
  fiber.join();
  Copied::fails = true;
  fiber.link(std::ref(result));
  EXPECT_THROW((void)result.get(), std::runtime_error);
  Copied::fails = false;
}

// --- comparisons that throw --------------------------------------------------

/// Compares numbers, and throws at one of the next comparisons.
struct Picky {
  static inline int left = -1;  // comparisons until it throws; -1: never

  template <class T>
  bool operator()(const T& a, const T& b) const {
    if (left >= 0 && left-- == 0) throw std::range_error("not comparable");
    return a < b;
  }
};

class ThrowingComparisonTest : public ThrowingItemTest {
 protected:
  ~ThrowingComparisonTest() override { Picky::left = -1; }

  /// Puts and takes numbers in turns, with a comparison that throws in each,
  /// and expects that `queue` has exactly the numbers of those that succeed.
  template <class Q>
  static void expect_nothing_lost(Q& queue) {
    std::multiset<int> there;
    for (int i = 0; i < 500; ++i) {
      const int number = i * 37 % 101;
      Picky::left = i % 7;
      try {
        if (i % 3 != 0) {
          (void)queue.put(typename Q::value_type(number));
          there.insert(number);
        } else if (const auto taken = queue.try_get()) {
          EXPECT_EQ(value(*taken), *there.begin());
          there.erase(there.begin());
        }
      } catch (const std::range_error&) {
      }
      ASSERT_EQ(queue.size(), there.size());
    }
    Picky::left = -1;
    for (const int number : there) {
      const auto taken = queue.try_get();
      ASSERT_TRUE(taken);
      EXPECT_EQ(value(*taken), number);
    }
    EXPECT_TRUE(queue.empty());
  }

 private:
  static int value(int number) { return number; }
  static int value(const Item& item) { return item.number; }
};

TEST_F(ThrowingComparisonTest, LosesNothing) {
  PriorityQueue<int, Picky> numbers;
  expect_nothing_lost(numbers);
  PriorityQueue<Item, Picky> items;
  expect_nothing_lost(items);
}

TEST_F(ThrowingComparisonTest, InTheHubThrowsInThePutThatWaits) {
  PriorityQueue<int, Picky> queue(3);
  for (const int number : {5, 3, 4}) queue.put(number);
  const auto stuck = spawn([&] { queue.put(1); });
  const auto later = spawn([&] { return queue.put(2); });
  yield();
  EXPECT_EQ(queue.try_get(), 3);
  Picky::left = 0;
  EXPECT_THROW(stuck.get(), std::range_error);
  EXPECT_TRUE(later.get());
  for (const int number : {2, 4, 5}) EXPECT_EQ(queue.try_get(), number);
  EXPECT_TRUE(queue.empty());
}

TEST_F(ThrowingComparisonTest, InAGetLeavesTheItemForTheNext) {
  PriorityQueue<int, Picky> queue;
  const auto first = spawn([&] { return queue.get(); });
  const auto second = spawn([&] { return queue.get(); });
  yield();
  for (const int number : {5, 3, 4}) queue.put(number);
  Picky::left = 0;
  EXPECT_THROW(first.get(), std::range_error);
  EXPECT_EQ(second.get(), 3);
  EXPECT_EQ(queue.size(), 2U);
}

}  // namespace
}  // namespace gfetch
