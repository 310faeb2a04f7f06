#include "web/text/utf8.h"

#include <cstdint>
#include <cstring>

namespace gfetch::web {
namespace {

/// The valid or invalid UTF-8 sequence at the start of some bytes.
struct Sequence {
  std::size_t length;  ///< the bytes of the character or of the invalid part
  bool valid;
};

/// The properties that the lead byte of a UTF-8 character determines: the
/// number of continuation bytes, and the range of the first of them, which
/// excludes overlong forms, surrogates and numbers beyond U+10FFFF.
struct Lead {
  std::size_t following;
  unsigned char low;
  unsigned char high;
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

/// Reads the UTF-8 sequence at the start of `bytes`, whose first byte must not
/// be ASCII.
Sequence read_sequence(std::string_view bytes) {
  const Lead lead = lead_of(static_cast<unsigned char>(bytes[0]));
  if (lead.following == 0) return {1, false};
  std::size_t length = 1;
  unsigned char low = lead.low;
  unsigned char high = lead.high;
  while (length <= lead.following && length < bytes.size()) {
    const auto byte = static_cast<unsigned char>(bytes[length]);
    if (byte < low || byte > high) break;
    low = 0x80;
    high = 0xBF;
    ++length;
  }
  return {length, length == lead.following + 1};
}

/// Returns the number of ASCII bytes from the offset `start` on. Eight bytes
/// are tested at a time.
std::size_t ascii_run(std::string_view bytes, std::size_t start) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t at = start;
  for (; at + sizeof(std::uint64_t) <= bytes.size();
       at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) {
    ++at;
  }
  return at - start;
}

/// Returns the length of the longest prefix of `bytes` that is valid UTF-8.
std::size_t valid_prefix(std::string_view bytes) {
  std::size_t at = ascii_run(bytes, 0);
  while (at < bytes.size()) {
    const Sequence sequence = read_sequence(bytes.substr(at));
    if (!sequence.valid) return at;
    at += sequence.length;
    at += ascii_run(bytes, at);
  }
  return at;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  return valid_prefix(bytes) == bytes.size();
}

std::string to_valid_utf8(std::string_view bytes) {
  constexpr std::string_view kReplacement = "\uFFFD";
  std::string text;
  text.reserve(bytes.size());
  while (true) {
    const std::size_t valid = valid_prefix(bytes);
    text += bytes.substr(0, valid);
    bytes.remove_prefix(valid);
    if (bytes.empty()) return text;
    text += kReplacement;
    bytes.remove_prefix(read_sequence(bytes).length);
  }
}

}  // namespace gfetch::web
