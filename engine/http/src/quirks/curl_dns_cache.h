#pragma once
/// Mirrors libcurl's DNS cache of one multi handle: the addresses that libcurl
/// was given, and when. libcurl keeps them for two seconds by a clock of whole
/// seconds, so for at least one second.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

class CurlDnsCache {
 public:
  /// The entry for CURLOPT_RESOLVE; empty if the cache is up to date.
  std::string updates(const std::string& host, std::uint16_t port,
                      const net::AddressList& addresses, TimePoint now);

 private:
  struct Told {
    net::AddressList addresses;
    TimePoint when{};
  };

  std::unordered_map<std::string, Told> told_;
};

}  // namespace gfetch::http
