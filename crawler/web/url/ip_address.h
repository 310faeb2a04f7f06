#pragma once
/// IP addresses in all the spellings that the URL Standard takes for them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::web {

/// In host order: 127.0.0.1 is 0x7F000001.
using Ipv4Address = std::uint32_t;
/// Eight pieces of sixteen bits.
using Ipv6Address = std::array<std::uint16_t, 8>;

/// Whether `host` must be an IPv4 address, for its last label is a number.
bool ends_in_number(std::string_view host);

/// Decimal, octal (`0177`) and hexadecimal (`0x7f`) parts, one to four.
std::optional<Ipv4Address> parse_ipv4(std::string_view text);

/// Without brackets; the last 32 bits may be written as an IPv4 address.
std::optional<Ipv6Address> parse_ipv6(std::string_view text);

void append_ipv4(Ipv4Address address, std::string& out);

/// The shortest form, with `::` for the first longest run of zeros.
void append_ipv6(const Ipv6Address& address, std::string& out);

}  // namespace gfetch::web
