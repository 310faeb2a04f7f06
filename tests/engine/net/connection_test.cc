#include <array>
#include <stdexcept>

#include "gfetch/fiber/timeout.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/socket.h"
#include "tests/engine/net/socket_fixture.h"
#include "tests/support/dead_host.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/dns_server.h"

namespace gfetch::net {
namespace {

class ConnectionTest : public SocketTest {
 protected:
  static SocketAddress refusing() {
    return listen_on(SocketAddress::loopback(0)).local_address();
  }
  SocketAddress dead() const {
    return SocketAddress::loopback(
        static_cast<std::uint16_t>(dead_.endpoint().port));
  }
  /// The name `host` with these addresses.
  ResolverOptions naming(std::vector<std::string> addresses) {
    dns_.answer("host.test", {.addresses = std::move(addresses)});
    return {.servers = {*parse_name_server(dns_.address())}};
  }

  test::DnsServer dns_;
  test::DeadHost dead_;
  Socket listener_ = listen_on(SocketAddress::loopback(0));
  SocketAddress alive_ = listener_.local_address();
};

TEST_F(ConnectionTest, ConnectsByName) {
  Resolver resolver(naming({"127.0.0.1"}));
  Socket client = create_connection(resolver, "host.test", alive_.port());
  EXPECT_EQ(client.peer_address(), alive_);
}

TEST_F(ConnectionTest, AnAddressNeedsNoNameServer) {
  Resolver resolver({.servers = {*parse_name_server("127.0.0.1:1")}});
  Socket client = create_connection(resolver, "127.0.0.1", alive_.port());
  EXPECT_EQ(client.peer_address(), alive_);
}

TEST_F(ConnectionTest, ANameThatDoesNotExistIsAFailureOfTheHost) {
  Resolver resolver(naming({"127.0.0.1"}));
  EXPECT_EQ(error_of([&] { create_connection(resolver, "other.test", 1); }),
            EHOSTUNREACH);
}

TEST_F(ConnectionTest, TheLimitIncludesTheLookUp) {
  dns_.answer("slow.test", {.silent = true});
  Resolver resolver(naming({}));
  EXPECT_THROW(create_connection(resolver, "slow.test", 1, 10ms),
               SocketTimeout);
  EXPECT_LT(elapsed_ms(), 1000);
}

TEST_F(ConnectionTest, LocalhostIsTriedInBothFamilies) {
  // Nothing listens at [::1] with this port.
  Resolver resolver;
  Socket client = create_connection(resolver, "localhost", alive_.port());
  EXPECT_EQ(client.peer_address(), alive_);
}

TEST_F(ConnectionTest, OneThatRefusesMakesWayAtOnce) {
  const std::array addresses = {refusing(), refusing(), alive_};
  Socket client = create_connection(addresses, 5s, {.attempt_delay = 10s});
  EXPECT_EQ(client.peer_address(), alive_);
  EXPECT_LT(elapsed_ms(), 1000);
}

TEST_F(ConnectionTest, OneThatIsSilentMakesWayAfterAWhile) {
  const std::array addresses = {dead(), alive_};
  Socket client = create_connection(addresses, 5s, {.attempt_delay = 30ms});
  EXPECT_EQ(client.peer_address(), alive_);
  EXPECT_GE(elapsed_ms(), 30);
  EXPECT_LT(elapsed_ms(), 1000);
}

TEST_F(ConnectionTest, OneThatRefusesBehindASilentOneMakesWayAtOnce) {
  const std::array addresses = {dead(), refusing(), alive_};
  const long began = elapsed_ms();
  Socket client = create_connection(addresses, 5s, {.attempt_delay = 200ms});
  EXPECT_EQ(client.peer_address(), alive_);
  EXPECT_LT(elapsed_ms() - began, 380);
}

TEST_F(ConnectionTest, TheFailureOfTheFirstIsThrown) {
  const SocketAddress first = refusing();
  try {
    create_connection(std::array{first, refusing()});
    FAIL() << "connected";
  } catch (const SocketError& error) {
    EXPECT_EQ(error.system_error(), ECONNREFUSED);
    EXPECT_NE(std::string(error.what()).find(to_string(first)),
              std::string::npos);
  }
}

TEST_F(ConnectionTest, WhenAllAreSilentTheLimitEndsIt) {
  EXPECT_THROW(create_connection(std::array{dead(), dead()}, 20ms,
                                 {.attempt_delay = 5ms}),
               SocketTimeout);
  EXPECT_THROW(create_connection(dead(), 5ms), SocketTimeout);
  Timeout timeout(5ms);
  EXPECT_THROW(create_connection(std::array{dead()}, timeout), SocketTimeout);
}

TEST_F(ConnectionTest, AKillLeavesNothing) {
  auto fiber = spawn([&] {
    create_connection(std::array{dead(), dead(), dead()}, {},
                      {.attempt_delay = 1ms});
  });
  sleep_for(10ms);
  EXPECT_FALSE(fiber.ready());
  fiber.kill();
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(ConnectionTest, NoAddressIsAMistake) {
  EXPECT_THROW(create_connection(std::span<const SocketAddress>()),
               std::invalid_argument);
}

TEST_F(ConnectionTest, TheOwnAddressCanBeChosen) {
  const auto own = *SocketAddress::parse("127.0.0.2:0");
  Resolver resolver(naming({"::1", "127.0.0.1"}));
  Socket client = create_connection(resolver, "host.test", alive_.port(), 5s,
                                    {.local = own});
  EXPECT_EQ(client.local_address().ip(), own.ip());
}

TEST_F(ConnectionTest, WithoutDescriptorsTheFailureSaysSo) {
  const std::array addresses = {alive_, alive_};
  const test::DescriptorLimit none(0);
  try {
    create_connection(addresses);
    FAIL() << "connected";
  } catch (const SocketError& error) {
    EXPECT_TRUE(error.out_of_descriptors());
  }
}

TEST_F(ConnectionTest, TheFirstOfTwoThatAnswerIsKept) {
  const Socket second = listen_on(SocketAddress::loopback(0));
  Socket client = create_connection(std::array{alive_, second.local_address()});
  EXPECT_EQ(client.peer_address(), alive_);
}

}  // namespace
}  // namespace gfetch::net
