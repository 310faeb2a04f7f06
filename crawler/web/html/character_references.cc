#include "web/html/character_references.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "web/text/text.h"

namespace gfetch::web {
namespace {

struct Entity {
  std::string_view name;  ///< the reference without `&`; most end in `;`
  std::string_view text;
};

constexpr Entity kEntities[] = {
#include "web/html/entities.inc"
};

/// Returns the code point of a numeric character reference. The C1 control
/// codes are mapped to the characters of windows-1252 (HTML Standard,
/// 13.2.5.80).
std::uint32_t code_point_of(std::uint32_t number) {
  constexpr std::array<std::uint16_t, 32> kC1 = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return number >= 0x80 && number <= 0x9F ? kC1[number - 0x80] : number;
}

static_assert(kMaxReferenceBytes ==
              std::ranges::max(kEntities, {}, [](const Entity& entity) {
                return entity.name.size();
              }).name.size());

}  // namespace

/// Searches the sorted table of names by narrowing the range of matching names
/// with each character. The shortest name of the range comes first.
NamedReference named_reference(std::string_view text) {
  NamedReference longest;
  std::span<const Entity> left(kEntities);
  for (std::size_t at = 0; at < text.size() && !left.empty(); ++at) {
    const auto letter = [at](const Entity& entity) { return entity.name[at]; };
    left = {std::ranges::lower_bound(left, text[at], {}, letter),
            std::ranges::upper_bound(left, text[at], {}, letter)};
    if (!left.empty() && left.front().name.size() == at + 1) {
      longest = {at + 1, left.front().text};
      left = left.subspan(1);
    }
  }
  return longest;
}

void append_numeric_reference(std::string& out, std::uint32_t number) {
  append_utf8(out, code_point_of(number));
}

}  // namespace gfetch::web
