#include "crawler/web/html/refresh.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "gfetch/web/url.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

std::string target_of(std::string_view content) {
  const auto target = refresh_target(content);
  if (!target) return "none";
  return target->empty() ? "self" : std::string(*target);
}

std::string href_of(std::string_view target) {
  const Url page = *parse_url("http://site.test/");
  return parse_url(target, &page)->href();
}

TEST(Refresh, LeadsToItsUrl) {
  EXPECT_EQ(target_of("0;url=a b"), "a b");
  EXPECT_EQ(target_of(" 1.5 , URL = 'a' b"), "a");
  EXPECT_EQ(target_of("3; a"), "a");
  EXPECT_EQ(target_of("3; urn:a"), "urn:a");
  EXPECT_EQ(target_of("3"), "self");
  EXPECT_EQ(target_of("url=a"), "none");
  EXPECT_EQ(target_of("3a"), "none");
}

TEST(RefreshConformance, T57_ReadsWhatBrowsersRead) {
  const auto path = test::conformance_file("html/meta_refresh_cases.json");
  if (!path) GTEST_SKIP() << "no html/meta_refresh_cases.json";
  int judged = 0;
  for (const auto& item : nlohmann::json::parse(std::ifstream(*path))) {
    const auto content = item.at("content").get<std::string>();
    const std::string wanted =
        item.at("refreshes").get<bool>()
            ? item.at("url_unresolved").get<std::string>()
            : "none";
    // The URL parser removes whitespace within a URL and at its ends.
    EXPECT_EQ(href_of(target_of(content)), href_of(wanted)) << item;
    ++judged;
  }
  EXPECT_EQ(judged, 69);
}

}  // namespace
}  // namespace gfetch::web
