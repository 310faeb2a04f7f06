#include "destinations.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endpoint.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::http {
namespace {

// Returns the public ones of `addresses`, or an error if all are private.
Result<net::AddressList> without_private(net::AddressList addresses) {
  if (std::none_of(addresses->begin(), addresses->end(),
                   net::is_private_address)) {
    return addresses;
  }
  auto rest = std::make_shared<std::vector<net::IpAddress>>();
  std::remove_copy_if(addresses->begin(), addresses->end(),
                      std::back_inserter(*rest), net::is_private_address);
  if (rest->empty()) {
    return Error{ErrorKind::kPrivateAddress,
                 "private address " + to_string(addresses->front())};
  }
  return net::AddressList(std::move(rest));
}

// Fails if a proxy that resolves names itself would get a private address or
// `localhost`. To which addresses it resolves other names is not known here.
Result<void> check_target(const Request& request) {
  if (request.private_addresses == PrivateAddresses::kAllow) return {};
  std::string_view host = request.url.origin().host;
  const std::optional<net::IpAddress> address = net::parse_address(host);
  if (host.ends_with('.')) host.remove_suffix(1);
  const bool is_private =
      address ? is_private_address(*address)
              : host == "localhost" || host.ends_with(".localhost");
  if (!is_private) return {};
  return Error{ErrorKind::kPrivateAddress,
               "private address " + request.url.origin().host};
}

}  // namespace

Destinations::Destinations(const HttpClientOptions& options)
    : resolver_(std::in_place, options.dns),
      family_(options.family),
      to_unix_socket_(!options.unix_socket.empty()) {
  for (const ResolveOverride& entry : options.resolve) {
    overrides_[endpoint(entry.host, entry.port)] =
        std::make_shared<const std::vector<net::IpAddress>>(entry.addresses);
  }
}

Result<Destination> Destinations::find(const Request& request) {
  Destination found;
  // All requests go to the Unix socket: no address is needed.
  if (to_unix_socket_) {
    found.addresses = std::make_shared<const std::vector<net::IpAddress>>();
    return found;
  }
  if (request.proxy) return proxied(request);
  Result<net::AddressList> addresses = target_addresses(request, found.dns);
  if (!addresses) return addresses.error();
  found.addresses = *std::move(addresses);
  return found;
}

std::optional<net::IpAddress> Destinations::address_of(const Origin& origin,
                                                       TimeLimit limit) {
  if (to_unix_socket_) return std::nullopt;
  std::optional<Duration> dns;
  const Result<net::AddressList> addresses =
      addresses_of(origin.host, origin.port, limit, dns);
  if (!addresses) return std::nullopt;
  return (*addresses)->front();
}

Result<Destination> Destinations::proxied(const Request& request) {
  Destination found;
  const Proxy& proxy = *request.proxy;
  Result<net::AddressList> addresses =
      addresses_of(proxy.host, proxy.port, request.limits.dns, found.dns);
  if (!addresses) {
    return Error{addresses.error().kind,
                 "the proxy: " + addresses.error().message};
  }
  found.addresses = *std::move(addresses);
  // The proxy resolves the origin's host: here only its text can be checked.
  if (proxy.resolves()) {
    if (Result<void> checked = check_target(request); !checked) {
      return checked.error();
    }
    return found;
  }
  // The proxy gets an address of the origin, which is resolved here.
  Result<net::AddressList> targets = target_addresses(request, found.dns);
  if (!targets) return targets.error();
  found.socks_target = (*targets)->front();
  return found;
}

// Finds the addresses of the origin, without private ones if the request
// forbids them.
Result<net::AddressList> Destinations::target_addresses(
    const Request& request, std::optional<Duration>& dns) {
  Result<net::AddressList> addresses =
      addresses_of(request.url.origin().host, request.url.origin().port,
                   request.limits.dns, dns);
  const bool any = request.private_addresses == PrivateAddresses::kAllow;
  if (any || !addresses) return addresses;
  return without_private(*std::move(addresses));
}

Result<net::AddressList> Destinations::addresses_of(
    const std::string& host, std::uint16_t port, TimeLimit limit,
    std::optional<Duration>& dns) {
  // Configured addresses replace those of DNS, and need no lookup.
  if (auto addresses = overridden(host, port)) return *std::move(addresses);
  if (!resolver_) return Error{ErrorKind::kKilled, "the client was destroyed"};
  // An answer without a query takes no time: `dns` stays as it is.
  if (auto known = resolver_->cached(host, family_)) {
    return *std::move(known);
  }
  const TimePoint asked = Hub::current().now();
  Result<net::AddressList> answer = resolver_->resolve(host, family_, limit);
  dns = dns.value_or(Duration(0)) + (Hub::current().now() - asked);
  return answer;
}

std::optional<net::AddressList> Destinations::overridden(
    const std::string& host, std::uint16_t port) const {
  if (overrides_.empty()) return std::nullopt;
  const auto entry = overrides_.find(endpoint(host, port));
  if (entry == overrides_.end()) return std::nullopt;
  return entry->second;
}

}  // namespace gfetch::http
