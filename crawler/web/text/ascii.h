#pragma once
/// Classes of ASCII bytes, and functions to find runs of such bytes. All
/// functions take UTF-8 byte by byte; no byte beyond ASCII belongs to a class.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace gfetch::web {

/// ASCII whitespace by the Infra Standard.
inline constexpr std::string_view kAsciiWhitespace = " \t\n\f\r";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
constexpr bool is_letter(char c) {
  return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

/// Returns the value of a hexadecimal digit, or -1 for any other character.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Classes of bytes at which a token of HTML, CSS or XML may end. Each class is
/// one bit, so a set of classes is their union.
enum AsciiClass : std::uint8_t {
  kWhitespaceByte = 1 << 0,
  kTagEndByte = 1 << 1,  ///< the bytes `>` and `/`
  kLessThanByte = 1 << 2,
  kAmpersandByte = 1 << 3,
  kNulByte = 1 << 4,
  kUpperByte = 1 << 5,
  kLetterByte = 1 << 6,  ///< ASCII letters of both cases
  kDigitByte = 1 << 7,
};

namespace ascii_classes {

constexpr std::array<std::uint8_t, 256> table() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : kAsciiWhitespace) {
    classes[static_cast<unsigned char>(c)] = kWhitespaceByte;
  }
  classes['>'] = classes['/'] = kTagEndByte;
  classes['<'] = kLessThanByte;
  classes['&'] = kAmpersandByte;
  classes[0] = kNulByte;
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = kLetterByte;
  for (unsigned c = 'A'; c <= 'Z'; ++c) classes[c] = kLetterByte | kUpperByte;
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = kDigitByte;
  return classes;
}

inline constexpr std::array<std::uint8_t, 256> kTable = table();

}  // namespace ascii_classes

/// Returns true if `c` belongs to any of `classes`.
constexpr bool is_of(char c, unsigned classes) {
  return (ascii_classes::kTable[static_cast<unsigned char>(c)] & classes) != 0;
}

constexpr bool is_whitespace(char c) {
  return is_of(c, kWhitespaceByte);
}

/// Returns the number of bytes before the first byte that is `stop` or belongs
/// to `classes`; the size of `text` when there is none.
constexpr std::size_t run_before(std::string_view text, unsigned classes,
                                 char stop) {
  std::size_t at = 0;
  while (at < text.size() && !is_of(text[at], classes) && text[at] != stop) {
    ++at;
  }
  return at;
}

/// Returns the number of bytes before the first byte that belongs to `classes`.
constexpr std::size_t run_before(std::string_view text, unsigned classes) {
  std::size_t at = 0;
  while (at < text.size() && !is_of(text[at], classes)) ++at;
  return at;
}

/// Three bytes at which a run of text ends. A set of fewer bytes repeats one of
/// them.
using Stops = std::array<char, 3>;

/// Functions on eight bytes of text as one word, which are tested at the same
/// time.
namespace eight_bytes {

inline constexpr std::uint64_t kOnes = 0x0101010101010101;

/// Sets the top bit of each zero byte in `word`. Bytes above the lowest zero
/// byte may be marked by mistake, so only the lowest mark is valid.
constexpr std::uint64_t zeros(std::uint64_t word) {
  return (word - kOnes) & ~word & (kOnes << 7);
}

/// Returns a word of eight bytes `c`.
constexpr std::uint64_t repeated(char c) {
  return kOnes * static_cast<unsigned char>(c);
}

/// Returns the number of bytes before the first of `stops`, or before the last
/// seven bytes of `text` if that comes first. Requires a little-endian machine.
inline std::size_t run_before(std::string_view text, const Stops& stops) {
  const std::uint64_t first = repeated(stops[0]);
  const std::uint64_t second = repeated(stops[1]);
  const std::uint64_t third = repeated(stops[2]);
  std::size_t at = 0;
  for (std::uint64_t word = 0; text.size() - at >= sizeof word;
       at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t marks =
        zeros(word ^ first) | zeros(word ^ second) | zeros(word ^ third);
    if (marks != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
  }
  return at;
}

}  // namespace eight_bytes

/// Returns the number of bytes before the first of `stops`. Optimised for long
/// runs: it tests eight bytes at a time.
inline std::size_t run_before(std::string_view text, const Stops& stops) {
  std::size_t at = 0;
  if constexpr (std::endian::native == std::endian::little) {
    at = eight_bytes::run_before(text, stops);
  }
  while (at < text.size() && text[at] != stops[0] && text[at] != stops[1] &&
         text[at] != stops[2]) {
    ++at;
  }
  return at;
}

/// Returns the number of bytes at the start of `text` that belong to `classes`.
constexpr std::size_t run_of(std::string_view text, unsigned classes) {
  std::size_t at = 0;
  while (at < text.size() && is_of(text[at], classes)) ++at;
  return at;
}

}  // namespace gfetch::web
