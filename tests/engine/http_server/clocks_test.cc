// Slow clients, vanishing clients and the clocks of the server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

using ClocksTest = ServerTest;

TEST_F(ClocksTest, AnIdleConnectionIsClosedWithoutAWord) {
  HttpServer server = make(say_hello);
  TestClient client(server);
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(elapsed_ms(), 75'000);
  TestClient again(server);
  again.send(kGet);
  EXPECT_EQ(count_of(again.rest(), "HTTP/1.1"), 1U);
  EXPECT_EQ(elapsed_ms(), 150'000);
}

TEST_F(ClocksTest, AHeadThatTricklesIs408) {
  HttpServer server = make(say_hello);
  TestClient client(server);
  auto trickle = spawn([&client] {
    for (const char c : std::string(1000, 'x')) {
      client.send(std::string(1, c));
      sleep_for(1s);
    }
  });
  const std::string all = client.head();
  EXPECT_EQ(status_of(all), 408);
  EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(elapsed_ms(), 10'000);
  trickle.kill();
}

TEST_F(ClocksTest, ManySlowClientsHoldNobodyUp) {
  HttpServer server = make(say_hello);
  std::vector<std::unique_ptr<TestClient>> slow;
  for (int i = 0; i < 200; ++i) {
    slow.push_back(std::make_unique<TestClient>(server));
    slow.back()->send("GET / HTTP/1.1\r\nX");
  }
  yield();
  EXPECT_EQ(server.connections(), 200U);
  TestClient quick(server);
  quick.send(kGet);
  EXPECT_EQ(status_of(quick.head()), 200);
  EXPECT_EQ(elapsed_ms(), 0);
  sleep_for(13s);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(ClocksTest, ABodyThatPausesIs408) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        response.send(200, {}, request.read_all());
      });
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  EXPECT_EQ(status_of(client.head()), 408);
  EXPECT_EQ(elapsed_ms(), 30'000);
}

TEST_F(ClocksTest, ABodyThatTricklesIs408) {
  HttpServer server = make(
      [](ServerRequest& request, ServerResponse& response) {
        response.send(200, {}, request.read_all());
      },
      {.limits = {.body_time = 60s}});
  TestClient client(server);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n");
  auto trickle = spawn([&client] {
    for (int i = 0; i < 60; ++i) {
      sleep_for(7s);
      client.send("x");
    }
  });
  EXPECT_EQ(status_of(client.head()), 408);
  EXPECT_EQ(elapsed_ms(), 60'000);
  trickle.kill();
}

TEST_F(ClocksTest, AClientThatDoesNotReadIsLetGo) {
  HttpServer server = make([](ServerRequest&, ServerResponse& response) {
    for (int i = 0; i < 100; ++i) response.write(std::string(100'000, 'x'));
  });
  TestClient client(server);
  client.send(kGet);
  client.serving().join();
  EXPECT_EQ(elapsed_ms(), 60'000);
}

TEST_F(ClocksTest, AHandlerThatTakesTooLongIs503) {
  HttpServer server =
      make([](ServerRequest&, ServerResponse&) { sleep_for(1h); },
           {.limits = {.request_time = 5s}});
  TestClient client(server);
  client.send(kGet);
  client.send(kGet);
  EXPECT_EQ(status_of(client.head()), 503);
  EXPECT_EQ(elapsed_ms(), 5'000);
  client.read(20);  // the body
  EXPECT_EQ(status_of(client.head()), 503);
}

TEST_F(ClocksTest, AHandlerMayGiveItselfMoreTime) {
  HttpServer server = make(
      [](ServerRequest& request, ServerResponse& response) {
        request.time_limit(request.path() == "/more" ? TimeLimit(20s)
                                                     : TimeLimit());
        sleep_for(10s);
        response.send(200, {}, "x");
      },
      {.limits = {.request_time = 5s}});
  TestClient client(server);
  client.send("GET /more HTTP/1.1\r\nHost: a\r\n\r\n");
  client.send("GET /all HTTP/1.0\r\n\r\n");
  EXPECT_EQ(count_of(client.rest(), "HTTP/1.1 200"), 2U);
}

TEST_F(ClocksTest, ATimeoutOfAHandlersOwnIs500) {
  const auto handler = [](ServerRequest&, ServerResponse&) {
    const Timeout timeout(1s);
    sleep_for(1h);
  };
  EXPECT_EQ(status_of(ask(handler, kGet)), 500);
  EXPECT_EQ(errors_.size(), 1U);
}

TEST_F(ClocksTest, AHandlerIsKilledWhenItsClientIsGoneIfItAsksForThat) {
  HttpServer server = make([this](ServerRequest& request, ServerResponse&) {
    if (request.path() == "/asks") request.kill_when_client_gone();
    try {
      sleep_for(1h);
      say("slept");
    } catch (const FiberExit&) {
      say("killed");
      throw;
    }
  });
  TestClient asks(server);
  asks.send("GET /asks HTTP/1.1\r\nHost: a\r\n\r\n");
  sleep_for(1s);
  asks.close();
  asks.serving().join();
  EXPECT_EQ(elapsed_ms(), 1000);
  EXPECT_EQ(story_, (Story{"killed"}));
  TestClient does_not(server);
  does_not.send(kGet);
  sleep_for(1s);
  does_not.close();
  does_not.serving().join();
  EXPECT_EQ(story_, (Story{"killed", "slept"}));
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(ClocksTest, AWatchedClientMaySendItsNextRequest) {
  HttpServer server = make(
      [](ServerRequest& request, ServerResponse& response) {
        const std::string body = request.read_all();
        sleep_for(1s);
        response.send(200, {}, "got " + body);
      },
      {.kill_when_client_gone = true});
  TestClient client(server);
  const std::string post =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n";
  client.send(post + "a");
  yield();
  client.send(post + "b" + post + "c");
  std::string all;
  for (int i = 0; i < 3; ++i) {
    all += client.head();
    all += client.read(5);
  }
  EXPECT_EQ(count_of(all, "got a"), 1U) << all;
  EXPECT_EQ(count_of(all, "got b"), 1U) << all;
  EXPECT_EQ(count_of(all, "got c"), 1U) << all;
}

TEST_F(ClocksTest, AHalfClosedClientGetsItsResponse) {
  const auto handler = [](ServerRequest&, ServerResponse& response) {
    sleep_for(10s);
    response.send(200, {}, "late");
  };
  EXPECT_EQ(body_of(ask(handler, kGet)), "late");
}

TEST_F(ClocksTest, ClientsVanishAnywhere) {
  const std::string request =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n";
  HttpServer server =
      make([](ServerRequest& request_, ServerResponse& response) {
        const std::string body = request_.read_all();
        for (int i = 0; i < 100; ++i) response.write(std::string(10'000, 'x'));
      });
  for (std::size_t i = 0; i <= request.size(); ++i) {
    TestClient client(server);
    client.send(request.substr(0, i));
    yield();
    client.close();
    client.serving().join();
  }
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace gfetch::http
