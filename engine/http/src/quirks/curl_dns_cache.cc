#include "quirks/curl_dns_cache.h"

#include <chrono>
#include <cstddef>
#include <utility>

#include "base/endpoint.h"

namespace gfetch::http {

std::string CurlDnsCache::updates(const std::string& host, std::uint16_t port,
                                  const net::AddressList& addresses,
                                  TimePoint now) {
  constexpr Duration kFreshFor = std::chrono::milliseconds(500);
  constexpr std::size_t kMaxHosts = 1000;
  if (entries_.size() > kMaxHosts) entries_.clear();
  std::string key = endpoint(host, port);
  Entry& entry = entries_[key];
  if (entry.addresses == addresses && now - entry.when < kFreshFor) return {};
  entry = {addresses, now};
  std::string update = '+' + std::move(key);
  char separator = ':';
  for (const net::IpAddress& address : *addresses) {
    update += separator;
    update += bracketed(address);
    separator = ',';
  }
  return update;
}

}  // namespace gfetch::http
