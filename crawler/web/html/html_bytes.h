#pragma once
/// Sets of the bytes at which a run of text in HTML may end.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace gfetch::web {

inline constexpr std::string_view kHtmlBlanks = " \t\n\f\r";

/// A bit each.
enum HtmlByteSet : std::uint8_t {
  kBlankByte = 1 << 0,
  kTagEndByte = 1 << 1,  ///< `>` and `/`
  kLessByte = 1 << 2,
  kAmpersandByte = 1 << 3,
  kNulByte = 1 << 4,
  kUpperByte = 1 << 5,
  kLetterByte = 1 << 6,
  kDigitByte = 1 << 7,
};

namespace html_bytes {

constexpr std::array<std::uint8_t, 256> table() {
  std::array<std::uint8_t, 256> sets{};
  for (const char c : kHtmlBlanks) {
    sets[static_cast<unsigned char>(c)] = kBlankByte;
  }
  sets['>'] = sets['/'] = kTagEndByte;
  sets['<'] = kLessByte;
  sets['&'] = kAmpersandByte;
  sets[0] = kNulByte;
  for (unsigned c = 'a'; c <= 'z'; ++c) sets[c] = kLetterByte;
  for (unsigned c = 'A'; c <= 'Z'; ++c) sets[c] = kLetterByte | kUpperByte;
  for (unsigned c = '0'; c <= '9'; ++c) sets[c] = kDigitByte;
  return sets;
}

inline constexpr std::array<std::uint8_t, 256> kTable = table();

}  // namespace html_bytes

/// Whether `c` is in any of `sets`.
constexpr bool is_html(char c, unsigned sets) {
  return (html_bytes::kTable[static_cast<unsigned char>(c)] & sets) != 0;
}

constexpr bool is_html_blank(char c) {
  return is_html(c, kBlankByte);
}

/// How many bytes stand before the first of any of `sets`, or of `also`.
constexpr std::size_t run_before(std::string_view text, unsigned sets,
                                 char also) {
  std::size_t at = 0;
  while (at < text.size() && !is_html(text[at], sets) && text[at] != also) {
    ++at;
  }
  return at;
}

constexpr std::size_t run_before(std::string_view text, unsigned sets) {
  std::size_t at = 0;
  while (at < text.size() && !is_html(text[at], sets)) ++at;
  return at;
}

/// Three bytes at which a run may end; where there are fewer, one again.
using Stops = std::array<char, 3>;

/// How many bytes stand before the first of `stops`. For long runs: it looks at
/// eight bytes at a time.
inline std::size_t run_before(std::string_view text, const Stops& stops) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  // Marks the zero bytes of `word`; above the first there may be false marks.
  const auto zeros = [](std::uint64_t word) {
    return (word - kOnes) & ~word & (kOnes << 7);
  };
  const auto eight_of = [](char c) {
    return kOnes * static_cast<unsigned char>(c);
  };
  const std::uint64_t first = eight_of(stops[0]);
  const std::uint64_t second = eight_of(stops[1]);
  const std::uint64_t third = eight_of(stops[2]);
  std::size_t at = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (std::uint64_t word = 0; text.size() - at >= sizeof word;
         at += sizeof word) {
      std::memcpy(&word, text.data() + at, sizeof word);
      const std::uint64_t marks =
          zeros(word ^ first) | zeros(word ^ second) | zeros(word ^ third);
      if (marks != 0) {
        return at + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
      }
    }
  }
  while (at < text.size() && text[at] != stops[0] && text[at] != stops[1] &&
         text[at] != stops[2]) {
    ++at;
  }
  return at;
}

/// How many bytes of any of `sets` `text` begins with.
constexpr std::size_t run_of(std::string_view text, unsigned sets) {
  std::size_t at = 0;
  while (at < text.size() && is_html(text[at], sets)) ++at;
  return at;
}

}  // namespace gfetch::web
