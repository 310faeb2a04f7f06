#include "gfetch/net/datagram_server.h"

#include <array>
#include <filesystem>

#include "tests/engine/net/socket_fixture.h"
#include "tests/support/temp_dir.h"

namespace gfetch::net {
namespace {

class DatagramServerTest : public SocketTest {
 protected:
  DatagramServerTest() {
    client_.bind(anywhere_);
    client_.timeout(5s);
  }
  std::string answer() {
    std::array<char, 100> buffer{};
    return {buffer.data(), client_.receive_from(buffer).size};
  }

  const SocketAddress anywhere_ = SocketAddress::loopback(0);
  Socket client_{SocketFamily::kIpv4, SocketType::kDatagram};
};

TEST_F(DatagramServerTest, AnswersEachDatagram) {
  DatagramServer server(anywhere_,
                        [&](std::string data, const SocketAddress& from) {
                          server.send_to("got " + data, from);
                        });
  server.start();
  client_.send_to("one", server.address());
  EXPECT_EQ(answer(), "got one");
  client_.send_to("", server.address());
  EXPECT_EQ(answer(), "got ");
}

TEST_F(DatagramServerTest, AFullServerReadsNothingAndGoesOn) {
  Event go;
  int most = 0;
  int running = 0;
  DatagramServer server(
      anywhere_,
      [&](const std::string& data, const SocketAddress& from) {
        most = std::max(most, ++running);
        go.wait();
        --running;
        server.send_to(data, from);
      },
      {.most_handlers = 2});
  server.start();
  for (int i = 0; i < 5; ++i) client_.send_to("x", server.address());
  sleep_for(5ms);
  EXPECT_EQ(running, 2);
  go.set();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(answer(), "x");
  EXPECT_EQ(most, 2);
}

TEST_F(DatagramServerTest, WhatIsTooLongIsCut) {
  DatagramServer server(
      anywhere_,
      [&](const std::string& data, const SocketAddress& from) {
        server.send_to(data, from);
      },
      {.most_bytes = 4});
  server.start();
  client_.send_to("123456", server.address());
  EXPECT_EQ(answer(), "1234");
}

TEST_F(DatagramServerTest, AUnixPathIsRemovedAtTheEnd) {
  const test::TempDir dir;
  const auto file = dir.path() / "s";
  const auto path = SocketAddress::unix_path(file.string());
  for (int round = 0; round < 2; ++round) {
    std::string got;
    DatagramServer server(path, [&](std::string data, const SocketAddress&) {
      got = std::move(data);
    });
    server.start();
    Socket client(SocketFamily::kUnix, SocketType::kDatagram);
    client.send_to("x", path);
    sleep_for(2ms);
    EXPECT_EQ(got, "x");
    server.stop();
    EXPECT_FALSE(std::filesystem::exists(file));
    // A stale path for the second round.
    Socket(SocketFamily::kUnix, SocketType::kDatagram).bind(path);
  }
}

TEST_F(DatagramServerTest, AfterTheEndNothingIsSent) {
  DatagramServer server(anywhere_, [](const std::string&, const auto&) {});
  server.start();
  EXPECT_TRUE(server.stop());
  EXPECT_EQ(error_of([&] { server.send_to("x", client_.local_address()); }),
            EBADF);
}

TEST_F(DatagramServerTest, ServesASocketThatIsBoundAlready) {
  Socket bound(SocketFamily::kIpv4, SocketType::kDatagram);
  bound.bind(anywhere_);
  DatagramServer server(std::move(bound), [&](const std::string& data,
                                              const SocketAddress& from) {
    server.send_to(data, from);
  });
  server.start();
  client_.send_to("x", server.address());
  EXPECT_EQ(answer(), "x");
}

}  // namespace
}  // namespace gfetch::net
