#pragma once
/// IP addresses as values, and the question that guards against requests
/// being lured into the inside of a network: is this one private?
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

/// An IPv4 or IPv6 address. IPv4 uses the first four bytes.
struct IpAddress {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const IpAddress&) const = default;
};

enum class AddressFamily { kAny, kIpv4, kIpv6 };

/// Four decimal numbers, or IPv6 with or without brackets; no zone, no port,
/// none of the old short or octal spellings.
std::optional<IpAddress> parse_address(std::string_view text);

/// The usual text form, IPv6 without brackets (RFC 5952).
std::string to_string(const IpAddress& address);

/// True for everything that is not a plain public unicast address: private,
/// loopback, link-local, shared (RFC 6598), multicast, documentation,
/// reserved, and the IPv6 ranges that carry an IPv4 address inside.
bool is_private_address(const IpAddress& address);

/// Puts `addresses` in the order in which to try them: RFC 6724's table of
/// precedence, and IPv6 last where this machine has no way to reach it. The
/// order of the answer stands among equals.
void sort_addresses(std::vector<IpAddress>& addresses, bool ipv6_reachable);

}  // namespace gfetch::net
