#pragma once
/// Which addresses the cache of names of one libcurl multi handle was told, and
/// when. It keeps them for two seconds by a clock of whole seconds, so for one
/// at least.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

class CurlDnsCache {
 public:
  /// What CURLOPT_RESOLVE must tell it now; empty when it knows.
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
