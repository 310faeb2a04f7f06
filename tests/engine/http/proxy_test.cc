#include "gfetch/http/proxy.h"

#include <gtest/gtest.h>

namespace gfetch::http {
namespace {

TEST(Proxy, ReadsWhatCurlReads) {
  struct Case {
    const char* text;
    Proxy proxy;
  };
  const Case kCases[] = {
      {"host", {ProxyKind::kHttp, "host", 1080, "", ""}},
      {"Host:3128", {ProxyKind::kHttp, "host", 3128, "", ""}},
      {"http://host:80/", {ProxyKind::kHttp, "host", 80, "", ""}},
      {"HTTPS://host", {ProxyKind::kHttps, "host", 443, "", ""}},
      {"socks5://10.0.0.1", {ProxyKind::kSocks5, "10.0.0.1", 1080, "", ""}},
      {"socks5h://[::1]:9", {ProxyKind::kSocks5h, "::1", 9, "", ""}},
      {"u:p@host:1", {ProxyKind::kHttp, "host", 1, "u", "p"}},
      {"http://u@host", {ProxyKind::kHttp, "host", 1080, "u", ""}},
      {"http://u%40x:p%3a@q%zz@host",
       {ProxyKind::kHttp, "host", 1080, "u@x", "p:@q%zz"}},
  };
  for (const Case& c : kCases) {
    const auto proxy = parse_proxy(c.text);
    ASSERT_TRUE(proxy) << c.text << ": " << proxy.error().message;
    EXPECT_EQ(*proxy, c.proxy) << c.text;
  }
}

TEST(Proxy, RefusesTheRestAndRepeatsNoPassword) {
  for (const char* text :
       {"", "http://", "ftp://u:secret@host", "socks4://host", "http://host:",
        "http://host:0", "http://host:70000", "http://u:secret@", "[::1",
        "[nonsense]:1", "host name", "http://u:secret@ho\r\nst"}) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_EQ(proxy.error().message.find("secret"), std::string::npos) << text;
  }
}

TEST(Proxy, T09_IsShownWithoutItsLogin) {
  EXPECT_EQ(shown(*parse_proxy("u:secret@h:1")), "http://h:1");
  EXPECT_EQ(shown(*parse_proxy("socks5://[::1]")), "socks5://[::1]:1080");
}

}  // namespace
}  // namespace gfetch::http
