#pragma once
/// Parts of file names. Pure functions.

#include <cstddef>
#include <string_view>

namespace gfetch::save {

/// The extension of `name` with its dot, such as `.pdf`. Empty when there is
/// none, or one that is longer than 16 bytes or has other characters than
/// letters and digits.
std::string_view extension_of(std::string_view name);

/// Whether `name` is reserved for a device on Windows, such as `con.txt`.
bool is_device(std::string_view name);

/// Truncates `text` to at most `max` bytes, at the boundary of a character.
std::string_view cut_text(std::string_view text, std::size_t max);

}  // namespace gfetch::save
