#include "engine/http_server/src/head_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/support/case_name.h"

namespace gfetch::http::server {
namespace {

using namespace std::string_literals;

struct Outcome {
  std::string text;  // what the head refers to
  int status = 0;
  ParsedHead head;
};

// The outcome stays where its text is.
std::unique_ptr<const Outcome> parse_whole(std::string text,
                                           const HeadLimits& limits = {}) {
  HeadScanner scanner;
  auto outcome = std::make_unique<Outcome>();
  outcome->text = std::move(text);
  if (scanner.scan(outcome->text, limits)) {
    outcome->status = scanner.error();
  } else {
    outcome->status = -1;
  }
  if (outcome->status == 0) {
    outcome->status =
        parse_head(std::string_view(outcome->text).substr(0, scanner.size()),
                   outcome->head);
  }
  return outcome;
}

int status_of(const std::string& text, const HeadLimits& limits = {}) {
  return parse_whole(text, limits)->status;
}

// What two servers might read in two ways, or what is no request at all.
struct Refused {
  const char* name;
  int status;
  std::string head;
};

class HeadRefused : public ::testing::TestWithParam<Refused> {};

TEST_P(HeadRefused, WithItsStatus) {
  EXPECT_EQ(status_of(GetParam().head), GetParam().status);
}

std::string post(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Smuggling, HeadRefused,
    ::testing::Values(
        Refused{"LengthThenCoding", 400,
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")},
        Refused{"CodingThenLength", 400,
                post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")},
        Refused{"LengthAndUnknownCoding", 400,
                post("Content-Length: 5\r\nTransfer-Encoding: chunke\r\n")},
        Refused{"TwoLengths", 400,
                post("Content-Length: 5\r\nContent-Length: 6\r\n")},
        Refused{"TwoEqualLengths", 400,
                post("Content-Length: 5\r\nContent-Length: 5\r\n")},
        Refused{"ListOfLengths", 400, post("Content-Length: 5, 5\r\n")},
        Refused{"PlusLength", 400, post("Content-Length: +5\r\n")},
        Refused{"MinusLength", 400, post("Content-Length: -5\r\n")},
        Refused{"HexLength", 400, post("Content-Length: 0x5\r\n")},
        Refused{"EmptyLength", 400, post("Content-Length:\r\n")},
        Refused{"HugeLength", 400,
                post("Content-Length: 99999999999999999999\r\n")},
        Refused{"LengthWithSpaces", 400, post("Content-Length: 5 5\r\n")},
        Refused{"TwoCodings", 400,
                post("Transfer-Encoding: chunked\r\n"
                     "Transfer-Encoding: chunked\r\n")},
        Refused{"CodingBeforeChunked", 501,
                post("Transfer-Encoding: gzip, chunked\r\n")},
        Refused{"CodingAfterChunked", 501,
                post("Transfer-Encoding: chunked, identity\r\n")},
        Refused{"Identity", 501, post("Transfer-Encoding: identity\r\n")},
        Refused{"CodingWithQuotes", 501,
                post("Transfer-Encoding: \"chunked\"\r\n")},
        Refused{"CodingOfHttp10", 400,
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        Refused{"SpaceBeforeColon", 400, post("Content-Length : 5\r\n")},
        Refused{"TabBeforeColon", 400,
                post("Transfer-Encoding\t: chunked\r\n")},
        Refused{"SpaceInName", 400, post("Content Length: 5\r\n")},
        Refused{"NoName", 400, post(": 5\r\n")},
        Refused{"NoColon", 400, post("Content-Length\r\n")},
        Refused{"FoldedLine", 400, post("X: a\r\n b\r\n")},
        Refused{"FoldedByTab", 400, post("X: a\r\n\tb\r\n")},
        Refused{"FoldedFirstField", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
        Refused{"FoldedCoding", 400,
                post("Transfer-Encoding:\r\n chunked\r\n")},
        Refused{"LineFeedAlone", 400, "GET / HTTP/1.1\nHost: a\n\n"},
        Refused{"LineFeedInField", 400, post("X: a\nContent-Length: 5\r\n")},
        Refused{"CarriageReturnAlone", 400, post("X: a\rb\r\n")},
        Refused{"TwoCarriageReturns", 400, post("X: a\r\r\n")},
        Refused{"NullInName", 400, post("X\0Y: a\r\n"s)},
        Refused{"NullInValue", 400, post("X: a\0b\r\n"s)},
        Refused{"NullInTarget", 400, "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s},
        Refused{"ControlInValue", 400, post("X: a\x01\r\n")},
        Refused{"DeleteInValue", 400, post("X: a\x7f\r\n")},
        Refused{"NonAsciiName", 400, post("Content-L\xc3\xa4nge: 5\r\n")}),
    test::case_name);

INSTANTIATE_TEST_SUITE_P(
    Malformed, HeadRefused,
    ::testing::Values(
        Refused{"NoHost", 400, "GET / HTTP/1.1\r\n\r\n"},
        Refused{"TwoHosts", 400,
                "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
        Refused{"HostWithPath", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
        Refused{"HostWithUser", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"},
        Refused{"HostList", 400, "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
        Refused{"NoVersion", 400, "GET /\r\n\r\n"},
        Refused{"Version2", 505, "PRI * HTTP/2.0\r\n\r\n"},
        Refused{"Version0", 505, "GET / HTTP/0.9\r\n\r\n"},
        Refused{"VersionOfTwoDigits", 400,
                "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
        Refused{"LowerCaseVersion", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"},
        Refused{"TwoSpaces", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"SpaceInTarget", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"SpaceBeforeMethod", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"SpaceAtEnd", 400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
        Refused{"BadMethod", 400, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"Fragment", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"RelativeTarget", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"OtherScheme", 400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"UserInTarget", 400,
                "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"StarOfGet", 400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"Connect", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
        Refused{"UnknownExpectation", 417, post("Expect: 200-ok\r\n")},
        Refused{"TlsHello", 400, "\x16\x03\x01\x02\x00\x01\n"s},
        Refused{"EmptyLineFirst", 400, "\r\n\r\n"}),
    test::case_name);

TEST(HeadParser, TellsThePartsOfARequest) {
  const auto outcome = parse_whole(
      "GET /a%20b?c=d&e HTTP/1.1\r\nHost: example.com:80\r\nX-Empty:\r\n"
      "X-Spaces:  a b \t\r\nContent-Length: 12\r\nExpect: "
      "100-continue\r\n\r\n");
  ASSERT_EQ(outcome->status, 0);
  const ParsedHead& head = outcome->head;
  EXPECT_EQ(head.method, "GET");
  EXPECT_EQ(head.target, "/a%20b?c=d&e");
  EXPECT_EQ(head.raw_path, "/a%20b");
  EXPECT_EQ(head.query, "c=d&e");
  EXPECT_EQ(head.host, "example.com:80");
  EXPECT_EQ(head.content_length, 12U);
  EXPECT_TRUE(head.expects_continue);
  EXPECT_TRUE(head.keep_alive);
  ASSERT_EQ(head.fields.size(), 5U);
  EXPECT_EQ(head.fields[1].value, "");
  EXPECT_EQ(head.fields[2].value, "a b");
}

TEST(HeadParser, TheHostOfTheTargetOutweighsTheField) {
  const auto outcome =
      parse_whole("GET http://a.example?q HTTP/1.1\r\nHost: b\r\n\r\n");
  ASSERT_EQ(outcome->status, 0);
  EXPECT_EQ(outcome->head.host, "a.example");
  EXPECT_EQ(outcome->head.raw_path, "/");
  EXPECT_EQ(outcome->head.query, "q");
}

TEST(HeadParser, WhoKeepsTheConnection) {
  const auto keeps = [](const std::string& version, const std::string& field) {
    return parse_whole("GET / HTTP/" + version + "\r\nHost: a\r\n" + field +
                       "\r\n")
        ->head.keep_alive;
  };
  EXPECT_TRUE(keeps("1.1", ""));
  EXPECT_FALSE(keeps("1.1", "Connection: Close\r\n"));
  EXPECT_FALSE(keeps("1.1", "Connection: x, close\r\n"));
  EXPECT_FALSE(keeps("1.0", ""));
  EXPECT_TRUE(keeps("1.0", "Connection: Keep-Alive\r\n"));
}

TEST(HeadParser, OptionsMayBeOfTheWholeServer) {
  const auto outcome = parse_whole("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_EQ(outcome->status, 0);
  EXPECT_EQ(outcome->head.raw_path, "*");
}

TEST(HeadScanner, LooksAtEachByteOnceAsItArrives) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody";
  HeadScanner scanner;
  for (std::size_t i = 0; i + 5 < head.size(); ++i) {
    ASSERT_FALSE(scanner.scan(head.substr(0, i), HeadLimits())) << i;
  }
  ASSERT_TRUE(scanner.scan(head, HeadLimits()));
  EXPECT_EQ(scanner.size(), head.size() - 4);
  EXPECT_EQ(scanner.error(), 0);
}

TEST(HeadScanner, KeepsTheLimits) {
  const HeadLimits limits{.request_line = 30, .head = 100, .fields = 2};
  EXPECT_EQ(status_of("GET /" + std::string(30, 'a'), limits), 414);
  EXPECT_EQ(status_of("GET /" + std::string(20, 'a') + " HTTP/1.1\r\n", limits),
            414);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nA: " + std::string(90, 'a'), limits),
            431);
  EXPECT_EQ(
      status_of("GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\n\r\n", limits),
      431);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nB: b\r\n\r\n", limits), 0);
}

}  // namespace
}  // namespace gfetch::http::server
