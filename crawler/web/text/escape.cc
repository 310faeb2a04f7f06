#include "web/text/escape.h"

#include <cstdint>
#include <cstring>

#include "web/text/utf8.h"

namespace gfetch::web {
namespace {

bool plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

// Returns true if none of the eight bytes in `word` needs an escape. The bytes
// are tested in parallel: each test sets the top bit of the bytes that fail.
bool all_plain(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t w) { return (w - kOnes) & ~w; };
  const std::uint64_t below_space = (word - kOnes * 0x20) & ~word;
  const std::uint64_t above_tilde = (word + kOnes) | word;
  const std::uint64_t quote = has_zero(word ^ (kOnes * '"'));
  const std::uint64_t backslash = has_zero(word ^ (kOnes * '\\'));
  return ((below_space | above_tilde | quote | backslash) & kTops) == 0;
}

void append_u_escape(std::string& out, char32_t code) {
  constexpr char kHex[] = "0123456789abcdef";
  out.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) {
    out.push_back(kHex[code >> static_cast<unsigned>(shift) & 0xfu]);
  }
}

// Returns the letter of the short escape for `code`, such as the `n` of `\n`; 0
// when there is none.
char short_escape(char32_t code, Escaping escaping) {
  if (escaping == Escaping::kText) return 0;
  switch (code) {
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\\':
      return '\\';
    default:
      break;
  }
  if (escaping != Escaping::kJson) return 0;
  if (code == '"') return '"';
  if (code == '\b') return 'b';
  return code == '\f' ? 'f' : '\0';
}

void append_valid(std::string& out, std::string_view text, Escaping escaping) {
  while (!text.empty()) {
    const std::size_t run = plain_prefix(text);
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) return;
    const CodePoint first = first_code_point(text);
    if (const char letter = short_escape(first.code, escaping); letter != 0) {
      out.push_back('\\');
      out.push_back(letter);
    } else if (is_unsafe(first.code)) {
      append_u_escape(out, first.code);
    } else {
      out.append(text.substr(0, first.length));
    }
    text.remove_prefix(first.length);
  }
}

}  // namespace

bool is_unsafe(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
         code == 0x61c ||  // U+061C is the arabic letter mark
         // U+200E and U+200F are the left-to-right and right-to-left marks.
         code == 0x200e || code == 0x200f ||
         // U+2028 to U+202E are line separators and bidirectional embeddings.
         (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) ||  // bidirectional isolates
         (code >= 0xfff9 && code <= 0xfffb);    // interlinear annotations
}

CodePoint first_code_point(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t code = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3fu);
  return {code, length};
}

std::size_t plain_prefix(std::string_view bytes) {
  std::size_t length = 0;
  for (; length + 8 <= bytes.size(); length += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + length, sizeof word);
    if (!all_plain(word)) break;
  }
  while (length < bytes.size() &&
         plain(static_cast<unsigned char>(bytes[length]))) {
    ++length;
  }
  return length;
}

void append_escaped(std::string& out, std::string_view bytes,
                    Escaping escaping) {
  if (plain_prefix(bytes) == bytes.size()) {
    out.append(bytes);
  } else if (is_valid_utf8(bytes)) {
    append_valid(out, bytes, escaping);
  } else {
    append_valid(out, to_valid_utf8(bytes), escaping);
  }
}

}  // namespace gfetch::web
