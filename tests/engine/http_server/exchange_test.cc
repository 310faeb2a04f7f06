// Requests and responses on one connection: framing, keep-alive, pipelining,
// errors of handlers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGet10 = "GET / HTTP/1.0\r\n\r\n";

using ExchangeTest = ServerTest;

TEST_F(ExchangeTest, AShortResponseIsOnePiece) {
  EXPECT_EQ(without_date(ask(say_hello, kGet)),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
            "Content-Length: 5\r\n\r\nhello");
}

TEST_F(ExchangeTest, TheDateIsThere) {
  EXPECT_THAT(ask(say_hello, kGet),
              ::testing::ContainsRegex("\r\nDate: ..., .. ... .... ..:..:.. "
                                       "GMT\r\n"));
}

TEST_F(ExchangeTest, WhatIsWrittenAndNotFlushedHasALength) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.write("a");
    response.write("bc");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(without_date(ask([](auto&, auto&) {}, kGet)),
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(ExchangeTest, AStreamedBodyIsChunked) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.write("hello");
    response.flush();
    response.flush();
    response.write(" all the worlds");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5\r\nhello\r\nf\r\n all the worlds\r\n0\r\n\r\n");
  EXPECT_EQ(without_date(ask(handler, kGet10)),
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello all the worlds");
}

TEST_F(ExchangeTest, ADeclaredLengthNeedsNoChunks) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.header("Content-Length", "4");
    response.write("ab");
    response.flush();
    response.write("cd");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd");
}

TEST_F(ExchangeTest, ALongBodyArrivesWhole) {
  const std::string piece(1000, 'x');
  const auto handler = [&piece](ServerRequest&, ServerResponse& response) {
    for (int i = 0; i < 1000; ++i) response.write(piece);
  };
  const std::string all = body_of(ask(handler, kGet10));
  EXPECT_EQ(all.size(), 1'000'000U);
  const auto at_once = [](ServerRequest&, ServerResponse& response) {
    response.send(200, "a/b", std::string(1'000'000, 'y'));
  };
  EXPECT_EQ(body_of(ask(at_once, kGet)), std::string(1'000'000, 'y'));
}

TEST_F(ExchangeTest, NoBodyWhereNoneMayBe) {
  const auto answers = [](int status) {
    return [status](ServerRequest&, ServerResponse& response) {
      response.status(status);
      response.write("body");
    };
  };
  EXPECT_EQ(without_date(ask(answers(204), kGet)),
            "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(without_date(ask(answers(304), kGet)),
            "HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(
      without_date(ask(answers(200), "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")),
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
}

TEST_F(ExchangeTest, HeadOfAStreamedBodyHasNoChunk) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.write("a");
    response.flush();
    response.write(std::string(100'000, 'b'));
  };
  EXPECT_EQ(without_date(ask(handler, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST_F(ExchangeTest, PipelinedRequestsAreAnsweredInOrder) {
  const auto handler = [](ServerRequest& request, ServerResponse& response) {
    if (request.path() == "/1") sleep_for(1s);
    response.send(200, {}, request.path());
  };
  const std::string all =
      ask(handler,
          "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
          "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
          "\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(count_of(all, "HTTP/1.1 200"), 3U) << all;
  EXPECT_LT(all.find("/1"), all.find("/2"));
  EXPECT_LT(all.find("/2"), all.find("/3"));
}

TEST_F(ExchangeTest, APipelineHoldsNobodyUp) {
  HttpServer server = make(say_hello);
  TestClient busy(server);
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += kGet;
  busy.send(requests);
  TestClient other(server);
  other.send(kGet10);
  EXPECT_EQ(status_of(other.rest()), 200);
  const std::string some = busy.some();
  EXPECT_GT(count_of(some, "HTTP/1.1 200"), 0U);
  EXPECT_LT(count_of(some, "HTTP/1.1 200"), 200U);
}

TEST_F(ExchangeTest, AHandlerThatGoesOnBehindALostPartSendsNothing) {
  HttpServer server = make([this](ServerRequest&, ServerResponse& response) {
    response.write("part");
    response.flush();
    const bool sent =
        with_timeout(1s, [&] { response.write(std::string(100'000, 'x')); });
    say(sent ? "sent" : "not sent");
    EXPECT_THROW(response.write(std::string(100'000, 'y')), net::SocketError);
  });
  TestClient client(server);
  client.send(kGet);
  sleep_for(2s);
  EXPECT_EQ(client.rest().find('y'), std::string::npos);
  EXPECT_EQ(story_, (Story{"not sent"}));
}

TEST_F(ExchangeTest, WhoClosesTheConnection) {
  const std::string two(std::string(kGet) + std::string(kGet));
  EXPECT_EQ(count_of(ask(say_hello, two), "HTTP/1.1 200"), 2U);
  EXPECT_EQ(count_of(ask(say_hello, std::string(kGet10) + std::string(kGet10)),
                     "HTTP/1.1 200"),
            1U);
  const std::string closes =
      ask(say_hello,
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + two);
  EXPECT_EQ(count_of(closes, "HTTP/1.1 200"), 1U);
  EXPECT_THAT(closes, HasSubstr("Connection: close\r\n"));
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.header("Connection", "close");
    response.send(200, {}, "x");
  };
  EXPECT_EQ(count_of(ask(handler, two), "HTTP/1.1 200"), 1U);
}

TEST_F(ExchangeTest, AClientOfHttp10MayKeepTheConnection) {
  const std::string keep = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  const std::string all = ask(say_hello, keep + keep);
  EXPECT_EQ(count_of(all, "Connection: keep-alive\r\n"), 2U);
}

TEST_F(ExchangeTest, WhatTheHandlerSeesOfARequest) {
  const auto handler = [](ServerRequest& request, ServerResponse& response) {
    EXPECT_EQ(request.method(), "GET");
    EXPECT_EQ(request.target(), "/a%20b?c=d+e&f=%26&c=g&h");
    EXPECT_EQ(request.path(), "/a b");
    EXPECT_EQ(request.query_value("c"), "d e");
    EXPECT_EQ(request.query_value("f"), "&");
    EXPECT_EQ(request.query_value("h"), "");
    EXPECT_EQ(request.query_value("x"), std::nullopt);
    EXPECT_EQ(request.host(), "h:80");
    EXPECT_EQ(request.header("x-a"), "1");
    EXPECT_EQ(request.header("X-B"), std::nullopt);
    EXPECT_EQ(request.headers().size(), 3U);
    EXPECT_FALSE(request.has_body());
    EXPECT_EQ(request.read_all(), "");
    EXPECT_TRUE(request.http_1_1());
    response.send(200, {}, "x");
  };
  EXPECT_EQ(status_of(ask(handler,
                          "GET /a%20b?c=d+e&f=%26&c=g&h HTTP/1.1\r\n"
                          "Host: h:80\r\nX-A: 1\r\nx-a: 2\r\n\r\n")),
            200);
}

TEST_F(ExchangeTest, AFormKeepsAPercentSignThatIsNoEscape) {
  EXPECT_EQ(form_value("a=100%&b=%2", "a"), "100%");
  EXPECT_EQ(form_value("a=100%&b=%2", "b"), "%2");
  EXPECT_EQ(form_value("&&=x&a", ""), "x");
  EXPECT_EQ(form_value("%61=1", "a"), "1");
}

TEST_F(ExchangeTest, AHandlerCannotSplitAResponse) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    for (const char* value : {"a\r\nX: y", "a\nb", "a\rb", "\x01"}) {
      EXPECT_THROW(response.header("X", value), std::invalid_argument);
    }
    using namespace std::string_literals;
    EXPECT_THROW(response.header("X", "a\0b"s), std::invalid_argument);
    for (const char* name :
         {"", "X Y", "X:", "X\r\n", "Transfer-Encoding", "Date", "Upgrade"}) {
      EXPECT_THROW(response.header(name, "a"), std::invalid_argument) << name;
    }
    EXPECT_THROW(response.header("Content-Length", "x"), std::invalid_argument);
    EXPECT_THROW(response.header("Connection", "x"), std::invalid_argument);
    EXPECT_THROW(response.status(100), std::invalid_argument);
    response.send(200, {}, "x");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
}

TEST_F(ExchangeTest, FieldsAreSetAndAdded) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.add_header("A", "1").add_header("B", "2").add_header("a", "3");
    response.header("a", "4");
    response.add_header("Set-Cookie", "x").add_header("Set-Cookie", "y");
    EXPECT_TRUE(response.has_header("b"));
    EXPECT_FALSE(response.has_header("c"));
    response.redirect("/x");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 303 See Other\r\nB: 2\r\na: 4\r\nSet-Cookie: x\r\n"
            "Set-Cookie: y\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
}

TEST_F(ExchangeTest, AnExceptionIs500AndReported) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.header("X", "y");
    response.write("half");
    throw std::runtime_error("broken");
  };
  const std::string all = ask(handler, std::string(kGet) + std::string(kGet));
  EXPECT_EQ(count_of(all, "HTTP/1.1 500 Internal Server Error"), 2U) << all;
  EXPECT_THAT(all, Not(HasSubstr("half")));
  EXPECT_THAT(all, Not(HasSubstr("broken")));
  EXPECT_THAT(all, Not(HasSubstr("X: y")));
  EXPECT_EQ(errors_, (Story{"broken", "broken"}));
}

TEST_F(ExchangeTest, AnExceptionThatIsNoStdExceptionIs500) {
  EXPECT_EQ(status_of(ask([](auto&, auto&) { throw 5; }, kGet)), 500);
  EXPECT_EQ(errors_, (Story{"?"}));
}

TEST_F(ExchangeTest, AHandlerAnswersWithAnHttpError) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.header("WWW-Authenticate", "Basic");
    throw HttpError(401, "who are you?");
  };
  EXPECT_EQ(without_date(ask(handler, kGet)),
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 13\r\n\r\nwho are you?\n");
  EXPECT_EQ(errors_, Story());
  EXPECT_THROW(HttpError(200), std::invalid_argument);
}

TEST_F(ExchangeTest, AnExceptionBehindTheHeadCutsTheConnection) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.write("part");
    response.flush();
    throw std::runtime_error("broken");
  };
  const std::string all = ask(handler, std::string(kGet) + std::string(kGet));
  EXPECT_EQ(count_of(all, "HTTP/1.1"), 1U);
  EXPECT_TRUE(all.ends_with("4\r\npart\r\n")) << all;  // no last chunk
}

TEST_F(ExchangeTest, ALengthThatIsNotKeptCutsTheConnection) {
  const auto less = [](ServerRequest&, ServerResponse& response) {
    response.header("Content-Length", "10");
    response.write("short");
  };
  EXPECT_TRUE(ask(less, std::string(kGet) + std::string(kGet))
                  .ends_with("\r\n\r\nshort"));
  EXPECT_EQ(errors_.size(), 1U);
  const auto more = [](ServerRequest&, ServerResponse& response) {
    response.header("Content-Length", "2");
    EXPECT_THROW(response.write("long"), std::logic_error);
    response.write("ok");
  };
  EXPECT_EQ(body_of(ask(more, kGet)), "ok");
}

TEST_F(ExchangeTest, TheHeadIsFinalOnceItWasSent) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    response.flush();
    EXPECT_TRUE(response.head_sent());
    EXPECT_THROW(response.status(404), std::logic_error);
    EXPECT_THROW(response.header("A", "b"), std::logic_error);
    EXPECT_THROW(response.send(200, {}, "x"), std::logic_error);
  };
  EXPECT_EQ(status_of(ask(handler, kGet)), 200);
}

TEST_F(ExchangeTest, AServerNamesItselfIfItIsTold) {
  EXPECT_THAT(ask(say_hello, kGet, {.server_name = "demo"}),
              HasSubstr("\r\nServer: demo\r\n"));
  EXPECT_THAT(ask(say_hello, kGet), Not(HasSubstr("Server")));
}

TEST_F(ExchangeTest, HandlersOfSeveralConnectionsRunAtATime) {
  HttpServer server = make([](ServerRequest&, ServerResponse& response) {
    sleep_for(1s);
    response.send(200, {}, "x");
  });
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<TestClient>(server));
    clients.back()->send(kGet10);
  }
  for (const auto& client : clients) EXPECT_EQ(status_of(client->rest()), 200);
  EXPECT_EQ(elapsed_ms(), 1000);
}

// What is no request is refused, and what follows it is not read.
TEST_F(ExchangeTest, ASmuggledRequestIsNeverServed) {
  int served = 0;
  const auto handler = [&served](ServerRequest& request, ServerResponse& r) {
    ++served;
    EXPECT_NE(request.path(), "/smuggled");
    r.send(200, {}, request.read_all());
  };
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& input :
       {post +
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            "0\r\n\r\n" +
            smuggled,
        post +
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
            "2c\r\n" +
            smuggled,
        post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled,
        post + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + smuggled,
        post + "Content-Length: +0\r\n\r\n" + smuggled,
        post + "X: y\r\n Content-Length: 40\r\n\r\n" + smuggled,
        post + "X: y\nContent-Length: 40\r\n\r\n" + smuggled,
        post + "Content-Length : 40\r\n\r\n" + smuggled}) {
    const std::string all = ask(handler, input);
    EXPECT_GE(status_of(all), 400) << input;
    EXPECT_EQ(count_of(all, "HTTP/1.1"), 1U) << input;
    EXPECT_THAT(all, HasSubstr("Connection: close\r\n")) << input;
  }
  EXPECT_EQ(served, 0);
}

}  // namespace
}  // namespace gfetch::http
