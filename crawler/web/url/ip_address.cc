#include "web/url/ip_address.h"

#include <algorithm>
#include <cstdint>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// The value that represents all numbers beyond 32 bits.
constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 32;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

/// Parses one part of an IPv4 address in decimal, octal or hexadecimal. `0x`
/// without digits is zero.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int radix = 10;
  if (text.size() >= 2 && text[0] == '0') {
    const bool hex = to_lower(text[1]) == 'x';
    radix = hex ? 16 : 8;
    text.remove_prefix(hex ? 2 : 1);
  }
  std::uint64_t number = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0 || digit >= radix) return std::nullopt;
    number = std::min(
        number * static_cast<unsigned>(radix) + static_cast<unsigned>(digit),
        kTooLarge);
  }
  return number;
}

/// The parser of an IPv6 address: groups of hexadecimal digits separated by
/// colons.
class Ipv6Reader {
 public:
  explicit Ipv6Reader(std::string_view text) : rest_(text) {}

  std::optional<Ipv6Address> read() {
    if (skip("::")) gap_ = 0;
    if (!gap_ && rest_.starts_with(':')) return std::nullopt;
    while (!rest_.empty()) {
      if (count_ == pieces_.size() || !read_piece()) return std::nullopt;
    }
    return finish();
  }

 private:
  bool skip(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  /// Reads a group of digits, the second colon of `::` (the gap), or an IPv4
  /// tail.
  bool read_piece() {
    if (rest_.front() == ':') {
      if (gap_) return false;
      rest_.remove_prefix(1);
      gap_ = count_;
      return true;
    }
    const std::string_view before = rest_;
    unsigned value = 0;
    std::size_t digits = 0;
    for (; digits < 4 && !rest_.empty() && hex_value(rest_.front()) >= 0;
         ++digits) {
      value = value * 16 + static_cast<unsigned>(hex_value(rest_.front()));
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with('.')) {
      rest_ = before;
      return digits > 0 && read_ipv4_tail();
    }
    if (!rest_.empty() && (!skip(":") || rest_.empty())) return false;
    pieces_[count_++] = static_cast<std::uint16_t>(value);
    return true;
  }

  /// Reads an IPv4 tail: exactly four decimal numbers without leading zeros, up
  /// to the end of the address.
  bool read_ipv4_tail() {
    if (count_ > 6) return false;
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
      if (part > 0 && !skip(".")) return false;
      const std::size_t length =
          std::min(rest_.find_first_not_of("0123456789"), rest_.size());
      if (length == 0 || length > 3) return false;
      if (length > 1 && rest_.front() == '0') return false;
      const auto number = parse_number(rest_.substr(0, length));
      if (!number || *number > 255) return false;
      address = address << 8 | static_cast<std::uint32_t>(*number);
      rest_.remove_prefix(length);
    }
    pieces_[count_++] = static_cast<std::uint16_t>(address >> 16);
    pieces_[count_++] = static_cast<std::uint16_t>(address & 0xFFFF);
    return rest_.empty();
  }

  /// Moves the pieces after the gap `::` to the end of the address. The gap
  /// replaces at least one piece.
  std::optional<Ipv6Address> finish() {
    const bool full = count_ == pieces_.size();
    if (full == gap_.has_value()) return std::nullopt;
    if (!gap_) return pieces_;
    const auto gap = pieces_.begin() + static_cast<std::ptrdiff_t>(*gap_);
    const auto end = pieces_.begin() + static_cast<std::ptrdiff_t>(count_);
    std::rotate(gap, end, pieces_.end());
    return pieces_;
  }

  std::string_view rest_;
  Ipv6Address pieces_{};
  std::size_t count_ = 0;
  std::optional<std::size_t> gap_;
};

/// Returns the start and the length of the first longest run of at least two
/// zero pieces in an IPv6 address.
std::pair<std::size_t, std::size_t> longest_zeros(const Ipv6Address& address) {
  std::size_t best = 0;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < address.size(); ++i) {
    std::size_t end = i;
    while (end < address.size() && address[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
  }
  return {best, best_length > 1 ? best_length : 0};
}

void append_hex(std::uint16_t piece, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  int shift = 12;
  while (shift > 0 && piece >> shift == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) {
    out += kHex[static_cast<std::size_t>(piece >> shift) & 0x0F];
  }
}

}  // namespace

bool ends_in_number(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  const std::string_view last =
      dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (last.empty() || !is_digit(last.front())) return false;
  return all_digits(last) || parse_number(last).has_value();
}

std::optional<Ipv4Address> parse_ipv4(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  std::uint64_t address = 0;
  for (int parts = 1; parts <= 4; ++parts) {
    const std::size_t dot = text.find('.');
    const auto number = parse_number(text.substr(0, dot));
    if (!number) return std::nullopt;
    if (dot == std::string_view::npos) {
      // The last part of an IPv4 address covers all remaining bytes, as in
      // `127.1`.
      const int bits = 8 * (5 - parts);
      if (*number >> bits != 0) return std::nullopt;
      return static_cast<Ipv4Address>(address << bits | *number);
    }
    if (*number > 255) return std::nullopt;
    address = address << 8 | *number;
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

std::optional<Ipv6Address> parse_ipv6(std::string_view text) {
  return Ipv6Reader(text).read();
}

void append_ipv4(Ipv4Address address, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += std::to_string(address >> shift & 0xFF);
    if (shift > 0) out += '.';
  }
}

void append_ipv6(const Ipv6Address& address, std::string& out) {
  const auto [zeros, length] = longest_zeros(address);
  for (std::size_t i = 0; i < address.size();) {
    if (length > 0 && i == zeros) {
      out += i == 0 ? "::" : ":";
      i += length;
      continue;
    }
    append_hex(address[i], out);
    if (++i < address.size()) out += ':';
  }
}

}  // namespace gfetch::web
