#pragma once
/// Paths and the patterns that robots.txt has for them (RFC 9309, 2.2.2 and
/// 2.2.3), in the form in which both are compared byte by byte.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

/// A path with its query as it is compared: no `*` or `$` stands in it.
std::string comparable_path(std::string_view path);

/// A pattern as it is compared: `*` and a last `$` are what they mean, others
/// are escaped; runs of `*` are one.
std::string comparable_pattern(std::string_view pattern);

/// Whether a comparable `pattern` matches from the beginning of a comparable
/// `path`. Adds to `steps` the bytes of both that were looked at: at most each
/// once.
bool matches(std::string_view pattern, std::string_view path,
             std::size_t& steps);

}  // namespace gfetch::web
