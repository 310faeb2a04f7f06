#include "engine/http/src/connection_pools.h"

#include <dirent.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/http/http_client.h"
#include "gfetch/http/proxy.h"
#include "tests/support/patience.h"
#include "tests/support/test_server.h"

namespace gfetch::http {
namespace {

using namespace std::chrono_literals;
using Pool = std::shared_ptr<ConnectionPool>;

// The number of hosts that a pool with few connections serves before it is
// replaced.
constexpr int kHostsOfAPool = 128;

std::string host(int number) {
  return "127.1." + std::to_string(number / 250) + '.' +
         std::to_string(1 + number % 250);
}

Request request_to(int number, const std::string& scheme = "http") {
  return request_for(scheme + "://" + host(number) + '/').value();
}

HttpClientOptions one_pool(std::size_t idle_connections) {
  HttpClientOptions options;
  options.shards = 1;
  options.idle_connections = idle_connections;
  return options;
}

std::shared_ptr<const Proxy> proxy_of(ProxyKind kind) {
  Proxy proxy;
  proxy.kind = kind;
  proxy.host = "proxy";
  return std::make_shared<const Proxy>(proxy);
}

class ConnectionPoolsTest : public testing::Test {
 protected:
  /// Returns the pool in use after requests to `count` hosts.
  Pool after_hosts(int count, const std::string& scheme = "http",
                   const std::shared_ptr<const Proxy>& proxy = nullptr) {
    Pool pool;
    for (int i = 0; i < count; ++i) {
      Request request = request_to(i, scheme);
      request.proxy = proxy;
      pool = pools_.pool_for(request);
      EXPECT_LE(pool->hosts.size(), std::size_t{kHostsOfAPool});
    }
    return pool;
  }

  Hub hub_;
  ConnectionPools pools_{hub_, one_pool(4), nullptr};
};

TEST_F(ConnectionPoolsTest, HostsShareAPool) {
  const Pool pool = pools_.pool_for(request_to(0));
  EXPECT_EQ(pools_.pool_for(request_to(1)), pool);
  EXPECT_EQ(pool->hosts.size(), 2U);
}

TEST_F(ConnectionPoolsTest, PrivateAddressesAreRefusedInAPoolOfTheirOwn) {
  Request request = request_to(0);
  const Pool pool = pools_.pool_for(request);
  request.private_addresses = PrivateAddresses::kRefuse;
  EXPECT_NE(pools_.pool_for(request), pool);
}

TEST_F(ConnectionPoolsTest, APoolServesALimitedNumberOfHosts) {
  const Pool first = after_hosts(kHostsOfAPool);
  EXPECT_NE(after_hosts(kHostsOfAPool + 1), first);
  after_hosts(20 * kHostsOfAPool);
}

TEST_F(ConnectionPoolsTest, HostsThatComeAgainLeaveAPoolInUse) {
  const Pool first = after_hosts(kHostsOfAPool);
  for (int round = 0; round < 20; ++round) {
    EXPECT_EQ(after_hosts(kHostsOfAPool), first);
  }
}

TEST_F(ConnectionPoolsTest, AReplacedPoolLivesAsLongAsItsExchanges) {
  Pool held = after_hosts(1);
  const std::weak_ptr<ConnectionPool> watched = held;
  after_hosts(2 * kHostsOfAPool);
  EXPECT_FALSE(watched.expired());
  held.reset();
  EXPECT_TRUE(watched.expired());
}

TEST_F(ConnectionPoolsTest, AnUnusedPoolGoesAtOnce) {
  const std::weak_ptr<ConnectionPool> watched = after_hosts(1);
  after_hosts(kHostsOfAPool + 1);
  EXPECT_TRUE(watched.expired());
}

// Exchanges that do not end keep replaced pools alive, and each pool needs
// descriptors: the number of replaced pools has a limit.
TEST_F(ConnectionPoolsTest, FewReplacedPoolsAreKept) {
  std::set<Pool> held;
  for (int i = 0; i < 50 * kHostsOfAPool; ++i) {
    held.insert(pools_.pool_for(request_to(i)));
  }
  EXPECT_EQ(held.size(), 33U) << "one in use";
  held.clear();
  const Pool last = pools_.pool_for(request_to(0));
  EXPECT_EQ(last->hosts.size(), 1U) << "the pool in use is replaced again";
}

TEST_F(ConnectionPoolsTest, AProxyThatForwardsIsOneHost) {
  for (const ProxyKind kind : {ProxyKind::kHttp, ProxyKind::kHttps}) {
    const auto proxy = proxy_of(kind);
    const Pool pool = pools_.pool_for(request_to(0));
    EXPECT_EQ(after_hosts(2 * kHostsOfAPool, "http", proxy), pool);
  }
}

TEST_F(ConnectionPoolsTest, ATunnelBelongsToItsTarget) {
  const auto tunnelling = proxy_of(ProxyKind::kHttp);
  const auto socks = proxy_of(ProxyKind::kSocks5h);
  const std::weak_ptr<ConnectionPool> first = after_hosts(1);
  const std::weak_ptr<ConnectionPool> second =
      after_hosts(2 * kHostsOfAPool, "https", tunnelling);
  EXPECT_TRUE(first.expired());
  after_hosts(2 * kHostsOfAPool, "http", socks);
  EXPECT_TRUE(second.expired());
}

/// Returns the number of open descriptors of this process.
std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* directory = opendir("/proc/self/fd");
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

class PooledClientTest : public testing::Test {
 protected:
  PooledClientTest() { server_.on("/", test::replies(200, "x")); }

  std::string url(int number, std::string_view path = "/") const {
    return server_.url(path, host(number));
  }

  /// Fetches from host `number`; true if the fetch reused a connection.
  bool reuses(int number) {
    StringSink body;
    const auto response = http_.fetch(request_for(url(number)).value(), body);
    EXPECT_TRUE(response) << number << ' ' << response.error().message;
    return response && response->reused_connection;
  }

  int status_of(int number, std::string_view path) {
    StringSink body;
    const auto response =
        http_.fetch(request_for(url(number, path)).value(), body);
    return response ? response->status_code : 0;
  }

  test::TestServer server_{"0.0.0.0"};
  Hub hub_;
  HttpClient http_{one_pool(8)};
};

TEST_F(PooledClientTest, IdleConnectionsStayWithinTheirLimit) {
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 5 * kHostsOfAPool; ++i) reuses(i);
  EXPECT_EQ(server_.connections(), 5 * kHostsOfAPool);
  // Twice the limit of 8 connections, with both of their ends in this process,
  // and at most 20 descriptors of the multi handle.
  EXPECT_TRUE(test::eventually(
      [&] { return open_descriptors() < before + 2 * 2 * 8 + 20; }));
}

TEST_F(PooledClientTest, TheConnectionThatWasIdleForLongestIsClosed) {
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(reuses(i)) << i;
  for (int i = 93; i < 100; ++i) EXPECT_TRUE(reuses(i)) << i;
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(reuses(i)) << i;
}

// The idle connections of a replaced pool are closed while its exchanges are
// still in progress.
TEST_F(PooledClientTest, AReplacedPoolKeepsNoIdleConnections) {
  std::atomic<bool> released{false};
  server_.on("/slow", [&](test::Peer& peer) {
    while (!released && peer.pause(5ms)) {
    }
    peer.reply(200);
  });
  const std::size_t before = open_descriptors();
  std::vector<Fiber<int>> slow;
  for (int i = 0; i < 10; ++i) {
    slow.push_back(spawn([&, i] { return status_of(i, "/slow"); }));
    for (int j = 0; j < kHostsOfAPool; ++j) {
      reuses(1000 + i * kHostsOfAPool + j);
    }
  }
  EXPECT_EQ(http_.in_flight(), 10U);
  // Both ends of the connections of ten slow exchanges, three descriptors for
  // each of eleven multi handles, and the idle connections of one pool only.
  EXPECT_TRUE(test::eventually([&] {
    return open_descriptors() < before + 2 * 10 + 3 * 11 + 2 * 2 * 8 + 10;
  })) << open_descriptors() - before;
  released = true;
  for (auto& fiber : slow) EXPECT_EQ(fiber.get(), 200);
}

// A host that is used all the time loses its connection only when its pool is
// replaced.
TEST_F(PooledClientTest, AHostIsKeptWarmAmongManyOthers) {
  constexpr int kOthers = 5 * kHostsOfAPool;
  int connections = 0;
  for (int i = 1; i <= kOthers; ++i) {
    if (!reuses(0)) ++connections;
    reuses(i);
  }
  EXPECT_LE(connections, 1 + kOthers / (kHostsOfAPool - 1));
}

TEST_F(PooledClientTest, AnExchangeEndsInThePoolThatWasReplaced) {
  std::atomic<bool> released{false};
  server_.on("/slow", [&](test::Peer& peer) {
    while (!released && peer.pause(5ms)) {
    }
    peer.reply(200);
  });
  auto slow = spawn([&] { return status_of(0, "/slow"); });
  for (int i = 1; i <= 3 * kHostsOfAPool; ++i) reuses(i);
  EXPECT_EQ(http_.in_flight(), 1U);
  released = true;
  EXPECT_EQ(slow.get(), 200);
  EXPECT_FALSE(reuses(0)) << "its connection went with its pool";
}

}  // namespace
}  // namespace gfetch::http
