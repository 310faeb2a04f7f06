#include "text.h"

#include <algorithm>
#include <array>

namespace gfetch::http::server {

namespace {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  for (std::size_t c = 'a'; c <= 'z'; ++c) {
    table[c] = true;
    table[c - 'a' + 'A'] = true;
  }
  return table;
}();

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The length of the sequence that `lead` begins, and the bounds of its second
// byte (Unicode, table 3-7); 0 for a byte that begins none.
struct Utf8Lead {
  std::size_t length;
  unsigned char least = 0x80;
  unsigned char most = 0xbf;
};

constexpr Utf8Lead utf8_lead(unsigned char lead) noexcept {
  if (lead < 0x80) return {1};
  if (lead < 0xc2) return {0};
  if (lead < 0xe0) return {2};
  if (lead == 0xe0) return {3, 0xa0};
  if (lead == 0xed) return {3, 0x80, 0x9f};
  if (lead < 0xf0) return {3};
  if (lead == 0xf0) return {4, 0x90};
  if (lead < 0xf4) return {4};
  if (lead == 0xf4) return {4, 0x80, 0x8f};
  return {0};
}

// The length of the sequence that `text` begins with; 0 if it is broken.
std::size_t utf8_length(std::string_view text) noexcept {
  const Utf8Lead lead = utf8_lead(static_cast<unsigned char>(text[0]));
  if (lead.length < 2) return lead.length;
  if (lead.length > text.size()) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.least || second > lead.most) return 0;
  for (const char c : text.substr(2, lead.length - 2)) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) return 0;
  }
  return lead.length;
}

}  // namespace

bool equals_without_case(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

bool is_token_character(char c) noexcept {
  return kTokenCharacters[static_cast<unsigned char>(c)];
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), is_token_character);
}

bool is_field_value(std::string_view value) noexcept {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) >= ' ' ? c != '\x7f' : c == '\t';
  });
}

std::string_view take_item(std::string_view& list) noexcept {
  const std::size_t comma = list.find(',');
  const std::string_view item = trimmed(list.substr(0, comma));
  list = comma == list.npos ? std::string_view() : list.substr(comma + 1);
  return item;
}

bool list_has(std::string_view list, std::string_view item) noexcept {
  while (!list.empty()) {
    if (equals_without_case(take_item(list), item)) return true;
  }
  return false;
}

std::optional<std::uint64_t> parse_number(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 19) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string base64_encoded(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view part = bytes.substr(i, 3);
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group <<= 8;
      if (j < part.size()) group |= static_cast<unsigned char>(part[j]);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= part.size() ? kBase64[(group >> (18 - 6 * j)) & 63] : '=';
    }
  }
  return text;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::string bytes;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == kBase64.npos) return std::nullopt;
    group = group << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits);
    group &= (1U << bits) - 1;
  }
  return bytes;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace gfetch::http::server
