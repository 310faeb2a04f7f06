#pragma once
/// UTF-8: validation, and replacement of invalid bytes.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Returns true if `bytes` are valid UTF-8: no overlong form, no surrogate, no
/// number beyond U+10FFFF. ASCII is tested eight bytes at a time.
bool is_valid_utf8(std::string_view bytes);

/// Replaces each invalid sequence in `bytes` by U+FFFD, as the Encoding
/// Standard requires.
std::string to_valid_utf8(std::string_view bytes);

}  // namespace gfetch::web
