#pragma once
/// POSIX extended regular expressions, for output that a test cannot predict
/// exactly.

#include <string>
#include <vector>

namespace gfetch::test {

/// Returns the matches of `pattern` in `text`, from left to right.
std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern);

/// Returns true if a part of `text` matches `pattern`; `^` and `$` match the
/// ends of `text`.
bool matches(const std::string& text, const std::string& pattern);

}  // namespace gfetch::test
