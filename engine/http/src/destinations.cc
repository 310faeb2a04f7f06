#include "destinations.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/endpoint.h"
#include "gfetch/fiber/hub.h"

namespace gfetch::http {
namespace {

bool any_private(const net::AddressList& addresses) {
  return std::any_of(addresses->begin(), addresses->end(),
                     net::is_private_address);
}

Error private_target(const std::string& text) {
  return {ErrorKind::kPrivateAddress, "private address " + text};
}

// Returns the public ones of `addresses`, or an error if all are private.
Result<net::AddressList> without_private(net::AddressList addresses) {
  if (!any_private(addresses)) return addresses;
  auto rest = std::make_shared<std::vector<net::IpAddress>>();
  std::remove_copy_if(addresses->begin(), addresses->end(),
                      std::back_inserter(*rest), net::is_private_address);
  if (rest->empty()) {
    return private_target(to_string(addresses->front()));
  }
  return net::AddressList(std::move(rest));
}

// Returns true for the name of a host of a local network: a name without a dot,
// which resolvers complete by a domain of their own, and the names below the
// domains reserved for local use (RFC 6761, 6762, 8375; `internal` by ICANN).
bool is_local_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::array<std::string_view, 5> kLocalDomains{
      ".localhost", ".localdomain", ".local", ".internal", ".home.arpa"};
  return host.find('.') == std::string_view::npos || host == "home.arpa" ||
         std::any_of(kLocalDomains.begin(), kLocalDomains.end(),
                     [host](std::string_view domain) {
                       return host.ends_with(domain);
                     });
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
  // For the rule kAllowAsAtFirst this answer may be the first one.
  public_at_first(origin, *addresses);
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
  // The proxy resolves the origin's host.
  if (proxy.resolves()) {
    if (Result<void> checked = check_target(request, found.dns); !checked) {
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

// Fails if a proxy that resolves names itself would get a target that the
// request forbids. Usually only the text of the host is checked: the proxy may
// know names that this machine does not know, and no name server here is told
// which names are asked for beyond the proxy.
Result<void> Destinations::check_target(const Request& request,
                                        std::optional<Duration>& dns) {
  if (!refuses(request.private_addresses)) return {};
  const Origin& origin = request.url.origin();
  if (const auto address = net::parse_address(origin.host)) {
    if (!is_private_address(*address)) return {};
    return private_target(origin.host);
  }
  if (is_local_name(origin.host)) return private_target(origin.host);
  if (request.private_addresses != PrivateAddresses::kRefuseBeyondProxies) {
    return {};
  }
  const Result<net::AddressList> addresses =
      addresses_of(origin.host, origin.port, request.limits.dns, dns);
  if (!addresses) {
    return Error{addresses.error().kind,
                 "the address beyond the proxy cannot be checked: " +
                     addresses.error().message};
  }
  // The proxy may choose any of the addresses.
  const auto found = std::find_if((*addresses)->begin(), (*addresses)->end(),
                                  net::is_private_address);
  if (found == (*addresses)->end()) return {};
  return private_target(to_string(*found));
}

// Finds the addresses of the origin, without private ones if the request
// forbids them.
Result<net::AddressList> Destinations::target_addresses(
    const Request& request, std::optional<Duration>& dns) {
  Result<net::AddressList> addresses =
      addresses_of(request.url.origin().host, request.url.origin().port,
                   request.limits.dns, dns);
  if (!addresses || may_be_private(request, *addresses)) return addresses;
  return without_private(*std::move(addresses));
}

// Returns true if the request may use the private ones of the `addresses` of
// its origin.
bool Destinations::may_be_private(const Request& request,
                                  const net::AddressList& addresses) {
  if (refuses(request.private_addresses)) return false;
  return request.private_addresses == PrivateAddresses::kAllow ||
         !public_at_first(request.url.origin(), addresses);
}

// Returns true if the first answer for the name of `origin` was public, which
// `addresses` is if there was none before. The text of an address has no
// answer, and what the user configured does not change.
bool Destinations::public_at_first(const Origin& origin,
                                   const net::AddressList& addresses) {
  if (origin.is_address() || overridden(origin.host, origin.port)) return false;
  return public_names_.at_first(origin.host, !any_private(addresses));
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
