#include "gfetch/fiber/imap.h"

#include <ranges>
#include <stdexcept>

#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/spawn_watch.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ImapTest : public HubTest {
 protected:
  static std::vector<int> numbers(int count) {
    std::vector<int> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(i);
    return numbers;
  }

  template <class T>
  static std::vector<T> all(Imap<T> results) {
    std::vector<T> values;
    while (auto value = results.next()) values.push_back(*value);
    return values;
  }
};

TEST_F(ImapTest, MapKeepsTheOrderOfTheItems) {
  Group group;
  const auto results = group.map(
      [](int n) {
        sleep_for((3 - n) * 1s);
        return n * n;
      },
      numbers(3));
  EXPECT_EQ(results, (std::vector<int>{0, 1, 4}));
  EXPECT_EQ(elapsed_ms(), 3000);
}

// As in the listings of gevent's tutorial, each call sees the size of its
// group.
TEST_F(ImapTest, CallsSeeTheSizeOfTheirGroup) {
  Group group;
  EXPECT_EQ(group.map([&](int) { return group.size(); }, numbers(3)),
            (std::vector<std::size_t>{3, 3, 3}));
  Pool pool(2);
  EXPECT_EQ(pool.map([&](int) { return pool.size(); }, numbers(3)),
            (std::vector<std::size_t>{2, 2, 1}));
}

TEST_F(ImapTest, OrderedAndUnorderedAsInTheTutorial) {
  Group group;
  const auto intensive = [](int n) {
    sleep_for((3 - n) * 1s);
    return n;
  };
  EXPECT_EQ(all(group.imap(intensive, numbers(3))),
            (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(all(group.imap_unordered(intensive, numbers(3))),
            (std::vector<int>{2, 1, 0}));
}

TEST_F(ImapTest, IsTheSameEveryTime) {
  Pool pool(10);
  const auto echo = [](int n) {
    sleep_for(1ms);
    return n;
  };
  const auto run = [&] { return all(pool.imap_unordered(echo, numbers(10))); };
  const auto first = run();
  EXPECT_EQ(first, numbers(10));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(run(), first);
}

TEST_F(ImapTest, MapThrowsTheFirstFailureAndTheOthersGoOn) {
  Group group;
  int ended = 0;
  const auto call = [&](int n) {
    sleep_for(n * 1s);
    if (n == 1) throw std::runtime_error("one");
    ++ended;
    return n;
  };
  EXPECT_THROW(group.map(call, numbers(4)), std::runtime_error);
  group.join();
  EXPECT_EQ(ended, 3);
}

TEST_F(ImapTest, AFailureIsThrownInItsPlaceAndTheRestFollows) {
  Group group;
  auto results = group.imap(
      [](int n) {
        if (n == 1) throw std::runtime_error("one");
        return n;
      },
      numbers(3));
  EXPECT_EQ(results.next(), 0);
  EXPECT_THROW(results.next(), std::runtime_error);
  EXPECT_EQ(results.next(), 2);
  EXPECT_EQ(results.next(), std::nullopt);
  EXPECT_EQ(results.next(), std::nullopt);
}

TEST_F(ImapTest, WithMaxsizeItStartsNoMoreThanThatAhead) {
  Group group;
  int started = 0;
  auto results = group.imap(
      [&](int n) {
        ++started;
        return n;
      },
      numbers(10), 3);
  sleep_for(1s);
  EXPECT_EQ(started, 3);
  EXPECT_EQ(results.next(), 0);
  sleep_for(1s);
  EXPECT_EQ(started, 4);
}

TEST_F(ImapTest, DroppedEarlyItStartsNoMore) {
  Group group;
  int started = 0;
  {
    auto results = group.imap(
        [&](int n) {
          ++started;
          return n;
        },
        numbers(10), 2);
    results.next();
  }
  group.join();
  hub_.join();
  EXPECT_LE(started, 3);
}

TEST_F(ImapTest, AFailingRangeSurfacesToo) {
  Group group;
  auto failing = std::views::iota(0, 3) | std::views::transform([](int n) {
                   if (n == 2) throw std::out_of_range("range");
                   return n;
                 });
  auto results = group.imap([](int n) { return n; }, failing);
  EXPECT_EQ(results.next(), 0);
  EXPECT_EQ(results.next(), 1);
  EXPECT_THROW(results.next(), std::out_of_range);
  EXPECT_EQ(results.next(), std::nullopt);
}

TEST_F(ImapTest, AKilledCallIsAFailure) {
  Group group;
  auto results = group.imap(
      [](int n) {
        sleep_for(10s);
        return n;
      },
      numbers(1));
  yield();
  yield();
  group.kill();
  EXPECT_THROW(results.next(), FiberKilled);
  EXPECT_EQ(results.next(), std::nullopt);
}

TEST_F(ImapTest, AKilledFeederEndsTheIteration) {
  Group group;
  const SpawnWatch watch([](const AnyFiber& fiber) {
    if (fiber.name() == "imap") fiber.kill(KillMode::kLater);
  });
  EXPECT_EQ(group.map([](int n) { return n; }, numbers(3)), std::vector<int>{});
}

TEST_F(ImapTest, CallsThatReturnNothingAreMappedToo) {
  Pool pool(2);
  int sum = 0;
  pool.map([&](int n) { sum += n; }, numbers(5));
  EXPECT_EQ(sum, 10);
}

}  // namespace
}  // namespace gfetch
