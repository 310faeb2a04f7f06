#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gfetch/http/http.h"

namespace gfetch::http {
namespace {

TEST(SetHeader, AddsAField) {
  std::vector<Header> headers = {{"Accept", "*/*"}};
  set_header(headers, "Range", "bytes=5-");
  EXPECT_EQ(headers,
            (std::vector<Header>{{"Accept", "*/*"}, {"Range", "bytes=5-"}}));
}

TEST(SetHeader, ReplacesAllFieldsOfItsNameInAnyCase) {
  std::vector<Header> headers = {
      {"RANGE", "bytes=1-"}, {"Accept", "*/*"}, {"range", "bytes=2-"}};
  set_header(headers, "Range", "bytes=5-");
  EXPECT_EQ(headers,
            (std::vector<Header>{{"Accept", "*/*"}, {"Range", "bytes=5-"}}));
}

TEST(SetHeader, ALongerNameIsAnotherField) {
  std::vector<Header> headers = {{"If-Range", "x"}, {"Ranges", "y"}};
  set_header(headers, "Range", "z");
  EXPECT_EQ(headers.size(), 3U);
}

TEST(FindHeader, FindsTheFirstFieldInAnyCase) {
  const std::vector<Header> headers = {
      {"X-Age", "0"}, {"age", "1"}, {"Age", "2"}};
  ASSERT_NE(find_header(headers, "AGE"), nullptr);
  EXPECT_EQ(find_header(headers, "AGE")->value, "1");
  EXPECT_EQ(find_header(headers, "Ag"), nullptr);
}

TEST(ConnectionField, IsOneThatOnlyTheClientSets) {
  for (const char* name :
       {"Content-Length", "content-length", "TRANSFER-ENCODING", "te",
        "Trailer", "Connection", "Keep-Alive", "Upgrade", "Expect",
        "HTTP2-Settings", "Proxy-Authorization", "proxy-connection"}) {
    EXPECT_TRUE(is_connection_field(name)) << name;
  }
  for (const char* name : {"Host", "Accept", "Content-Type", "Proxy", "TEX",
                           "X-Content-Length", "", "Content-Length-X"}) {
    EXPECT_FALSE(is_connection_field(name)) << name;
  }
}

}  // namespace
}  // namespace gfetch::http
