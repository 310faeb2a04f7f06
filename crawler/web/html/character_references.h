#pragma once
/// `&amp;`, `&#38;` and their like, as the HTML Standard reads them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gfetch::web {

/// A name at the front of a text.
struct NamedReference {
  std::size_t length = 0;      ///< of it, with its `;` if that counts; 0: none
  std::string_view text = {};  ///< what it stands for
};

/// So long are names at most, with their `;`.
inline constexpr std::size_t kLongestReference = 32;

/// The longest name that `text`, which stands after an `&`, begins with.
NamedReference named_reference(std::string_view text);

/// Appends what `&#number;` stands for.
void append_numbered(std::string& out, std::uint32_t number);

/// Numbers from here on stand for no character.
inline constexpr std::uint32_t kBeyondCharacters = 0x110000;

}  // namespace gfetch::web
