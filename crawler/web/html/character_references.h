#pragma once
/// Character references such as `&amp;` and `&#38;` (HTML Standard, 13.2.5.72
/// to 13.2.5.80).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// The named character reference at the start of a text.
struct NamedReference {
  std::size_t length = 0;  ///< the bytes of the name and its `;`; 0: no name
  std::string_view text = {};  ///< the characters that the reference represents
};

/// The length in bytes of the longest reference name, with its `;`.
inline constexpr std::size_t kMaxReferenceBytes = 32;

/// Finds the longest reference name at the start of `text`, the text after an
/// `&`.
NamedReference named_reference(std::string_view text);

/// Appends the character of the numeric reference `&#number;`.
void append_numeric_reference(std::string& out, std::uint32_t number);

/// The number after the last code point of Unicode.
inline constexpr std::uint32_t kEndOfUnicode = 0x110000;

}  // namespace gfetch::web
