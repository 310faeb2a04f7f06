#include "sha1.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace gfetch::http::server {

namespace {

using Digest = std::array<std::uint32_t, 5>;

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t word = 0;
  for (const char c : bytes) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

// The function and the constant of round `i` (FIPS 180-4, 4.1.1 and 4.2.1).
std::uint32_t mix(std::size_t i, std::uint32_t b, std::uint32_t c,
                  std::uint32_t d) {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999U;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1U;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcU;
  return (b ^ c ^ d) + 0xca62c1d6U;
}

void add_block(Digest& digest, std::string_view block) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 16; ++i) {
    words[i] = big_endian(block.substr(i * 4, 4));
  }
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = std::rotl(
        words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = digest;
  for (std::size_t i = 0; i < 80; ++i) {
    const std::uint32_t next = std::rotl(a, 5) + mix(i, b, c, d) + e + words[i];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d,
            digest[4] + e};
}

}  // namespace

std::string sha1(std::string_view text) {
  std::string padded(text);
  padded += '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  const std::uint64_t bits = std::uint64_t{text.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded += static_cast<char>(bits >> shift & 255);
  }
  Digest digest = {0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U,
                   0xc3d2e1f0U};
  for (std::size_t i = 0; i < padded.size(); i += 64) {
    add_block(digest, std::string_view(padded).substr(i, 64));
  }
  std::string bytes;
  for (const std::uint32_t word : digest) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes += static_cast<char>(word >> shift & 255);
    }
  }
  return bytes;
}

}  // namespace gfetch::http::server
