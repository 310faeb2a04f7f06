#pragma once
/// POSIX extended regular expressions, for output that a test cannot predict
/// exactly.

#include <string>
#include <vector>

namespace gfetch::test {

/// The matches of `pattern` in `text`, from left to right.
std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern);

/// True when a part of `text` matches; `^` and `$` match its ends.
bool matches(const std::string& text, const std::string& pattern);

}  // namespace gfetch::test
