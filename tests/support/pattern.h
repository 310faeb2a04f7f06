#pragma once
/// POSIX extended regular expressions over text, for what a test can only
/// describe.

#include <string>
#include <vector>

namespace gfetch::test {

/// The parts of `text` that fit `pattern`, from left to right.
std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern);

/// Whether some part of `text` fits; `^` and `$` stand for its ends.
bool matches(const std::string& text, const std::string& pattern);

}  // namespace gfetch::test
