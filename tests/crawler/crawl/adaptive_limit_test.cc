#include "crawler/crawl/frontier/adaptive_limit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;

constexpr int kMost = 8;

TimePoint at(Duration since_start) {
  return TimePoint(since_start);
}

// Simulates a host: each round of a second has as many concurrent requests as
// the adaptive limit allows.
class Host {
 public:
  enum class Answer { kServed, kTurnedAway };

  explicit Host(int most = kMost) : most_(most) {}

  void round(Answer answer, Duration ttfb = 10ms) {
    const int in_flight = limit();
    for (int left = in_flight; left > 0; --left) {
      if (answer == Answer::kServed) {
        limit_.served(ttfb, in_flight, most_, at(clock_), at(clock_ + 1s));
      } else {
        limit_.overloaded(left, most_, at(clock_), at(clock_ + 1s));
      }
    }
    clock_ += 1s;
  }

  // Runs `count` rounds and returns the limit after each.
  std::vector<int> rounds(int count, Answer answer, Duration ttfb = 10ms) {
    std::vector<int> limits;
    for (int i = 0; i < count; ++i) {
      round(answer, ttfb);
      limits.push_back(limit());
    }
    return limits;
  }

  int limit() const { return limit_.now(most_); }

 private:
  int most_;
  AdaptiveLimit limit_;
  Duration clock_{0};
};

using Answer = Host::Answer;

TEST(AdaptiveLimit, BeginsWithTheMost) {
  EXPECT_EQ(AdaptiveLimit().now(1), 1);
  EXPECT_EQ(AdaptiveLimit().now(kMost), kMost);
}

TEST(AdaptiveLimit, StaysThereWhileAllIsWell) {
  Host host;
  EXPECT_EQ(host.rounds(5, Answer::kServed), std::vector<int>(5, kMost));
}

TEST(AdaptiveLimit, HalvesOnceARoundAndEndsAtOne) {
  Host host;
  EXPECT_EQ(host.rounds(5, Answer::kTurnedAway),
            (std::vector<int>{4, 2, 1, 1, 1}));
}

TEST(AdaptiveLimit, GrowsByAboutOneARoundUpToTheMost) {
  Host host(4);
  host.rounds(3, Answer::kTurnedAway);
  EXPECT_EQ(host.rounds(6, Answer::kServed),
            (std::vector<int>{2, 2, 3, 4, 4, 4}));
}

TEST(AdaptiveLimit, CountsWhatWasInFlightNotWhatWasAllowed) {
  AdaptiveLimit limit;
  limit.overloaded(4, 100, at(1s), at(2s));
  EXPECT_EQ(limit.now(100), 2);
}

TEST(AdaptiveLimit, LearnsNothingFromBeforeItWasLowered) {
  AdaptiveLimit limit;
  EXPECT_TRUE(limit.overloaded(8, kMost, at(1s), at(2s)));
  EXPECT_FALSE(limit.overloaded(7, kMost, at(1s), at(2s)));
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(limit.served(1ms, 4, kMost, at(1500ms), at(3s)));
  }
  EXPECT_EQ(limit.now(kMost), 4);
}

TEST(AdaptiveLimit, DoesNotGrowUnused) {
  AdaptiveLimit limit;
  limit.overloaded(8, kMost, at(1s), at(2s));
  for (int i = 0; i < 100; ++i) limit.served(1ms, 3, kMost, at(3s), at(3s));
  EXPECT_EQ(limit.now(kMost), 4);
}

TEST(AdaptiveLimit, FallsWhenAnswersBecomeSlow) {
  Host host;
  host.rounds(20, Answer::kServed, 50ms);
  host.rounds(8, Answer::kServed, 500ms);
  EXPECT_LT(host.limit(), kMost);
  EXPECT_GE(host.limit(), 2);
}

TEST(AdaptiveLimit, TakesAHostThatIsSlowFromTheStartAsItIs) {
  Host host;
  EXPECT_EQ(host.rounds(50, Answer::kServed, 5s), std::vector<int>(50, kMost));
}

TEST(AdaptiveLimit, MindsNoMilliseconds) {
  Host host;
  host.rounds(20, Answer::kServed, 1ms);
  host.rounds(20, Answer::kServed, 90ms);
  EXPECT_EQ(host.limit(), kMost);
}

TEST(AdaptiveLimit, MindsNoSlowAnswerAmongFastOnes) {
  AdaptiveLimit limit;
  for (int i = 0; i < 1000; ++i) {
    limit.served(i % 20 == 0 ? 2s : 50ms, kMost, kMost, at(i * 1s), at(i * 1s));
  }
  EXPECT_EQ(limit.now(kMost), kMost);
}

TEST(AdaptiveLimit, NeverFallsForSlownessOfOneRequestAtATime) {
  Host host(1);
  host.rounds(20, Answer::kServed, 1ms);
  host.rounds(100, Answer::kServed, 5s);
  EXPECT_EQ(host.limit(), 1);
}

}  // namespace
}  // namespace gfetch::crawl
