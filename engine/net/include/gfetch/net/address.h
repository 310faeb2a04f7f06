#pragma once
/// IP addresses as values. is_private_address() protects against server-side
/// request forgery: URLs of strangers that point into a private network.
///
///   auto address = gfetch::net::parse_address(text);
///   if (!address) return no_address();
///   if (gfetch::net::is_private_address(*address)) return not_for_you();
///   return *address;

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::net {

/// An IPv4 or IPv6 address in network byte order. An IPv4 address uses the
/// first four bytes of `bytes`.
struct IpAddress {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const IpAddress&) const = default;
};

/// The kinds of IP addresses that a caller accepts.
enum class AddressFamily { kAny, kIpv4, kIpv6 };

/// Parses an IPv4 address of four decimal numbers, or an IPv6 address with or
/// without brackets. Returns nullopt for all other text, which includes an
/// address with a zone or a port, and IPv4 in its short or octal spellings.
std::optional<IpAddress> parse_address(std::string_view text);

/// Returns an IP address as text: `192.0.2.1`, or IPv6 in the form of RFC 5952,
/// without brackets.
std::string to_string(const IpAddress& address);

/// True for each IP address that is not a public unicast address: private,
/// loopback, link-local, shared (RFC 6598), multicast, documentation and
/// reserved addresses, and the IPv6 ranges that embed an IPv4 address. The
/// ranges are those of IANA's special-purpose address registries (RFC 6890). An
/// address of NAT64 (64:ff9b::/96, RFC 6052) is private if the IPv4 address in
/// it is.
bool is_private_address(const IpAddress& address);

/// Sorts `addresses` into the order in which a client tries to connect to them:
/// by the precedence table of RFC 6724, section 2.1, and IPv6 last unless
/// `ipv6_reachable`. Addresses of equal precedence keep their order.
void sort_addresses(std::vector<IpAddress>& addresses, bool ipv6_reachable);

}  // namespace gfetch::net
