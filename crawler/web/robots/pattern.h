#pragma once
/// Paths and the patterns of robots.txt (RFC 9309, 2.2.2 and 2.2.3) in a normal
/// form, in which both are compared byte by byte.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

/// The normal form of a path with its query. It contains no `*` and no `$`.
std::string normal_path(std::string_view path);

/// The normal form of a pattern. Its `*` and a final `$` are special; any other
/// `$` is escaped, and a run of `*` becomes one.
std::string normal_pattern(std::string_view pattern);

/// Whether `pattern` matches `path` from its beginning; both are in the normal
/// form. Adds the number of bytes that were compared to `steps`: each byte of
/// both is compared at most once.
bool matches(std::string_view pattern, std::string_view path,
             std::size_t& steps);

}  // namespace gfetch::web
