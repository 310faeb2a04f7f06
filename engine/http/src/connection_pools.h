#pragma once
/// The connection pools of a client. Each pool is a multi handle of libcurl
/// with its connections; each host belongs to one pool.
///
/// A pool serves a limited number of hosts and is then replaced by a new one,
/// because the time that libcurl spends on a transfer grows with the number of
/// hosts that the multi handle has ever served:
///
/// - Up to libcurl 8.9 (conncache.c), libcurl closes the connection that has
///   been idle for longest when CURLMOPT_MAXCONNECTS is exceeded, but keeps the
///   entry of its host ("bundle") until the multi handle is destroyed. The
///   search for that connection visits all entries, once for each transfer to a
///   new host.
/// - Up to libcurl 8.14 at least, the end of each transfer visits all entries
///   of libcurl's DNS cache, in which a name stays for two seconds.
///
/// The states of a pool:
///
///           it has served its              its last exchange
///            number of hosts                     ends
///   in use -----------------> replaced -----------------------> destroyed
///      |                                                            ^
///      +------------------------------------------------------------+
///        it has served its number of hosts, and no exchange uses it
///
/// Invariants:
/// - A new exchange begins in a pool in use; a replaced pool only finishes the
///   exchanges that it has.
/// - A replaced pool has no idle connections. The number of replaced pools is
///   limited, because each holds two descriptors with libcurl 7.88.
/// - A pool serves eight times as many hosts as it may have connections.
///   Therefore at most one new connection in eight replaces a connection that
///   was closed together with a pool and would have been reused.

#include <cstddef>
#include <memory>
#include <unordered_set>
#include <vector>

#include "curl_transfers.h"
#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "quirks/curl_dns_cache.h"

namespace gfetch::http {

/// The transfers and connections of one multi handle.
struct ConnectionPool {
  ConnectionPool(Hub& hub, HttpVersion version, std::size_t idle_connections,
                 StallGuard* guard)
      : transfers(hub, version, idle_connections, guard) {}

  CurlTransfers transfers;
  CurlDnsCache dns_cache;
  std::unordered_set<std::size_t> hosts;  ///< hashes of the hosts served so far
};

class ConnectionPools {
 public:
  /// `guard` may be null. It must outlive this object and all pools.
  ConnectionPools(Hub& hub, const HttpClientOptions& options,
                  StallGuard* guard);

  /// Returns the pool for an exchange that begins now. The exchange keeps the
  /// pointer until its transfer is removed from the pool.
  std::shared_ptr<ConnectionPool> pool_for(const Request& request);

  /// Ends all exchanges with `error`.
  void fail_all(const Error& error);

  /// Closes all idle connections. From now on each pool keeps at most one.
  void close_idle();

 private:
  bool served_enough(const ConnectionPool& pool) const;
  void replace(std::shared_ptr<ConnectionPool>& pool);

  Hub& hub_;
  HttpVersion version_;
  StallGuard* guard_;
  std::size_t idle_in_each_;
  // The pools in use, each created at its first exchange. The second half is
  // for requests that must not reach private addresses: they never reuse a
  // connection that was opened without this restriction.
  std::vector<std::shared_ptr<ConnectionPool>> pools_;
  std::vector<std::weak_ptr<ConnectionPool>> replaced_;
};

}  // namespace gfetch::http
