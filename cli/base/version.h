#pragma once
/// The versions of gfetch and of its libraries.

#include <string>
#include <string_view>

namespace gfetch {

/// The version of gfetch, `0.1.0`, from the changelog.
std::string_view version();

/// The text that `-V` prints: the versions of gfetch and its libraries.
std::string version_text();

}  // namespace gfetch
