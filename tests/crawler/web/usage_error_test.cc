#include "gfetch/web/usage_error.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace gfetch::web {
namespace {

constexpr std::array<std::string_view, 5> kKnown = {
    "status_code", "url", "final_url", "timing.total", "title"};

TEST(Closest, FindsWhatWasMistyped) {
  EXPECT_EQ(closest("statuscode", kKnown), "status_code");
  EXPECT_EQ(closest("ulr", kKnown), "url");
  EXPECT_EQ(closest("tilte", kKnown), "title");
  EXPECT_EQ(closest("timing.totals", kKnown), "timing.total");
}

TEST(Closest, FindsWhatWasOnlyBegun) {
  EXPECT_EQ(closest("stat", kKnown), "status_code");
}

TEST(Closest, FindsNothingForWhatIsFar) {
  EXPECT_EQ(closest("colour", kKnown), "");
  EXPECT_EQ(closest("", kKnown), "");
  EXPECT_EQ(closest(std::string(100000, 'x'), kKnown), "");
}

TEST(UnknownName, SuggestsTheNearest) {
  EXPECT_EQ(unknown_name("field", "statuscode", kKnown).message,
            "unknown field \"statuscode\" (did you mean \"status_code\"?)");
}

TEST(UnknownName, ListsAllWhenNothingIsNear) {
  EXPECT_EQ(unknown_name("field", "colour", kKnown).message,
            "unknown field \"colour\"; known are status_code, url, final_url, "
            "timing.total, title");
}

}  // namespace
}  // namespace gfetch::web
