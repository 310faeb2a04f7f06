#pragma once
/// The versions of the libraries that gfetch::fiber is linked with.

#include <string>

namespace gfetch::detail {

/// Returns the name and version of the linked event loop library: `libev 4.33`.
std::string loop_library_version();

/// Returns the name and version of the library for stack switching with which
/// gfetch::fiber was compiled: `Boost.Context 1.74.0`.
std::string context_library_version();

}  // namespace gfetch::detail
