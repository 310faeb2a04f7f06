// The server as a whole, on loopback: start, stop, limits of the system.
#include "gfetch/http_server/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gfetch/fiber/event.h"
#include "gfetch/http_server/router.h"
#include "tests/engine/http_server/server_fixture.h"
#include "tests/support/descriptor_limit.h"

namespace gfetch::http {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGet10 = "GET / HTTP/1.0\r\n\r\n";

class HttpServerTest : public RealServerTest {
 protected:
  static net::Socket connect(const HttpServer& server) {
    return net::create_connection(server.address());
  }
  static std::string read_all(net::Socket& socket) {
    return net::BufferedReader(socket).read_all(1'000'000);
  }
};

TEST_F(HttpServerTest, ServesClientsOfTcp) {
  HttpServer server =
      make([](ServerRequest& request, ServerResponse& response) {
        EXPECT_EQ(to_string(*request.peer().ip()), "127.0.0.1");
        response.send(200, {}, "hi");
      });
  server.start();
  EXPECT_NE(server.port(), 0);
  net::Socket client = connect(server);
  client.send_all(kGet10);
  EXPECT_EQ(body_of(read_all(client)), "hi");
  EXPECT_TRUE(server.stop());
  EXPECT_THROW(connect(server), net::SocketError);
}

TEST_F(HttpServerTest, AStopClosesIdleConnectionsAtOnce) {
  HttpServer server = make(say_hello);
  server.start();
  net::Socket silent = connect(server);
  net::Socket kept = connect(server);
  kept.send_all(kGet);
  net::BufferedReader reader(kept);
  EXPECT_EQ(status_of(reader.read_until("hello", 10'000)), 200);
  EXPECT_EQ(server.connections(), 2U);
  const long before = elapsed_ms();
  EXPECT_TRUE(server.stop(10s));
  EXPECT_LT(elapsed_ms() - before, 5'000);
  EXPECT_EQ(read_all(silent), "");
  EXPECT_EQ(reader.read_all(100), "");
  EXPECT_EQ(server.connections(), 0U);
}

// To close while bytes of the client are unread would reset the connection.
TEST_F(HttpServerTest, WhatFollowsTheLastRequestResetsNothing) {
  HttpServer server = make(say_hello);
  server.start();
  net::Socket client = connect(server);
  std::string input = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  for (int i = 0; i < 1000; ++i) input += kGet;
  client.send_all(input);
  EXPECT_EQ(count_of(read_all(client), "hello"), 1U);
}

TEST_F(HttpServerTest, AStopLetsHandlersEnd) {
  Event began;
  HttpServer server = make([&began](ServerRequest&, ServerResponse& response) {
    began.set();
    sleep_for(50ms);
    response.send(200, {}, "late");
  });
  server.start();
  net::Socket client = connect(server);
  client.send_all(std::string(kGet) + std::string(kGet));
  began.wait();
  EXPECT_TRUE(server.stop(10s));
  const std::string all = read_all(client);
  EXPECT_EQ(count_of(all, "late"), 1U);
  EXPECT_EQ(count_of(all, "Connection: close\r\n"), 1U);
}

TEST_F(HttpServerTest, AStopKillsHandlersAtItsLimit) {
  Event began;
  bool killed = false;
  HttpServer server = make([&](ServerRequest&, ServerResponse&) {
    began.set();
    try {
      sleep_for(1h);
    } catch (const FiberExit&) {
      killed = true;
      throw;
    }
  });
  server.start();
  net::Socket client = connect(server);
  client.send_all(kGet);
  began.wait();
  EXPECT_FALSE(server.stop(20ms));
  EXPECT_TRUE(killed);
  EXPECT_EQ(read_all(client), "");
}

TEST_F(HttpServerTest, AHandlerMayStopItsServer) {
  std::unique_ptr<HttpServer> server;
  server = std::make_unique<HttpServer>(
      net::SocketAddress::loopback(0),
      [&server](ServerRequest&, ServerResponse& response) {
        server->stop();
        response.send(200, {}, "stopped");
      });
  auto running = spawn([&server] { server->run(); });
  yield();
  net::Socket client = connect(*server);
  client.send_all(kGet);
  EXPECT_EQ(body_of(read_all(client)), "stopped");
  running.join();
}

TEST_F(HttpServerTest, RunsUntilItIsStopped) {
  HttpServer server = make(say_hello);
  auto running = spawn([&server] { server.run(); });
  yield();
  net::Socket client = connect(server);
  client.send_all(kGet10);
  EXPECT_EQ(status_of(read_all(client)), 200);
  server.stop();
  running.join();
  auto again = spawn([&server] { server.run(); });
  yield();
  net::Socket idle = connect(server);
  yield();
  again.kill();
  EXPECT_THROW(connect(server), net::SocketError);
}

TEST_F(HttpServerTest, ADestructorEndsWhatRuns) {
  net::Socket client;
  {
    HttpServer server =
        make([](ServerRequest&, ServerResponse&) { sleep_for(1h); });
    server.start();
    client = connect(server);
    client.send_all(kGet);
    sleep_for(10ms);
    EXPECT_EQ(server.connections(), 1U);
  }
  EXPECT_EQ(read_all(client), "");
}

TEST_F(HttpServerTest, GoesOnWhenDescriptorsAreFreeAgain) {
  HttpServerOptions options;
  int failures = 0;
  options.connections.on_accept_error = [&](const net::SocketError& error) {
    EXPECT_TRUE(error.out_of_descriptors());
    ++failures;
  };
  HttpServer server = make(say_hello, options);
  server.start();
  yield();
  net::Socket first = connect(server);
  first.send_all(kGet);
  net::BufferedReader reader(first);
  reader.read_until("hello", 10'000);
  net::Socket second(net::SocketFamily::kIpv4, net::SocketType::kStream);
  {
    const test::DescriptorLimit none(0);
    second.connect(server.address());
    second.send_all(kGet10);
    // The first client is still served.
    first.send_all(kGet);
    EXPECT_EQ(status_of(reader.read_until("hello", 10'000)), 200);
    sleep_for(30ms);
    EXPECT_GE(failures, 1);
  }
  EXPECT_EQ(status_of(read_all(second)), 200);
}

TEST_F(HttpServerTest, AcceptsNoMoreThanItMayServe) {
  HttpServerOptions options;
  options.connections.most_handlers = 2;
  HttpServer server = make(
      [](ServerRequest&, ServerResponse& response) {
        sleep_for(5ms);
        response.send(200, {}, "x");
      },
      options);
  server.start();
  std::vector<Fiber<std::string>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(spawn([&server] {
      net::Socket client = connect(server);
      client.send_all(kGet10);
      return read_all(client);
    }));
  }
  for (const auto& client : clients) EXPECT_EQ(status_of(client.get()), 200);
}

TEST_F(HttpServerTest, AClientThatResetsTheConnectionEndsItAlone) {
  HttpServer server = make([](ServerRequest&, ServerResponse& response) {
    for (int i = 0; i < 100; ++i) response.write(std::string(100'000, 'x'));
  });
  server.start();
  for (int i = 0; i < 5; ++i) {
    net::Socket client = connect(server);
    client.send_all(kGet);
    sleep_for(2ms);
    client.close();  // bytes are unread: the kernel sends a reset
  }
  net::Socket client = connect(server);
  client.send_all(kGet10);
  EXPECT_EQ(body_of(net::BufferedReader(client).read_all(100'000'000)).size(),
            10'000'000U);
}

}  // namespace
}  // namespace gfetch::http
