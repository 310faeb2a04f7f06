#pragma once
/// Finds the addresses to which a request connects: configured addresses, those
/// of DNS, or those of the proxy. Removes private addresses if the request
/// forbids them.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "gfetch/http/http.h"
#include "gfetch/http/http_client.h"
#include "gfetch/net/resolver.h"
#include "public_names.h"

namespace gfetch::http {

/// The addresses for one request.
struct Destination {
  net::AddressList addresses;  ///< addresses of the origin or of the proxy
  /// The origin's address, for a SOCKS proxy that does not resolve names.
  std::optional<net::IpAddress> socks_target;
  std::optional<Duration> dns;  ///< duration of the DNS lookups, if there were
};

class Destinations {
 public:
  explicit Destinations(const HttpClientOptions& options);

  /// Finds the addresses for a request. Fails with kPrivateAddress if all are
  /// private and the request forbids them, or as net::Resolver::resolve() does.
  /// Blocks the calling fiber, unless the addresses are cached.
  Result<Destination> find(const Request& request);

  /// Returns the first address of `origin`. Returns nullopt if the lookup
  /// fails, or if all requests go to a Unix socket.
  /// Blocks the calling fiber, unless the address is cached.
  std::optional<net::IpAddress> address_of(const Origin& origin,
                                           TimeLimit limit);

  /// Ends all lookups: they and all later ones fail with kKilled.
  void close() { resolver_.reset(); }

 private:
  /// Finds the addresses of a host, private ones included. Adds the duration of
  /// a DNS lookup to `dns`.
  /// Blocks the calling fiber, unless the addresses are cached.
  Result<net::AddressList> addresses_of(const std::string& host,
                                        std::uint16_t port, TimeLimit limit,
                                        std::optional<Duration>& dns);
  Result<Destination> proxied(const Request& request);
  Result<void> check_target(const Request& request,
                            std::optional<Duration>& dns);
  Result<net::AddressList> target_addresses(const Request& request,
                                            std::optional<Duration>& dns);
  bool may_be_private(const Request& request,
                      const net::AddressList& addresses);
  bool public_at_first(const Origin& origin, const net::AddressList& addresses);
  std::optional<net::AddressList> overridden(const std::string& host,
                                             std::uint16_t port) const;

  std::optional<net::Resolver> resolver_;  // absent after close()
  net::AddressFamily family_;
  bool to_unix_socket_;
  PublicNames public_names_;
  std::unordered_map<std::string, net::AddressList> overrides_;
};

/// The host and the port to which a request connects: those of the proxy if
/// there is one, otherwise those of the origin.
inline const std::string& first_host(const Request& request) {
  return request.proxy ? request.proxy->host : request.url.origin().host;
}
inline std::uint16_t first_port(const Request& request) {
  return request.proxy ? request.proxy->port : request.url.origin().port;
}

}  // namespace gfetch::http
