#pragma once
/// The versions of gfetch and of what it runs on.

#include <string>
#include <string_view>

namespace gfetch {

/// `0.1.0`, as the changelog has it.
std::string_view version();

/// What `-V` prints: gfetch and its libraries.
std::string version_text();

}  // namespace gfetch
