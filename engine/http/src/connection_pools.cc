#include "connection_pools.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include "destinations.h"
#include "gfetch/http/proxy.h"

namespace gfetch::http {
namespace {

// The number of pools: one for 16 idle connections. With a low limit the
// connections must not be divided among many pools, because each pool exceeds
// its share of the limit for a while.
std::size_t pools_for(const HttpClientOptions& options) {
  constexpr std::size_t kWorthAPool = 16;
  return std::clamp<std::size_t>(options.idle_connections / kWorthAPool, 1,
                                 std::max<std::size_t>(options.shards, 1));
}

// Hashes the host by which libcurl files a connection: the proxy for plain HTTP
// through an HTTP proxy, otherwise the origin, also through a tunnel.
std::size_t hash_of_host(const Request& request) {
  const bool forwarded = request.proxy != nullptr &&
                         (request.proxy->kind == ProxyKind::kHttp ||
                          request.proxy->kind == ProxyKind::kHttps) &&
                         request.url.origin().scheme == "http";
  const std::string& host =
      forwarded ? request.proxy->host : request.url.origin().host;
  const std::uint16_t port =
      forwarded ? request.proxy->port : request.url.origin().port;
  constexpr std::size_t kSpread = 0x9e3779b97f4a7c15;
  return std::hash<std::string>()(host) ^ (port * kSpread);
}

}  // namespace

ConnectionPools::ConnectionPools(Hub& hub, const HttpClientOptions& options,
                                 StallGuard* guard)
    : hub_(hub), version_(options.version), guard_(guard) {
  const std::size_t count = pools_for(options);
  idle_in_each_ = std::max<std::size_t>(options.idle_connections / count, 1);
  pools_.resize(2 * count);
}

std::shared_ptr<ConnectionPool> ConnectionPools::pool_for(
    const Request& request) {
  const std::size_t count = pools_.size() / 2;
  const bool apart = refuses(request.private_addresses);
  const std::size_t index =
      std::hash<std::string>()(first_host(request)) % count +
      (apart ? count : 0);
  std::shared_ptr<ConnectionPool>& pool = pools_[index];
  const std::size_t host = hash_of_host(request);
  // A host that the pool already serves adds no entry to the multi handle, and
  // may have a connection there.
  if (pool && pool->hosts.contains(host)) return pool;
  if (pool && served_enough(*pool)) replace(pool);
  if (!pool) {
    pool =
        std::make_shared<ConnectionPool>(hub_, version_, idle_in_each_, guard_);
  }
  pool->hosts.insert(host);
  return pool;
}

bool ConnectionPools::served_enough(const ConnectionPool& pool) const {
  constexpr std::size_t kHostsForAConnection = 8;
  constexpr std::size_t kFewest = 128;
  const std::size_t connections = idle_in_each_ + pool.transfers.size();
  return pool.hosts.size() >=
         std::max(kFewest, kHostsForAConnection * connections);
}

// Replaces a pool that has served its number of hosts. If slow exchanges keep
// the largest allowed number of replaced pools alive, the pool stays in use: it
// becomes slower until one of the replaced pools has ended.
void ConnectionPools::replace(std::shared_ptr<ConnectionPool>& pool) {
  constexpr std::size_t kMostReplaced = 32;
  // Exchanges in progress finish in the old pool.
  if (pool.use_count() > 1) {
    std::erase_if(replaced_, [](const auto& old) { return old.expired(); });
    if (replaced_.size() >= kMostReplaced) return;
    pool->transfers.close_idle();
    replaced_.push_back(pool);
  }
  pool.reset();
}

void ConnectionPools::fail_all(const Error& error) {
  for (const std::shared_ptr<ConnectionPool>& pool : pools_) {
    if (pool) pool->transfers.fail_all(error);
  }
  for (const std::weak_ptr<ConnectionPool>& old : replaced_) {
    if (const auto pool = old.lock()) pool->transfers.fail_all(error);
  }
}

void ConnectionPools::close_idle() {
  idle_in_each_ = 1;
  for (std::shared_ptr<ConnectionPool>& pool : pools_) {
    if (pool == nullptr) continue;
    if (pool->transfers.busy()) {
      pool->transfers.close_idle();
    } else {
      // Without the multi handle its own descriptors are free, too.
      pool.reset();
    }
  }
}

}  // namespace gfetch::http
