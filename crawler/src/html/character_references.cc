#include "character_references.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "url/percent.h"

namespace gfetch::detail {
namespace {

struct Entity {
  std::string_view name;  ///< without `&`; most end in `;`
  std::string_view text;
};

constexpr Entity kEntities[] = {
#include "entities.inc"
};

constexpr std::size_t kLongestName =
    std::ranges::max(kEntities, {}, [](const Entity& entity) {
      return entity.name.size();
    }).name.size();

/// A character reference at the front of a text: how long it is, 0 for none.
struct Reference {
  std::size_t length = 0;
  std::string text = {};
};

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::uint32_t kHighest = 0x10FFFF;

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) {
    out += static_cast<char>(byte);
  };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

/// What numbers stand for that are no characters: those of windows-1252, which
/// pages mean by them.
std::uint32_t character_numbered(std::uint32_t number) {
  constexpr std::array<std::uint16_t, 32> kC1 = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  const bool surrogate = number >= 0xD800 && number <= 0xDFFF;
  if (number == 0 || number > kHighest || surrogate) return kReplacement;
  if (number >= 0x80 && number <= 0x9F) return kC1[number - 0x80];
  return number;
}

/// Of `#38;` or `#x26;`.
Reference numeric_reference(std::string_view text) {
  const bool hex = text.size() > 1 && to_lower(text[1]) == 'x';
  const std::size_t begin = hex ? 2 : 1;
  const std::uint32_t base = hex ? 16 : 10;
  std::uint32_t number = 0;
  std::size_t at = begin;
  for (; at < text.size(); ++at) {
    const int digit = hex_value(text[at]);
    if (digit < 0 || digit >= static_cast<int>(base)) break;
    number = std::min(number * base + static_cast<std::uint32_t>(digit),
                      kHighest + 1);
  }
  if (at == begin) return {};
  if (at < text.size() && text[at] == ';') ++at;
  Reference reference{.length = at};
  append_utf8(reference.text, character_numbered(number));
  return reference;
}

/// The longest name counts.
Reference named_reference(std::string_view text) {
  for (std::size_t length = std::min(text.size(), kLongestName); length > 1;
       --length) {
    const std::string_view name = text.substr(0, length);
    const auto* const found =
        std::ranges::lower_bound(kEntities, name, {}, &Entity::name);
    if (found != std::end(kEntities) && found->name == name) {
      return {length, std::string(found->text)};
    }
  }
  return {};
}

}  // namespace

std::string without_references(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t ampersand = text.find('&');
    out += text.substr(0, ampersand);
    if (ampersand == std::string_view::npos) return out;
    text.remove_prefix(ampersand + 1);
    const Reference reference =
        text.starts_with('#') ? numeric_reference(text) : named_reference(text);
    if (reference.length == 0) {
      out += '&';
    } else {
      out += reference.text;
      text.remove_prefix(reference.length);
    }
  }
}

}  // namespace gfetch::detail
