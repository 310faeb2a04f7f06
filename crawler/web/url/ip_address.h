#pragma once
/// Parses and serialises IP addresses in all forms that the URL Standard
/// accepts (3.5).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::web {

/// An IPv4 address in host byte order: 127.0.0.1 is 0x7F000001.
using Ipv4Address = std::uint32_t;
/// The eight 16-bit pieces of an IPv6 address.
using Ipv6Address = std::array<std::uint16_t, 8>;

/// Returns true if the last label of `host` is a number. Such a host must be an
/// IPv4 address.
bool ends_in_number(std::string_view host);

/// Parses an IPv4 address of one to four parts, each in decimal, octal (`0177`)
/// or hexadecimal (`0x7f`).
std::optional<Ipv4Address> parse_ipv4(std::string_view text);

/// Parses an IPv6 address without brackets. Its last 32 bits may be written as
/// an IPv4 address.
std::optional<Ipv6Address> parse_ipv6(std::string_view text);

void append_ipv4(Ipv4Address address, std::string& out);

/// Appends the shortest form of an IPv6 address, with `::` for the first
/// longest run of zeros.
void append_ipv6(const Ipv6Address& address, std::string& out);

}  // namespace gfetch::web
