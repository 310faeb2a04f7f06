#pragma once
/// Tracks the addresses that were put into the DNS cache of one multi handle of
/// libcurl, and decides when to put them in again. libcurl would otherwise
/// resolve the host in a thread of its own.
///
///   absent --updates()--> fresh --500 ms passed, or other addresses--> stale
///                           ^                                            |
///                           +------------------updates()-----------------+
///
/// Invariants:
/// - updates() returns an entry for a host that is absent or stale.
/// - libcurl keeps an entry for two seconds, measured in whole seconds, that
///   is for at least one second. So a fresh host is in libcurl's cache.
/// - At most 1000 hosts are tracked. Beyond that all are forgotten, which costs
///   no more than an update for each.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

class CurlDnsCache {
 public:
  /// Returns the entry for CURLOPT_RESOLVE that puts the addresses of a host
  /// into libcurl's DNS cache; empty if the cache has them.
  std::string updates(const std::string& host, std::uint16_t port,
                      const net::AddressList& addresses, TimePoint now);

 private:
  struct Entry {
    net::AddressList addresses;
    TimePoint when{};
  };

  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace gfetch::http
