#include "engine/http_server/src/http_date.h"

#include <gtest/gtest.h>

namespace gfetch::http::server {
namespace {

constexpr std::time_t kExample = 784'111'777;  // of RFC 9110, 5.6.7

TEST(HttpDate, TheThreeForms) {
  EXPECT_EQ(format_date(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (const char* form :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parse_date(form), kExample) << form;
  }
  EXPECT_EQ(parse_date("Thu Nov 16 08:49:37 1995"), 816'511'777);
}

TEST(HttpDate, OtherTextIsNone) {
  for (const char* bad :
       {"", "x", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "784111777"}) {
    EXPECT_EQ(parse_date(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace gfetch::http::server
