#pragma once
/// The parts of file names: extensions and reserved names. Pure functions.

#include <cstddef>
#include <string_view>

namespace gfetch::save {

/// Returns the extension of `name` with its dot, such as `.pdf`; empty when
/// there is none, when it is longer than 16 bytes, or when it has characters
/// other than letters and digits.
std::string_view extension_of(std::string_view name);

/// Returns true if Windows reserves `name` for a device, such as `con.txt`.
bool is_device(std::string_view name);

/// Truncates `text` to at most `max` bytes, at a character boundary.
std::string_view cut_text(std::string_view text, std::size_t max);

}  // namespace gfetch::save
