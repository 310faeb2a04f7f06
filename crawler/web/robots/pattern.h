#pragma once
/// Converts paths and the patterns of robots.txt (RFC 9309, 2.2.2 and 2.2.3) to
/// a normal form, in which both are compared byte by byte.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

/// Returns the normal form of a path with its query. The form contains no `*`
/// and no `$`.
std::string normal_path(std::string_view path);

/// Returns the normal form of a robots.txt pattern. Its `*` and a final `$` are
/// special; any other `$` is escaped, and a run of `*` becomes one.
std::string normal_pattern(std::string_view pattern);

/// Returns true if `pattern` matches `path` from its start; both must be in the
/// normal form. Adds the number of compared bytes to `steps`: each byte of both
/// is compared at most once.
bool matches(std::string_view pattern, std::string_view path,
             std::size_t& steps);

}  // namespace gfetch::web
