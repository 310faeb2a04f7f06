#pragma once
/// Percent-encoding, and the percent-encode sets of the URL Standard (1.3).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "web/text/ascii.h"

namespace gfetch::web {

/// The byte sets of the URL Standard, one bit each: its percent-encode sets
/// and, as the last two, its forbidden host and domain code points.
enum ByteSet : std::uint8_t {
  kC0ControlEncode = 1 << 0,
  kFragmentEncode = 1 << 1,
  kQueryEncode = 1 << 2,
  kSpecialQueryEncode = 1 << 3,
  kPathEncode = 1 << 4,
  kUserinfoEncode = 1 << 5,
  kForbiddenInHost = 1 << 6,
  kForbiddenInDomain = 1 << 7,
};

namespace byte_sets {

constexpr bool holds(std::string_view set, unsigned byte) {
  return set.find(static_cast<char>(byte)) != std::string_view::npos;
}

constexpr unsigned set_if(bool is_member, unsigned set) {
  return is_member ? set : 0;
}

constexpr unsigned encode_sets_of(unsigned byte) {
  const bool c0 = byte <= 0x1F || byte > 0x7E;
  const bool fragment = c0 || holds(" \"<>`", byte);
  const bool query = c0 || holds(" \"#<>", byte);
  const bool path = query || holds("?^`{}", byte);
  const bool userinfo = path || holds("/:;=@[\\]|", byte);
  return set_if(c0, kC0ControlEncode) | set_if(fragment, kFragmentEncode) |
         set_if(query, kQueryEncode) |
         set_if(query || byte == '\'', kSpecialQueryEncode) |
         set_if(path, kPathEncode) | set_if(userinfo, kUserinfoEncode);
}

constexpr unsigned forbidden_sets_of(unsigned byte) {
  const bool in_host = byte == 0 || holds("\t\n\r #/:<>?@[\\]^|", byte);
  const bool in_domain = in_host || byte <= 0x1F || byte == '%' || byte == 0x7F;
  return set_if(in_host, kForbiddenInHost) |
         set_if(in_domain, kForbiddenInDomain);
}

constexpr std::array<std::uint8_t, 256> table() {
  std::array<std::uint8_t, 256> sets{};
  for (unsigned byte = 0; byte < sets.size(); ++byte) {
    sets[byte] = static_cast<std::uint8_t>(encode_sets_of(byte) |
                                           forbidden_sets_of(byte));
  }
  return sets;
}

inline constexpr std::array<std::uint8_t, 256> kTable = table();

}  // namespace byte_sets

/// Returns true if `byte` belongs to any of `sets`.
constexpr bool is_in(char byte, unsigned sets) {
  return (byte_sets::kTable[static_cast<unsigned char>(byte)] & sets) != 0;
}

/// Returns true if a byte of `text` belongs to any of `sets`.
constexpr bool any_in(std::string_view text, unsigned sets) {
  unsigned seen = 0;
  for (const char byte : text) {
    seen |= byte_sets::kTable[static_cast<unsigned char>(byte)];
  }
  return (seen & sets) != 0;
}

/// Appends `byte` as a percent escape `%XX`.
void append_escape(char byte, std::string& out);

/// Appends `text`, with each byte that belongs to `set` percent-encoded.
void append_encoded(std::string_view text, ByteSet set, std::string& out);

/// Returns true if `c` is an unreserved character (RFC 3986, 2.3):
/// percent-encoding it does not change the URL.
constexpr bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

/// Returns the byte encoded by the percent escape at the start of `text`;
/// nothing when there is none.
constexpr std::optional<char> first_escape(std::string_view text) {
  const bool escape = text.size() >= 3 && text[0] == '%' &&
                      hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
  if (!escape) return std::nullopt;
  return static_cast<char>(hex_value(text[1]) * 16 + hex_value(text[2]));
}

}  // namespace gfetch::web
