#include "engine/http/src/head.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace gfetch::http {
namespace {

Response head_of(std::initializer_list<const char*> lines) {
  Response response;
  for (const char* line : lines) add_head_line(response, line);
  return response;
}

TEST(HttpHead, ReadsStatusLines) {
  struct Case {
    const char* line;
    HttpVersion version;
    int status_code;
    const char* reason;
  };
  constexpr Case kCases[] = {
      {"HTTP/1.1 200 OK\r\n", HttpVersion::k1_1, 200, "OK"},
      {"HTTP/1.0 404 Not Found\r\n", HttpVersion::k1_0, 404, "Not Found"},
      {"HTTP/2 204 \r\n", HttpVersion::k2, 204, ""},
      {"HTTP/1.1 999\n", HttpVersion::k1_1, 999, ""},
      {"HTTP/7.7 200 OK", HttpVersion::kUnknown, 200, "OK"},
      {"HTTP/1.1 abc OK", HttpVersion::k1_1, 0, "OK"},
      {"HTTP/1.1", HttpVersion::k1_1, 0, ""},
  };
  for (const Case& c : kCases) {
    const Response response = head_of({c.line});
    EXPECT_EQ(response.version, c.version) << c.line;
    EXPECT_EQ(response.status_code, c.status_code) << c.line;
    EXPECT_EQ(response.reason, c.reason) << c.line;
  }
}

TEST(HttpHead, ReadsFields) {
  const Response response =
      head_of({"HTTP/1.1 200 OK\r\n", "Content-Type: text/html\r\n",
               "X-Blank:\t a b \t\r\n", "X-Empty:\r\n", "no colon\r\n",
               "Odd :value\r\n", "X-Colons: a:b\r\n"});
  const std::vector<Header> expected = {{"Content-Type", "text/html"},
                                        {"X-Blank", "a b"},
                                        {"X-Empty", ""},
                                        {"no colon", ""},
                                        {"Odd", "value"},
                                        {"X-Colons", "a:b"}};
  EXPECT_EQ(response.headers, expected);
}

TEST(HttpHead, JoinsFoldedLines) {
  const Response response =
      head_of({" lost\r\n", "HTTP/1.1 200 OK\r\n", "A: one\r\n", "\t two\r\n"});
  EXPECT_EQ(response.headers, (std::vector<Header>{{"A", "one two"}}));
}

TEST(HttpHead, AFinalHeadReplacesAnInformationalOne) {
  const Response response =
      head_of({"HTTP/1.1 103 Early Hints\r\n", "Link: </a>\r\n", "\r\n",
               "HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n"});
  EXPECT_EQ(response.status_code, 200);
  EXPECT_EQ(response.headers, (std::vector<Header>{{"A", "b"}}));
}

TEST(HttpHead, TellsTheKindOfALine) {
  Response response;
  EXPECT_EQ(add_head_line(response, "HTTP/1.1 200 OK\r\n"), HeadLine::kStatus);
  EXPECT_EQ(add_head_line(response, "A: b\r\n"), HeadLine::kField);
  EXPECT_EQ(add_head_line(response, "\r\n"), HeadLine::kEnd);
  EXPECT_EQ(add_head_line(response, "\n"), HeadLine::kEnd);
}

}  // namespace
}  // namespace gfetch::http
