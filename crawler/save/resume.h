#pragma once
/// Resuming a body that was cut off: the validator to send in If-Range, and the
/// check that a 206 response holds the rest (RFC 9110, 13 and 14). Pure
/// functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"

namespace gfetch::save {

/// The version of the resource that a partial body belongs to.
struct PartOrigin {
  std::string validator;                ///< the value of If-Range
  std::optional<std::uint64_t> length;  ///< the body's full length, if known

  bool operator==(const PartOrigin&) const = default;
};

/// Returns the origin of a body with these headers: its strong ETag, or else
/// its Last-Modified if that is at least one second before Date. Returns
/// nothing when both are missing, and for a body with a content coding, whose
/// parts cannot be joined.
std::optional<PartOrigin> origin_of(const std::vector<http::Header>& headers);

/// Serialises `origin` for the file beside the partial body.
std::string text_of(const PartOrigin& origin);
/// Parses the result of text_of(); nothing for any other text.
std::optional<PartOrigin> parse_part_origin(std::string_view text);

/// A Content-Range header in bytes; `total` is absent when it is `*`.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::uint64_t> total;
};

/// Parses a Content-Range such as `bytes 0-99/200`. Returns nothing for other
/// forms, including the unsatisfied range `bytes */200`.
std::optional<ContentRange> parse_content_range(std::string_view value);

/// Returns true if a 206 response with these headers has all bytes from the
/// offset `first` on, of the version that `origin` identifies.
bool continues(const std::vector<http::Header>& headers,
               const PartOrigin& origin, std::uint64_t first);

}  // namespace gfetch::save
