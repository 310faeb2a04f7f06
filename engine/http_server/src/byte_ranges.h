#pragma once
/// The field Range of a request (RFC 9110, 14).

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gfetch::http::server {

/// A part of a file: the bytes [first, first + count).
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;

  bool operator==(const ByteRange&) const = default;
};

/// Returns the parts of a file of `size` bytes that `value` asks for, in its
/// order. nullopt: the field is to be ignored, because it is none, has another
/// unit, or asks for so much that it could be an attack (14.2). Empty: no part
/// exists, the answer is 416.
std::optional<std::vector<ByteRange>> parse_ranges(std::string_view value,
                                                   std::uint64_t size);

}  // namespace gfetch::http::server
