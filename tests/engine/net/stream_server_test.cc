#include "gfetch/net/stream_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "gfetch/fiber/timeout.h"
#include "gfetch/net/buffered_reader.h"
#include "tests/engine/net/socket_fixture.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/temp_dir.h"

namespace gfetch::net {
namespace {

void echo(Stream& peer, const SocketAddress&) {
  std::array<char, 4096> buffer;
  while (const std::size_t got = peer.receive(buffer)) {
    peer.send_all(std::string_view(buffer.data(), got));
  }
}

class StreamServerTest : public SocketTest {
 protected:
  static Socket client_of(const Server& server) {
    Socket client = create_connection(server.address());
    client.timeout(5s);
    return client;
  }
  /// Sends `text` and receives as many bytes.
  static std::string ask(Socket& client, std::string_view text) {
    client.send_all(text);
    return BufferedReader(client).read_exactly(text.size());
  }
  /// A handler that says when it began, and waits until `go_`.
  StreamServer::Handler waiting() {
    return [this](Stream& peer, const SocketAddress&) {
      ++running_;
      most_ = std::max(most_, running_);
      try {
        go_.wait();
        peer.send_all("done");
      } catch (const FiberExit&) {
        say("killed");
        --running_;
        throw;
      }
      --running_;
    };
  }

  const SocketAddress anywhere_ = SocketAddress::loopback(0);
  Event go_;
  int running_ = 0;
  int most_ = 0;
};

TEST_F(StreamServerTest, EachConnectionHasAFiber) {
  StreamServer server(anywhere_, echo);
  server.start();
  EXPECT_NE(server.port(), 0);
  Socket one = client_of(server);
  Socket two = client_of(server);
  EXPECT_EQ(ask(two, "two"), "two");
  EXPECT_EQ(ask(one, "one"), "one");
  EXPECT_EQ(server.handlers().size(), 2U);
}

TEST_F(StreamServerTest, TheConnectionEndsWithItsHandler) {
  StreamServer server(anywhere_, [](Stream& peer, const SocketAddress&) {
    peer.send_all("bye");
  });
  server.start();
  Socket client = client_of(server);
  EXPECT_EQ(receive_all(client), "bye");
}

TEST_F(StreamServerTest, AHandlerThatFailsEndsItsConnectionAlone) {
  StreamServer server(anywhere_, [](Stream& peer, const SocketAddress&) {
    if (receive(peer) == "fail") throw std::runtime_error("as told");
    peer.send_all("fine");
  });
  server.start();
  Socket bad = client_of(server);
  Socket good = client_of(server);
  bad.send_all("fail");
  EXPECT_EQ(receive_all(bad), "");
  good.send_all("go");
  EXPECT_EQ(receive_all(good), "fine");
  ASSERT_EQ(unobserved_.size(), 1U);
  expected_unobserved_ = unobserved_;
}

TEST_F(StreamServerTest, TheHandlerLearnsWhoItIs) {
  std::optional<SocketAddress> who;
  StreamServer server(anywhere_,
                      [&](Stream&, const SocketAddress& from) { who = from; });
  server.start();
  Socket client = client_of(server);
  receive_all(client);
  EXPECT_EQ(who, client.local_address());
}

// --- limits ------------------------------------------------------------------

TEST_F(StreamServerTest, AFullServerAcceptsNothingAndGoesOn) {
  StreamServer server(anywhere_, waiting(), {.most_handlers = 2});
  server.start();
  std::vector<Socket> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(client_of(server));
  sleep_for(10ms);
  EXPECT_EQ(running_, 2);
  EXPECT_TRUE(server.handlers().full());
  go_.set();
  for (Socket& client : clients) EXPECT_EQ(receive_all(client), "done");
  EXPECT_EQ(most_, 2);
}

TEST_F(StreamServerTest, TheNumberOfHandlersCanBeRaised) {
  StreamServer server(anywhere_, waiting(), {.most_handlers = 1});
  server.start();
  Socket one = client_of(server);
  Socket two = client_of(server);
  sleep_for(5ms);
  EXPECT_EQ(running_, 1);
  server.handlers().resize(2);
  sleep_for(5ms);
  EXPECT_EQ(running_, 2);
}

TEST_F(StreamServerTest, AStormOfClientsLetsOthersRun) {
  StreamServer server(anywhere_, echo, {.most_accepts = 3});
  server.start();
  std::vector<Socket> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(client_of(server));
  for (Socket& client : clients) EXPECT_EQ(ask(client, "x"), "x");
}

TEST_F(StreamServerTest, WithoutDescriptorsItRestsAndGoesOn) {
  std::vector<int> failures;
  StreamServer server(anywhere_, echo,
                      {.least_rest = 1ms,
                       .most_rest = 4ms,
                       .on_accept_error = [&](const SocketError& error) {
                         failures.push_back(error.system_error());
                       }});
  server.start();
  Socket client(SocketFamily::kIpv4, SocketType::kStream);
  {
    const test::DescriptorLimit none(0);
    client.connect(server.address());
    sleep_for(30ms);
  }
  EXPECT_EQ(ask(client, "at last"), "at last");
  // 1, 2, 4, 4, …: not one failure for each pass of the loop.
  EXPECT_GE(failures.size(), 2U);
  EXPECT_LE(failures.size(), 12U);
  for (const int failure : failures) EXPECT_EQ(failure, EMFILE);
}

TEST_F(StreamServerTest, TheFirstFailureIsReported) {
  StreamServer server(anywhere_, echo, {.least_rest = 1ms});
  server.start();
  Socket client(SocketFamily::kIpv4, SocketType::kStream);
  testing::internal::CaptureStderr();
  {
    const test::DescriptorLimit none(0);
    client.connect(server.address());
    sleep_for(10ms);
  }
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("cannot accept: accept: Too many open files"),
            std::string::npos);
  EXPECT_EQ(told.find("cannot"), told.rfind("cannot"));
}

// --- stopping ----------------------------------------------------------------

TEST_F(StreamServerTest, StopWaitsForTheHandlers) {
  StreamServer server(anywhere_, waiting());
  server.start();
  Socket client = client_of(server);
  sleep_for(5ms);
  spawn([&] {
    sleep_for(10ms);
    go_.set();
  });
  EXPECT_TRUE(server.stop(5s));
  EXPECT_EQ(receive_all(client), "done");
  EXPECT_EQ(story_, Story());
}

TEST_F(StreamServerTest, StopKillsThoseThatAreTooSlow) {
  StreamServer server(anywhere_, waiting(), {.stop_limit = 5ms});
  server.start();
  Socket client = client_of(server);
  sleep_for(5ms);
  EXPECT_FALSE(server.stop());
  EXPECT_EQ(story_, Story{"killed"});
  EXPECT_EQ(receive_all(client), "");
}

TEST_F(StreamServerTest, WhileItStopsNewClientsAreRefused) {
  StreamServer server(anywhere_, waiting());
  server.start();
  Socket client = client_of(server);
  sleep_for(5ms);
  auto stopping = spawn([&] { return server.stop(5s); });
  yield();
  EXPECT_EQ(error_of([&] { create_connection(server.address()); }),
            ECONNREFUSED);
  EXPECT_FALSE(stopping.ready());
  EXPECT_FALSE(server.started());
  go_.set();
  EXPECT_TRUE(stopping.get());
}

TEST_F(StreamServerTest, AHandlerStopsItsServer) {
  StreamServer server(anywhere_, [&](Stream& peer, const SocketAddress&) {
    server.stop();
    peer.send_all("stopped");
  });
  auto running = spawn([&] { server.run(); });
  yield();
  Socket client = client_of(server);
  EXPECT_EQ(receive_all(client), "stopped");
  running.get();
}

TEST_F(StreamServerTest, RunEndsWhenAnotherFiberStops) {
  StreamServer server(anywhere_, waiting());
  auto running = spawn([&] {
    server.run();
    say("ended");
  });
  yield();
  EXPECT_TRUE(server.started());
  EXPECT_FALSE(server.wait_until_stopped(1ms));
  server.stop();
  running.get();
  EXPECT_TRUE(server.wait_until_stopped(1ms));
  EXPECT_EQ(story_, Story{"ended"});
}

TEST_F(StreamServerTest, RunEndsWhatAStopThatIsKilledLeaves) {
  StreamServer server(anywhere_, waiting(), {.stop_limit = 1ms});
  auto running = spawn([&] { server.run(); });
  yield();
  Socket client = client_of(server);
  sleep_for(5ms);
  auto stopping = spawn([&] { server.stop(std::nullopt); });
  yield();
  stopping.kill();
  EXPECT_TRUE(running.join(5s));
  EXPECT_EQ(story_, Story{"killed"});
}

TEST_F(StreamServerTest, AKillOfRunStopsTheServer) {
  StreamServer server(anywhere_, waiting(), {.stop_limit = 1ms});
  auto running = spawn([&] { server.run(); });
  yield();
  Socket client = client_of(server);
  sleep_for(5ms);
  running.kill();
  EXPECT_FALSE(server.started());
  EXPECT_EQ(story_, Story{"killed"});
}

TEST_F(StreamServerTest, AServerThatGoesOutOfScopeKillsItsHandlers) {
  Socket client;
  {
    StreamServer server(anywhere_, waiting());
    server.start();
    client = client_of(server);
    sleep_for(5ms);
  }
  EXPECT_EQ(story_, Story{"killed"});
  EXPECT_EQ(receive_all(client), "");
}

TEST_F(StreamServerTest, AStoppedServerStartsAgainAtItsPort) {
  StreamServer server(anywhere_, echo);
  server.start();
  const auto port = server.port();
  server.stop();
  server.start();
  EXPECT_EQ(server.port(), port);
  Socket client = client_of(server);
  EXPECT_EQ(ask(client, "again"), "again");
}

TEST_F(StreamServerTest, TwiceIsOnce) {
  StreamServer server(anywhere_, echo);
  EXPECT_TRUE(server.stop());
  server.start();
  server.start();
  EXPECT_TRUE(server.stop());
  EXPECT_TRUE(server.stop());
}

TEST_F(StreamServerTest, APortThatIsTakenIsAFailureOfStart) {
  const Socket other = listen_on(anywhere_);
  StreamServer server(other.local_address(), echo);
  EXPECT_EQ(error_of([&] { server.start(); }), EADDRINUSE);
  EXPECT_FALSE(server.started());
}

TEST_F(StreamServerTest, TwoServersShareAPort) {
  StreamServer one(anywhere_, echo, {.listen = {.reuse_port = true}});
  one.start();
  StreamServer two(one.address(), echo, {.listen = {.reuse_port = true}});
  two.start();
  for (int i = 0; i < 20; ++i) {
    Socket client = client_of(one);
    EXPECT_EQ(ask(client, "x"), "x");
  }
}

TEST_F(StreamServerTest, ServesASocketThatListensAlready) {
  StreamServer server(listen_on(anywhere_), echo);
  EXPECT_NE(server.port(), 0);
  server.start();
  Socket client = client_of(server);
  EXPECT_EQ(ask(client, "x"), "x");
}

TEST_F(StreamServerTest, ASocketThatCannotAcceptEndsTheServer) {
  Socket deaf(SocketFamily::kIpv4, SocketType::kStream);
  deaf.bind(anywhere_);
  int failures = 0;
  StreamServer server(
      std::move(deaf), echo,
      {.on_accept_error = [&](const SocketError&) { ++failures; }});
  server.run();
  EXPECT_EQ(failures, 1);
}

TEST_F(StreamServerTest, VanishingClientsLeaveNothing) {
  StreamServer server(anywhere_, [](Stream& peer, const SocketAddress&) {
    peer.send_all(std::string(3'000'000, 'x'));
  });
  server.start();
  for (int i = 0; i < 20; ++i) client_of(server).close();
  EXPECT_TRUE(with_timeout(5s, [&] {
    sleep_for(5ms);
    server.handlers().join();
  }));
  expected_unobserved_ = unobserved_;
}

// --- Unix paths and wrappers -------------------------------------------------

TEST_F(StreamServerTest, APathIsRemovedAtTheEnd) {
  const test::TempDir dir;
  const auto file = dir.path() / "s";
  const auto path = SocketAddress::unix_path(file.string());
  listen_on(path).close();  // stale
  StreamServer server(path, echo);
  server.start();
  Socket client = client_of(server);
  EXPECT_EQ(ask(client, "unix"), "unix");
  server.stop();
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(StreamServerTest, APathThatBelongsToAnotherByThenStays) {
  const test::TempDir dir;
  const auto file = dir.path() / "s";
  const auto path = SocketAddress::unix_path(file.string());
  StreamServer server(path, echo);
  server.start();
  std::filesystem::remove(file);
  const Socket successor = listen_on(path);
  server.stop();
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(StreamServerTest, AWrapperMayRefuse) {
  ServerOptions options;
  options.wrap = [](Socket socket) -> std::unique_ptr<Stream> {
    if (receive(socket) == "no") return nullptr;
    return std::make_unique<Socket>(std::move(socket));
  };
  StreamServer server(
      anywhere_,
      [](Stream& peer, const SocketAddress&) { peer.send_all("in"); }, options);
  server.start();
  Socket refused = client_of(server);
  refused.send_all("no");
  EXPECT_EQ(receive_all(refused), "");
  Socket taken = client_of(server);
  taken.send_all("yes");
  EXPECT_EQ(receive_all(taken), "in");
}

}  // namespace
}  // namespace gfetch::net
