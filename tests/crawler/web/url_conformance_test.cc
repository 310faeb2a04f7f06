// Tests the URL parser by the URL suites of the Web Platform Tests.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "gfetch/http/request_url.h"
#include "gfetch/web/url.h"
#include "tests/support/conformance.h"

namespace gfetch::web {
namespace {

using nlohmann::json;

/// Replaces lone surrogates in JSON text by U+FFFD, as browsers do.
std::string mend_surrogates(std::string text) {
  const auto half = [&](std::size_t at, std::string_view kinds) {
    return text.compare(at, 2, "\\u") == 0 && at + 6 <= text.size() &&
           (text[at + 2] == 'd' || text[at + 2] == 'D') &&
           kinds.find(text[at + 3]) != std::string_view::npos;
  };
  for (std::size_t at = 0; at + 6 <= text.size(); ++at) {
    if (text[at] != '\\') continue;
    if (half(at, "89abAB") && half(at + 6, "cdefCDEF")) {
      at += 11;
    } else if (half(at, "89abcdefABCDEF")) {
      text.replace(at, 6, "\\uFFFD");
      at += 5;
    } else {
      ++at;  // skips the escaped character
    }
  }
  return text;
}

/// Percent-encodes the bytes of `host` that would end the host in a URL.
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

/// Characters that UTS #46 disallows before some version of Unicode and accepts
/// from that version on. Cases with such characters fail with an older ICU.
struct NewlyTaken {
  char32_t first;
  char32_t last;
  const char* reason;
};
constexpr NewlyTaken kNewlyTaken[] = {
    {0x1E9E, 0x1E9E, "mapped to one letter, not two: Unicode 15.1, ICU 74"},
    {0x04C0, 0x04C0, "mapped to its small letter: Unicode 16, ICU 76"},
    {0x10A0, 0x10C5, "mapped to small letters: Unicode 16, ICU 76"},
    {0x2132, 0x2132, "mapped to its small letter: Unicode 16, ICU 76"},
    {0x2183, 0x2183, "mapped to its small letter: Unicode 16, ICU 76"},
    {0x2F868, 0x2F868, "mapped to a unified ideograph: Unicode 16, ICU 76"},
    {0x115F, 0x1160, "ignored: Unicode 16, ICU 76"},
    {0x17B4, 0x17B5, "ignored: Unicode 16, ICU 76"},
    {0x180E, 0x180E, "ignored: Unicode 16, ICU 76"},
    {0x206A, 0x206F, "ignored: Unicode 16, ICU 76"},
    {0x3164, 0x3164, "ignored: Unicode 16, ICU 76"},
    {0xFFA0, 0xFFA0, "ignored: Unicode 16, ICU 76"},
    {0x1D173, 0x1D17A, "ignored: Unicode 16, ICU 76"},
    {0x323B0, 0x33479, "not assigned before Unicode 17, ICU 78"},
};

bool needs_newer_icu(std::string_view host) {
  for (std::size_t i = 0; i < host.size();) {
    const auto lead = static_cast<unsigned char>(host[i++]);
    char32_t character = lead < 0xE0   ? lead & 0x1FU
                         : lead < 0xF0 ? lead & 0x0FU
                                       : lead & 0x07U;
    while (i < host.size() && (host[i] & 0xC0) == 0x80) {
      character = character << 6 | (static_cast<unsigned>(host[i++]) & 0x3FU);
    }
    for (const NewlyTaken& range : kNewlyTaken) {
      if (range.first <= character && character <= range.last) return true;
    }
  }
  return false;
}

class UrlConformance : public testing::Test {
 protected:
  /// Loads the cases of a suite without its comments; null when the file is
  /// missing.
  static json load(const std::string& name) {
    const auto path = test::conformance_file(name);
    if (!path) return nullptr;
    std::ostringstream text;
    text << std::ifstream(*path).rdbuf();
    json cases = json::array();
    for (const json& item : json::parse(mend_surrogates(text.str()))) {
      if (item.is_object()) cases.push_back(item);
    }
    return cases;
  }

  void judge(const std::string& input, const std::string& expected,
             const std::string& got) {
    ++cases_;
    EXPECT_EQ(got, expected) << "input " << testing::PrintToString(input);
  }

  /// Tests a host of the suite. A failure that an older ICU explains is counted
  /// as a known failure.
  void judge_host(const json& item) {
    const auto input = item.at("input").get<std::string>();
    const std::string got = host_in_url(input);
    if (got != expected_url(item) && needs_newer_icu(input)) {
      ++known_misses_;
    } else {
      judge(input, expected_url(item), got);
    }
  }

  ~UrlConformance() override {
    RecordProperty("cases", cases_);
    RecordProperty("known_misses", known_misses_);
  }

  int cases_ = 0;
  int known_misses_ = 0;
};

/// Formats the parts of a URL like the expected parts in a case of urltestdata.
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

/// Expects that the engine's parser takes the serialised `url` as it is, and
/// finds no other origin in `input`, from which it was parsed.
void expect_one_truth(const std::string& input, const Result<Url>& url) {
  const http::RequestUrl direct(input);
  if (direct.valid()) {
    ASSERT_TRUE(url) << input;
    EXPECT_EQ(direct.origin(), url->origin()) << input;
  }
  if (!url || !url->is_http()) return;
  const http::RequestUrl requested(url->request_url());
  EXPECT_TRUE(requested.valid()) << input;
  EXPECT_EQ(requested.text(), url->request_url()) << input;
  EXPECT_EQ(requested.origin(), url->origin()) << input;
}

TEST_F(UrlConformance, TheEngineAgrees) {
  const json cases = load("url/urltestdata.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/urltestdata.json";
  for (const json& item : cases) {
    if (!item.at("base").is_null()) continue;
    const auto input = item.at("input").get<std::string>();
    expect_one_truth(input, parse_url(input));
  }
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

TEST_F(UrlConformance, T46_MakesDomainsAscii) {
  const json cases = load("url/toascii.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/toascii.json";
  for (const json& item : cases) {
    judge_host(item);
  }
}

TEST_F(UrlConformance, T46_MapsInternationalDomains) {
  const json cases = load("url/IdnaTestV2.json");
  if (cases.is_null()) GTEST_SKIP() << "no url/IdnaTestV2.json";
  for (const json& item : cases) {
    if (item.at("input") == "") continue;  // no URL can contain an empty host
    judge_host(item);
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
}  // namespace gfetch::web
