// Bodies of requests: lengths, chunks, 100-continue, limits, and what a handler
// leaves unread.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& fields, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

void echo(ServerRequest& request, ServerResponse& response) {
  response.send(200, {}, request.read_all());
}

void ignore(ServerRequest&, ServerResponse& response) {
  response.send(200, {}, "ignored");
}

using BodyTest = ServerTest;

TEST_F(BodyTest, OfALengthAndInChunks) {
  EXPECT_EQ(body_of(ask(echo, post("Content-Length: 5\r\n", "hello"))),
            "hello");
  EXPECT_EQ(body_of(ask(echo, post("Content-Length: 0\r\n", ""))), "");
  EXPECT_EQ(body_of(ask(echo, post("Transfer-Encoding: Chunked\r\n",
                                   "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n"
                                   "\r\n"))),
            "hello");
}

TEST_F(BodyTest, ALongOneArrivesAsItIsRead) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        request.body_limit(std::uint64_t{1} << 40);
        std::array<char, 1000> piece;
        std::uint64_t size = 0;
        while (const std::size_t got = request.read(piece)) size += got;
        response.send(200, {}, std::to_string(size));
      });
  TestClient client(server);
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
      "Content-Length: 10000000\r\n\r\n");
  const std::string piece(100'000, 'x');
  for (int i = 0; i < 100; ++i) client.send(piece);
  EXPECT_EQ(body_of(client.rest()), "10000000");
}

TEST_F(BodyTest, IsReadWhileItIsSent) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        std::array<char, 100> piece;
        while (const std::size_t got = request.read(piece)) {
          response.write(std::string_view(piece.data(), got));
          response.flush();
        }
      });
  TestClient client(server);
  client.send(post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n"));
  EXPECT_EQ(status_of(client.head()), 200);
  EXPECT_EQ(client.read(6), "1\r\na\r\n");
  client.send("2\r\nbc\r\n0\r\n\r\n");
  client.end();
  EXPECT_EQ(client.rest(), "2\r\nbc\r\n0\r\n\r\n");
}

TEST_F(BodyTest, AnUnreadOneDoesNotBecomeTheNextRequest) {
  const std::string inner = "GET /inner HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto handler = [](ServerRequest& request, ServerResponse& response) {
    EXPECT_NE(request.path(), "/inner");
    response.send(200, {}, "ignored");
  };
  const std::string length =
      "Content-Length: " + std::to_string(inner.size()) + "\r\n";
  EXPECT_EQ(count_of(ask(handler, post(length, inner) + std::string(kGet)),
                     "HTTP/1.1 200"),
            2U);
  EXPECT_EQ(count_of(ask(handler, post("Transfer-Encoding: chunked\r\n",
                                       "5\r\nhello\r\n0\r\n\r\n") +
                                      std::string(kGet)),
                     "HTTP/1.1 200"),
            2U);
}

TEST_F(BodyTest, ALongUnreadOneEndsTheConnection) {
  const std::string all = ask(
      ignore, post("Content-Length: 200000\r\n", std::string(200'000, 'x')) +
                  std::string(kGet));
  EXPECT_EQ(count_of(all, "HTTP/1.1"), 1U);
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(all, HasSubstr("ignored"));
}

TEST_F(BodyTest, OverTheLimitIs413) {
  const HttpServerOptions options{.limits = {.body = 5}};
  EXPECT_EQ(
      status_of(ask(echo, post("Content-Length: 5\r\n", "12345"), options)),
      200);
  EXPECT_EQ(
      status_of(ask(echo, post("Content-Length: 6\r\n", "123456"), options)),
      413);
  const std::string chunked = ask(echo,
                                  post("Transfer-Encoding: chunked\r\n",
                                       "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n") +
                                      std::string(kGet),
                                  options);
  EXPECT_EQ(status_of(chunked), 413);
  EXPECT_EQ(count_of(chunked, "HTTP/1.1"), 1U);
}

TEST_F(BodyTest, AHandlerHasLimitsOfItsOwn) {
  const auto narrow = [](ServerRequest& request, ServerResponse& response) {
    response.send(200, {}, request.read_all(3));
  };
  EXPECT_EQ(status_of(ask(narrow, post("Content-Length: 4\r\n", "abcd"))), 413);
  EXPECT_EQ(status_of(ask(narrow, post("Transfer-Encoding: chunked\r\n",
                                       "4\r\nabcd\r\n0\r\n\r\n"))),
            413);
  const auto wide = [](ServerRequest& request, ServerResponse& response) {
    request.body_limit(10);
    response.send(200, {}, request.read_all());
  };
  EXPECT_EQ(status_of(ask(wide, post("Content-Length: 4\r\n", "abcd"),
                          {.limits = {.body = 1}})),
            200);
}

TEST_F(BodyTest, BrokenChunksAre400AndTheEnd) {
  for (const char* body :
       {"5\nhello\r\n0\r\n\r\n", "x\r\n", "5\r\nhelloGET / HTTP/1.1\r\n",
        "0\r\n X: y\r\n\r\n", "-1\r\n"}) {
    const std::string all = ask(
        echo, post("Transfer-Encoding: chunked\r\n", body) + std::string(kGet));
    EXPECT_EQ(status_of(all), 400) << body;
    EXPECT_EQ(count_of(all, "HTTP/1.1"), 1U) << body;
  }
}

TEST_F(BodyTest, ACutOneIsNoWholeOne) {
  bool threw = false;
  const auto handler = [&threw](ServerRequest& request, ServerResponse&) {
    try {
      request.read_all();
    } catch (const net::UnexpectedEnd&) {
      threw = true;
      throw;
    }
  };
  EXPECT_EQ(status_of(ask(handler, post("Content-Length: 5\r\n", "hel"))), 400);
  EXPECT_TRUE(threw);
  EXPECT_EQ(status_of(ask(handler,
                          post("Transfer-Encoding: chunked\r\n", "5\r\nhel"))),
            400);
  EXPECT_EQ(errors_, Story());
}

TEST_F(BodyTest, ContinueIsSentWhenTheHandlerReads) {
  HttpServer server = make(echo);
  TestClient client(server);
  client.send(post("Expect: 100-continue\r\nContent-Length: 2\r\n", ""));
  EXPECT_EQ(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  client.end();
  EXPECT_EQ(body_of(client.rest()), "ab");
}

TEST_F(BodyTest, NoContinueWhereTheBodyIsNotWanted) {
  const std::string asks =
      post("Expect: 100-continue\r\nContent-Length: 2\r\n", "");
  const std::string ignored = ask(ignore, asks);
  EXPECT_THAT(ignored, Not(HasSubstr("100 Continue")));
  EXPECT_THAT(ignored, HasSubstr("Connection: close\r\n"));
  const std::string refused = ask(echo, asks, {.limits = {.body = 1}});
  EXPECT_EQ(status_of(refused), 413);
  EXPECT_EQ(count_of(refused, "HTTP/1.1"), 1U);
  EXPECT_THAT(ask(echo,
                  "POST / HTTP/1.0\r\nExpect: 100-continue\r\n"
                  "Content-Length: 2\r\n\r\nab"),
              Not(HasSubstr("100 Continue")));
}

TEST_F(BodyTest, ReadingBehindTheEndReadsNothing) {
  const auto handler = [](ServerRequest& request, ServerResponse& response) {
    EXPECT_EQ(request.read_all(), "ab");
    std::array<char, 10> piece;
    EXPECT_EQ(request.read(piece), 0U);
    EXPECT_EQ(request.read({}), 0U);
    response.send(200, {}, "x");
  };
  EXPECT_EQ(status_of(ask(handler, post("Content-Length: 2\r\n", "ab"))), 200);
}

}  // namespace
}  // namespace gfetch::http
