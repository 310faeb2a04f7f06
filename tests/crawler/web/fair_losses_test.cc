// Tests of the decision whose entries a full store gives up.
#include "web/http/fair_losses.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace gfetch::web {
namespace {

using Sizes = std::vector<std::size_t>;

TEST(FairLosses, X08_TheLargestSiteLosesAllOfIt) {
  EXPECT_EQ(fair_losses({1, 100, 2}, 30), (Sizes{0, 30, 0}));
}

TEST(FairLosses, X08_LargeSitesBecomeEquallyLarge) {
  EXPECT_EQ(fair_losses({5, 1, 9, 1}, 6), (Sizes{1, 0, 5, 0}));
  EXPECT_EQ(fair_losses({4, 4, 4}, 4), (Sizes{2, 1, 1}));
}

TEST(FairLosses, X11_SmallSitesLoseNoMoreThanIsNeeded) {
  EXPECT_EQ(fair_losses({1, 1, 1, 1}, 2), (Sizes{1, 1, 0, 0}));
  EXPECT_EQ(fair_losses({1, 2}, 9), (Sizes{1, 2}));
  EXPECT_EQ(fair_losses({}, 9), Sizes{});
}

}  // namespace
}  // namespace gfetch::web
