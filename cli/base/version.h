#pragma once
/// The versions of gfetch and of its libraries.

#include <string>
#include <string_view>

namespace gfetch {

/// Returns the version of gfetch from the changelog, such as `0.1.0`.
std::string_view version();

/// Returns the text that `-V` prints: the versions of gfetch and its libraries.
std::string version_text();

}  // namespace gfetch
