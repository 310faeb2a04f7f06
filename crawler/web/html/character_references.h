#pragma once
/// Character references such as `&amp;` and `&#38;` (HTML Standard, 13.2.5.72
/// to 13.2.5.80).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// A named character reference at the front of a text.
struct NamedReference {
  std::size_t length = 0;      ///< with its `;`, if that is part of it; 0: none
  std::string_view text = {};  ///< the characters that it stands for
};

/// The length of the longest name, with its `;`.
inline constexpr std::size_t kMaxReferenceBytes = 32;

/// Finds the longest name at the front of `text`, the text after an `&`.
NamedReference named_reference(std::string_view text);

/// Appends the character that `&#number;` stands for.
void append_numeric_reference(std::string& out, std::uint32_t number);

/// Numbers from this one on are beyond Unicode.
inline constexpr std::uint32_t kEndOfUnicode = 0x110000;

}  // namespace gfetch::web
