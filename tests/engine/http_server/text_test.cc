#include "engine/http_server/src/text.h"

#include <gtest/gtest.h>

#include <string>

namespace gfetch::http::server {
namespace {

TEST(ServerText, PercentDecoding) {
  EXPECT_EQ(percent_decoded("a%20b%2Fc"), "a b/c");
  EXPECT_EQ(percent_decoded("%c3%BC"), "\xc3\xbc");
  EXPECT_EQ(percent_decoded(""), "");
  for (const char* broken : {"%", "%2", "a%g0", "%2x", "%%20"}) {
    EXPECT_EQ(percent_decoded(broken), std::nullopt) << broken;
  }
}

TEST(ServerText, ItemsOfAList) {
  EXPECT_TRUE(list_has("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(list_has(" close ", "close"));
  EXPECT_FALSE(list_has("keep-alive, closer", "close"));
  EXPECT_FALSE(list_has("", "close"));
}

TEST(ServerText, NumbersHaveDigitsAlone) {
  EXPECT_EQ(parse_number("0"), 0U);
  EXPECT_EQ(parse_number("9999999999999999999"), 9999999999999999999U);
  for (const char* bad :
       {"", "+1", "-1", " 1", "1 ", "0x1", "1,1", "99999999999999999999"}) {
    EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
  }
}

TEST(ServerText, Base64ThereAndBack) {
  for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    EXPECT_EQ(base64_decoded(base64_encoded(text)), text);
  }
  EXPECT_EQ(base64_encoded("fooba"), "Zm9vYmE=");
  for (const char* bad : {"Z", "Zm9", "Zm9v!mFy", "===="}) {
    EXPECT_EQ(base64_decoded(bad), std::nullopt) << bad;
  }
}

TEST(ServerText, Utf8HasNoOverlongFormAndNoSurrogate) {
  for (const char* good : {"", "a", "\xc3\xbc", "\xe2\x82\xac", "\xed\x9f\xbf",
                           "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf8\x88\x80", "a\xff", "\xe2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

}  // namespace
}  // namespace gfetch::http::server
