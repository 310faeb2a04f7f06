#include "crawler/web/html/srcset.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

using Images = std::vector<std::string_view>;

TEST(Srcset, IsParsedByTheStandard) {
  EXPECT_EQ(images_in_srcset(" a.png , b.png 2x,c.png 300w"),
            (Images{"a.png", "b.png", "c.png"}));
  EXPECT_EQ(images_in_srcset("a,b 1x"), (Images{"a,b"}));
  EXPECT_EQ(images_in_srcset("a, , b,, c"), (Images{"a", "b", "c"}));
  EXPECT_EQ(images_in_srcset("a (1,x), b 2x, c 1h, d 1w 2h, e 1x 2x, f -1x"),
            (Images{"b", "d"}));
  EXPECT_TRUE(images_in_srcset(" , ").empty());
}

TEST(Srcset, T55_IsLinear) {
  const std::string blanks(1'000'000, ' ');
  const std::string commas(1'000'000, ',');
  EXPECT_EQ(images_in_srcset("a" + commas + blanks + commas).size(), 1U);
  EXPECT_EQ(images_in_srcset("a " + std::string(1'000'000, '(')).size(), 0U);
}

TEST(SrcsetConformance, T56_OffersWhatBrowsersOffer) {
  const auto path = test::conformance_file("html/srcset_cases.json");
  if (!path) GTEST_SKIP() << "no html/srcset_cases.json";
  int judged = 0;
  for (const auto& item : nlohmann::json::parse(std::ifstream(*path))) {
    if (!item.at("agrees_with_html_spec_algorithm").get<bool>()) continue;
    const auto srcset = item.at("srcset_http").get<std::string>();
    const auto images = images_in_srcset(srcset);
    EXPECT_EQ(nlohmann::json(images), item.at("all_candidates_http")) << item;
    ++judged;
  }
  EXPECT_EQ(judged, 66);
}

}  // namespace
}  // namespace gfetch::web
