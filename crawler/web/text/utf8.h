#pragma once
/// Bytes from the network as text that every reader accepts.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Whether `bytes` are UTF-8: no overlong form, no surrogate, nothing beyond
/// U+10FFFF. Text of ASCII alone takes a fraction of a nanosecond a byte.
/// Never blocks.
bool is_valid_utf8(std::string_view bytes);

/// `bytes`, with U+FFFD for each part that is no UTF-8, as browsers decode.
/// Never blocks.
std::string to_valid_utf8(std::string_view bytes);

}  // namespace gfetch::web
