#include "quirks/curl_dns_cache.h"

#include <chrono>
#include <cstddef>
#include <utility>

#include "base/endpoint.h"

namespace gfetch::http {

std::string CurlDnsCache::updates(const std::string& host, std::uint16_t port,
                                  const net::AddressList& addresses,
                                  TimePoint now) {
  constexpr Duration kKnownFor = std::chrono::milliseconds(500);
  constexpr std::size_t kMany = 1000;
  if (told_.size() > kMany) told_.clear();
  std::string key = endpoint(host, port);
  Told& told = told_[key];
  if (told.addresses == addresses && now - told.when < kKnownFor) return {};
  told = {addresses, now};
  std::string entry = '+' + std::move(key);
  char separator = ':';
  for (const net::IpAddress& address : *addresses) {
    entry += separator;
    entry += bracketed(address);
    separator = ',';
  }
  return entry;
}

}  // namespace gfetch::http
