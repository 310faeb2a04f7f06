// The suites of the Web Platform Tests, judged as browsers are.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gfetch/crawler/url.h"
#include "tests/support/conformance.h"

namespace gfetch {
namespace {

using nlohmann::json;

/// Cases that are known to fail: the input, and why.
using KnownMisses = std::map<std::string, std::string>;

class UrlConformance : public testing::Test {
 protected:
  /// The cases of a suite, its comments left out; null when it is not there.
  static json load(const std::string& name) {
    const auto path = test::conformance_file(name);
    if (!path) return nullptr;
    json cases = json::array();
    for (const json& item : json::parse(std::ifstream(*path))) {
      if (item.is_object()) cases.push_back(item);
    }
    return cases;
  }

  /// Compares one case; a known miss may pass, for a newer ICU mends some.
  void judge(const std::string& input, const std::string& expected,
             const std::string& got, const KnownMisses& known = {}) {
    ++cases_;
    if (got == expected) return;
    ++misses_;
    EXPECT_TRUE(known.contains(input))
        << "input    " << testing::PrintToString(input) << "\nexpected "
        << expected << "\ngot      " << got;
  }

  ~UrlConformance() override {
    RecordProperty("cases", cases_);
    RecordProperty("misses", misses_);
  }

  int cases_ = 0;
  int misses_ = 0;
};

/// All that a case of urltestdata tells about a URL, in its words.
std::string facts(const Url& url) {
  const std::string host(url.host());
  const std::string port = url.port() ? std::to_string(*url.port()) : "";
  return "href=" + url.href() + " protocol=" + std::string(url.scheme()) +
         ": username=" + std::string(url.username()) +
         " password=" + std::string(url.password()) +
         " host=" + (port.empty() ? host : host + ":" + port) +
         " hostname=" + host + " port=" + port +
         " pathname=" + std::string(url.pathname()) +
         " search=" + std::string(url.search()) +
         " hash=" + std::string(url.fragment());
}

std::string facts(const json& expected) {
  std::string text;
  for (const char* key : {"href", "protocol", "username", "password", "host",
                          "hostname", "port", "pathname", "search", "hash"}) {
    if (!text.empty()) text += ' ';
    text += std::string(key) + '=' + expected.at(key).get<std::string>();
  }
  return text;
}

TEST_F(UrlConformance, ParsesAsTheStandard) {
  const json cases = load("url/urltestdata.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/urltestdata.json";
  for (const json& item : cases) {
    const auto input = item.at("input").get<std::string>();
    std::string got = "failure";
    if (item.at("base").is_null()) {
      const Result<Url> url = parse_url(input);
      if (url) got = facts(*url);
    } else {
      const Result<Url> base = parse_url(item.at("base").get<std::string>());
      ASSERT_TRUE(base) << item.at("base");
      const Result<Url> url = parse_url(input, &*base);
      if (url) got = facts(*url);
    }
    judge(input, item.contains("failure") ? "failure" : facts(item), got);
  }
  EXPECT_EQ(cases_, 891);
}

/// The host as a URL can hold it: what would end it is percent-encoded.
std::string encode_host_ends(const std::string& host) {
  std::string text;
  for (const char c : host) {
    switch (c) {
      case ':':
        text += "%3A";
        break;
      case '/':
        text += "%2F";
        break;
      case '?':
        text += "%3F";
        break;
      case '#':
        text += "%23";
        break;
      case '\\':
        text += "%5C";
        break;
      default:
        text += c;
    }
  }
  return text;
}

std::string host_in_url(const std::string& input) {
  const Result<Url> url =
      parse_url("https://" + encode_host_ends(input) + "/x");
  return url ? url->href() : "failure";
}

std::string expected_url(const json& item) {
  if (item.at("output").is_null()) return "failure";
  return "https://" + item.at("output").get<std::string>() + "/x";
}

TEST_F(UrlConformance, MakesDomainsAscii) {
  const json cases = load("url/toascii.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/toascii.json";
  for (const json& item : cases) {
    const auto input = item.at("input").get<std::string>();
    judge(input, expected_url(item), host_in_url(input));
  }
}

TEST_F(UrlConformance, MapsInternationalDomains) {
  const json cases = load("url/IdnaTestV2.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/IdnaTestV2.json";
  for (const json& item : cases) {
    const auto input = item.at("input").get<std::string>();
    if (input.empty()) continue;  // no URL can hold it
    judge(input, expected_url(item), host_in_url(input));
  }
}

TEST_F(UrlConformance, PercentEncodesUtf8) {
  const json cases = load("url/percent-encoding.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/percent-encoding.json";
  for (const json& item : cases) {
    const auto input = item.at("input").get<std::string>();
    const Result<Url> url = parse_url("http://h/?" + input + "#" + input);
    ASSERT_TRUE(url) << input;
    const auto encoded = item.at("output").at("utf-8").get<std::string>();
    judge(input, "?" + encoded + "#" + encoded,
          std::string(url->search()) + std::string(url->fragment()));
  }
}

}  // namespace
}  // namespace gfetch
