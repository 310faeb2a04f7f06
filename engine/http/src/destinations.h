#pragma once
/// Finds the addresses that a request connects to: given ones, those of DNS, or
/// a proxy's; never private ones if the request forbids them.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

struct Destination {
  net::AddressList addresses;
  std::optional<net::IpAddress>
      socks_target;             ///< that the proxy is to go on to
  std::optional<Duration> dns;  ///< how long it took, if it was asked
};

class Destinations {
 public:
  explicit Destinations(const HttpClientOptions& options);

  /// Fails with kPrivateAddress, or as Resolver does.
  /// Blocks the calling fiber, unless the answer is cached.
  Result<Destination> find(const Request& request);

  /// The first address of `origin`; nothing when the lookup fails, and with a
  /// Unix socket.
  /// Blocks the calling fiber, unless the answer is cached.
  std::optional<net::IpAddress> address_of(const Origin& origin,
                                           TimeLimit limit);

 private:
  Result<net::AddressList> addresses_of(const std::string& host,
                                        std::uint16_t port, TimeLimit limit,
                                        std::optional<Duration>& dns);
  Result<Destination> proxied(const Request& request);
  Result<net::AddressList> target_addresses(const Request& request,
                                            std::optional<Duration>& dns);
  std::optional<net::AddressList> overridden(const std::string& host,
                                             std::uint16_t port) const;

  net::Resolver resolver_;
  net::AddressFamily family_;
  bool to_unix_socket_;
  std::unordered_map<std::string, net::AddressList> overrides_;
};

/// Where a request's connection leads first.
inline const std::string& first_host(const Request& request) {
  return request.proxy ? request.proxy->host : request.origin.host;
}
inline std::uint16_t first_port(const Request& request) {
  return request.proxy ? request.proxy->port : request.origin.port;
}

}  // namespace gfetch::http
