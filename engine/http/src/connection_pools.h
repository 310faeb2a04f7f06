#pragma once
/// The connections of a client, in pools: each is a multi handle of libcurl,
/// and a host belongs to one of them.
///
/// A pool serves a limited number of hosts and is then replaced, for libcurl
/// keeps an entry for each host and walks all of them too often:
///
/// - From 7.88 (or before) to 8.9 (conncache.c) the connection that has been
///   idle for longest is closed when CURLMOPT_MAXCONNECTS is exceeded, but the
///   entry of its host ("bundle") stays until the multi handle ends. The search
///   for that connection walks all entries, once for each URL of a new host.
/// - Up to 8.14 at least, the end of each transfer walks the cache of names
///   (Curl_hostcache_prune), where a name stays for two seconds.
///
///           new host, and enough hosts            last exchange ends
///   in use ---------------------------> replaced -------------------> gone
///      |                                                               ^
///      +---------------------------------------------------------------+
///           the same, and no exchange under way
///
/// Invariants:
/// - New exchanges begin in the pool in use; a replaced pool only ends its own.
/// - A replaced pool has no idle connections, but needs two descriptors of its
///   own with libcurl 7.88: their number is limited.
/// - A pool serves eight times as many hosts as it may have connections: the
///   connections that a replacement closes, and that would have been used
///   again, are an eighth of the new ones at most.

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

#include "curl_transfers.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "quirks/curl_dns_cache.h"

namespace gfetch::http {

struct ConnectionPool {
  ConnectionPool(Hub& hub, HttpVersion version, std::size_t idle_connections,
                 StallGuard* guard)
      : transfers(hub, version, idle_connections, guard) {}

  CurlTransfers transfers;
  CurlDnsCache dns_cache;
  std::unordered_set<std::size_t> hosts;  ///< hashes of those it has served
};

class ConnectionPools {
 public:
  /// `guard` may be null, and outlives this and all pools.
  ConnectionPools(Hub& hub, const HttpClientOptions& options,
                  StallGuard* guard);

  /// The pool for an exchange that begins now. The exchange holds the pool
  /// until it has left it.
  std::shared_ptr<ConnectionPool> pool_for(const Request& request);

  /// Closes idle connections, and keeps one for each pool from here on.
  void close_idle();

 private:
  bool served_enough(const ConnectionPool& pool) const;
  void replace(std::shared_ptr<ConnectionPool>& pool);

  Hub& hub_;
  HttpVersion version_;
  StallGuard* guard_;
  std::size_t idle_in_each_;
  // Requests that must not reach private addresses have pools of their own,
  // and so never a connection that others opened. Made when first needed.
  std::vector<std::shared_ptr<ConnectionPool>> pools_;
  std::vector<std::weak_ptr<ConnectionPool>> replaced_;
};

}  // namespace gfetch::http
