// Tests robots.txt parsing by the published cases of Google's parser, except
// those that RFC 9309 leaves open or decides differently.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "crawler/web/robots/robots.h"
#include "gfetch/web/url.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

using nlohmann::json;

/// Cases that gfetch decides differently from Google's parser, each with the
/// reason.
const std::map<std::string, const char*> kOtherwise = {
    {"robots-003", "an empty URL is no URL"},
    {"robots-007", "a line without a colon is no record"},
    {"robots-064", "URLs are percent-encoded before they are judged: allowed"},
    {"robots-066", "URLs are percent-encoded before they are judged: allowed"},
    {"robots-067", "RFC 9309, 2.2.2: %62%61%7A is baz"},
    {"robots-079", "/ is not /index.html"},
    {"robots-084", "a line of 16 KiB counts whole"},
    {"robots-087", "a line of 16 KiB counts whole"},
};

bool allows(const json& item) {
  const auto robots = item.at("robots").get<std::string>();
  const auto product = item.at("ua").get<std::string>();
  const auto url = parse_url(item.at("url").get<std::string>());
  if (!url) return true;
  return RobotsRules::parse(robots, product)
      .allows(std::string(url->pathname()).append(url->search()));
}

TEST(RobotsConformance, JudgesAsTheRfc) {
  const auto path = test::conformance_file("robots/robots_cases.json");
  if (!path) GTEST_SKIP() << "no robots/robots_cases.json";
  int hard = 0;
  for (const json& item : json::parse(std::ifstream(*path))) {
    const auto id = item.at("id").get<std::string>();
    const bool agrees = allows(item) == item.at("allowed").get<bool>();
    const bool is_hard = item.at("rfc9309_safe").get<bool>();
    hard += is_hard ? 1 : 0;
    EXPECT_EQ(agrees, is_hard || !kOtherwise.contains(id)) << id;
  }
  EXPECT_EQ(hard, 114);
}

}  // namespace
}  // namespace gfetch::web
