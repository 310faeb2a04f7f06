#pragma once
/// Going on with a body that was cut off: what to ask for, and whether what
/// came is the rest (RFC 9110, 13 and 14). All pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"

namespace gfetch::save {

/// Which state of which resource a part of a body is of.
struct PartOrigin {
  std::string validator;                ///< for If-Range
  std::optional<std::uint64_t> length;  ///< of the whole, if it is known

  bool operator==(const PartOrigin&) const = default;
};

/// The origin of a body with these headers: by a strong ETag, else by a
/// Last-Modified that was a second old at least. Nothing when neither is there,
/// or the body is coded: its parts would not fit together.
/// Never blocks.
std::optional<PartOrigin> origin_of(const std::vector<http::Header>& headers);

/// As text to be kept beside the part, and back; nothing for any other text.
/// Never blocks.
std::string text_of(const PartOrigin& origin);
std::optional<PartOrigin> parse_part_origin(std::string_view text);

/// A Content-Range of bytes.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::uint64_t> total;
};

/// `bytes 0-99/200`; nothing for what is not of this form, `*` in place of the
/// range included.
/// Never blocks.
std::optional<ContentRange> parse_content_range(std::string_view value);

/// Whether a 206 with these headers is all from byte `first` on, of the same
/// state as the part.
/// Never blocks.
bool continues(const std::vector<http::Header>& headers,
               const PartOrigin& origin, std::uint64_t first);

}  // namespace gfetch::save
