#include "gfetch/web/proxy_rules.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "tests/support/case_name.h"

namespace gfetch::web {
namespace {

struct Case {
  std::string_view name;
  std::string_view list;
  std::string_view host;
  bool covered;
};

void PrintTo(const Case& item, std::ostream* out) {
  *out << item.host << " in " << item.list;
}

class NoProxyTable : public testing::TestWithParam<Case> {};

TEST_P(NoProxyTable, Covers) {
  EXPECT_EQ(NoProxy::parse(GetParam().list).covers(GetParam().host),
            GetParam().covered);
}

constexpr Case kCases[] = {
    {"Empty", "", "a.test", false},
    {"Name", "b.test,a.test", "a.test", true},
    {"Blanks", "b.test  a.test", "a.test", true},
    {"Capitals", "A.Test", "a.test", true},
    {"Below", "test.org", "www.test.org", true},
    {"DotBelow", ".test.org", "www.test.org", true},
    {"DotItself", ".test.org", "test.org", true},
    {"SameEnd", "test.org", "nottest.org", false},
    {"Above", "www.test.org", "test.org", false},
    {"TrailingDot", "test.org.", "test.org", true},
    {"TrailingDotOfHost", "test.org", "test.org.", true},
    {"Everything", "*", "10.0.0.1", true},
    {"EverythingInAList", "a.test, *", "b.test", true},
    {"Address", "127.0.0.1", "127.0.0.1", true},
    {"OtherAddress", "127.0.0.1", "127.0.0.2", false},
    {"Range", "10.0.0.0/8", "10.255.1.2", true},
    {"OddRange", "192.168.0.0/23", "192.168.1.9", true},
    {"OutsideRange", "192.168.0.0/23", "192.168.2.0", false},
    {"WholeRange", "0.0.0.0/0", "8.8.8.8", true},
    {"RangeTooLong", "10.0.0.0/33", "10.0.0.0", false},
    {"Ipv6", "[::1]", "::1", true},
    {"Ipv6Range", "fd00::/8", "fd12::1", true},
    {"Ipv6NotIpv4", "::/0", "10.0.0.1", false},
    {"TailOfAnAddress", "0.1", "10.0.0.1", false},
};
INSTANTIATE_TEST_SUITE_P(Lists, NoProxyTable, testing::ValuesIn(kCases),
                         test::case_name);

/// Returns the proxy for `scheme://host/` with these environment variables, or
/// the error.
std::string proxy_with(const std::map<std::string, std::string>& variables,
                       std::string_view scheme,
                       std::string_view host = "a.test") {
  const auto rules = proxies_of([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
  if (!rules) return rules.error().message;
  const auto proxy =
      rules->proxy_for({std::string(scheme), std::string(host), 80});
  return proxy ? shown(*proxy) : "none";
}

TEST(ProxiesOf, T24_EachSchemeHasItsOwn) {
  EXPECT_EQ(proxy_with({}, "http"), "none");
  EXPECT_EQ(proxy_with({{"http_proxy", "p:1"}}, "http"), "http://p:1");
  EXPECT_EQ(proxy_with({{"http_proxy", "p:1"}}, "https"), "none");
  EXPECT_EQ(proxy_with({{"https_proxy", "p:1"}}, "https"), "http://p:1");
  EXPECT_EQ(proxy_with({{"https_proxy", "p:1"}}, "http"), "none");
  EXPECT_EQ(proxy_with({{"all_proxy", "socks5h://p"}}, "http"),
            "socks5h://p:1080");
  EXPECT_EQ(proxy_with({{"all_proxy", "p:1"}, {"http_proxy", "q:2"}}, "http"),
            "http://q:2");
}

TEST(ProxiesOf, T24_CapitalsCountButForHttp) {
  EXPECT_EQ(proxy_with({{"HTTP_PROXY", "p:1"}}, "http"), "none");
  EXPECT_EQ(proxy_with({{"HTTPS_PROXY", "p:1"}}, "https"), "http://p:1");
  EXPECT_EQ(proxy_with({{"ALL_PROXY", "p:1"}}, "http"), "http://p:1");
  EXPECT_EQ(
      proxy_with({{"HTTPS_PROXY", "p:1"}, {"https_proxy", "q:2"}}, "https"),
      "http://q:2");
}

TEST(ProxiesOf, AnEmptyVariableMeansNone) {
  EXPECT_EQ(proxy_with({{"http_proxy", ""}, {"all_proxy", "p:1"}}, "http"),
            "none");
}

TEST(ProxiesOf, NoProxyExcepts) {
  EXPECT_EQ(proxy_with({{"all_proxy", "p:1"}, {"no_proxy", "test"}}, "http"),
            "none");
  EXPECT_EQ(proxy_with({{"all_proxy", "p:1"}, {"NO_PROXY", "test"}}, "http"),
            "none");
  EXPECT_EQ(proxy_with({{"all_proxy", "p:1"}, {"no_proxy", "b.test"}}, "http"),
            "http://p:1");
}

TEST(ProxiesOf, ABadOneIsNamed) {
  EXPECT_EQ(proxy_with({{"https_proxy", "ftp://u:secret@p"}}, "https"),
            "https_proxy: a proxy is http://, https://, socks5:// or "
            "socks5h://");
  EXPECT_EQ(proxy_with({{"ALL_PROXY", "p:x"}}, "http"),
            "all_proxy: a proxy's port is a number from 1 to 65535");
}

}  // namespace
}  // namespace gfetch::web
