#include "gfetch/net/address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace gfetch::net {
namespace {

/// A range of IP addresses: all whose first `bits` bits equal those of
/// `address`.
struct Range {
  std::string_view address;
  int bits;
};

// The ranges of IANA's special-purpose address registries (RFC 6890), and
// multicast. Whole blocks, also those that are globally reachable in part or as
// a whole: any network may have its own node there (AS112, AMT). NAT64 is not
// among them: its addresses are as private as the IPv4 address within.
constexpr Range kPrivateRanges[] = {
    {"0.0.0.0", 8},          // "this network" (RFC 791)
    {"10.0.0.0", 8},         // private networks (RFC 1918)
    {"100.64.0.0", 10},      // carrier-grade NAT (RFC 6598)
    {"127.0.0.0", 8},        // loopback addresses
    {"168.63.129.16", 32},   // Azure's host of a virtual machine
    {"169.254.0.0", 16},     // link-local; metadata services of clouds
    {"172.16.0.0", 12},      // private networks (RFC 1918)
    {"192.0.0.0", 24},       // IETF protocol assignments (RFC 6890)
    {"192.0.2.0", 24},       // documentation examples (RFC 5737)
    {"192.31.196.0", 24},    // AS112, each network's own node (RFC 7535)
    {"192.52.193.0", 24},    // multicast relays, AMT (RFC 7450)
    {"192.88.99.0", 24},     // 6to4 relay anycast, deprecated (RFC 7526)
    {"192.168.0.0", 16},     // private networks (RFC 1918)
    {"192.175.48.0", 24},    // AS112, each network's own node (RFC 7534)
    {"198.18.0.0", 15},      // benchmarks of networks (RFC 2544)
    {"198.51.100.0", 24},    // documentation examples (RFC 5737)
    {"203.0.113.0", 24},     // documentation examples (RFC 5737)
    {"224.0.0.0", 4},        // multicast addresses
    {"240.0.0.0", 4},        // reserved addresses and broadcast
    {"::", 96},              // unspecified, loopback, IPv4-compatible IPv6
    {"::ffff:0:0", 96},      // IPv4-mapped IPv6 (RFC 4291)
    {"::ffff:0:0:0", 96},    // IPv4-translated IPv6 (RFC 2765)
    {"64:ff9b:1::", 48},     // NAT64 of a local network (RFC 8215)
    {"100::", 64},           // discard-only addresses (RFC 6666)
    {"100:0:0:1::", 64},     // dummy prefix of BGP next hops (RFC 9780)
    {"2001::", 23},          // IETF protocol assignments, Teredo
    {"2001:db8::", 32},      // documentation examples (RFC 3849)
    {"2002::", 16},          // 6to4: an IPv4 address within IPv6 (RFC 3056)
    {"2620:4f:8000::", 48},  // AS112, each network's own node (RFC 7534)
    {"3fff::", 20},          // documentation examples (RFC 9637)
    {"5f00::", 16},          // segment routing identifiers (RFC 9602)
    {"fc00::", 7},           // unique local addresses (RFC 4193)
    {"fe80::", 10},          // link-local addresses
    {"fec0::", 10},          // site-local addresses, deprecated (RFC 3879)
    {"ff00::", 8},           // multicast addresses
};

struct ParsedRange {
  IpAddress address;
  int bits;
};

std::vector<ParsedRange> parsed(const Range* begin, const Range* end) {
  std::vector<ParsedRange> ranges;
  for (const Range* range = begin; range != end; ++range) {
    ranges.push_back({parse_address(range->address).value(), range->bits});
  }
  return ranges;
}

bool contains(const ParsedRange& range, const IpAddress& address) {
  if (range.address.is_v6 != address.is_v6) return false;
  const auto whole = static_cast<std::size_t>(range.bits / 8);
  const int rest = range.bits % 8;
  for (std::size_t i = 0; i < whole; ++i) {
    if (range.address.bytes[i] != address.bytes[i]) return false;
  }
  if (rest == 0) return true;
  const int mask = 0xff << (8 - rest) & 0xff;
  return ((range.address.bytes[whole] ^ address.bytes[whole]) & mask) == 0;
}

/// Returns the IPv4 address to which NAT64 translates `address`, one of the
/// well-known prefix 64:ff9b::/96 (RFC 6052). A network without IPv4 gives such
/// an address to the name of each site that has no IPv6.
std::optional<IpAddress> behind_nat64(const IpAddress& address) {
  static const ParsedRange prefix{parse_address("64:ff9b::").value(), 96};
  if (!contains(prefix, address)) return std::nullopt;
  IpAddress within;
  std::copy_n(address.bytes.begin() + 12, 4, within.bytes.begin());
  return within;
}

/// Returns the precedence of an address by the policy table of RFC 6724,
/// section 2.1. The rows are sorted by descending length of their prefix.
int precedence(const IpAddress& address) {
  if (!address.is_v6) return 35;
  struct Row {
    Range range;
    int precedence;
  };
  static constexpr Row kRows[] = {
      {{"::1", 128}, 50},   {{"::", 96}, 1},     {{"2001::", 32}, 5},
      {{"2002::", 16}, 30}, {{"3ffe::", 16}, 1}, {{"fec0::", 10}, 1},
      {{"fc00::", 7}, 3},
  };
  for (const Row& row : kRows) {
    if (contains({*parse_address(row.range.address), row.range.bits},
                 address)) {
      return row.precedence;
    }
  }
  return 40;
}

}  // namespace

std::optional<IpAddress> parse_address(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (text.find(':') == std::string_view::npos) return std::nullopt;
  }
  // Text that is too long for an address is a host name: no need to parse it.
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  std::copy(text.begin(), text.end(), terminated.begin());
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  IpAddress address;
  address.is_v6 = text.find(':') != std::string_view::npos;
  const int family = address.is_v6 ? AF_INET6 : AF_INET;
  if (inet_pton(family, terminated.data(), address.bytes.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

std::string to_string(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.is_v6 ? AF_INET6 : AF_INET, address.bytes.data(),
            text.data(), text.size());
  return text.data();
}

bool is_private_address(const IpAddress& address) {
  if (const auto within = behind_nat64(address)) {
    return is_private_address(*within);
  }
  static const std::vector<ParsedRange> ranges =
      parsed(std::begin(kPrivateRanges), std::end(kPrivateRanges));
  return std::any_of(
      ranges.begin(), ranges.end(),
      [&](const ParsedRange& range) { return contains(range, address); });
}

void sort_addresses(std::vector<IpAddress>& addresses, bool ipv6_reachable) {
  const auto rank = [&](const IpAddress& address) {
    const bool loopback = precedence(address) == 50;
    const bool reachable = !address.is_v6 || ipv6_reachable || loopback;
    return reachable ? precedence(address) : 0;
  };
  std::stable_sort(addresses.begin(), addresses.end(),
                   [&](const IpAddress& a, const IpAddress& b) {
                     return rank(a) > rank(b);
                   });
}

}  // namespace gfetch::net
