#pragma once
/// The versions of the libraries that gfetch::fiber is linked with.

#include <string>

namespace gfetch::detail {

/// `libev 4.33`: the version that is linked.
std::string loop_library_version();

/// `Boost.Context 1.74.0`: the version that this was compiled against.
std::string context_library_version();

}  // namespace gfetch::detail
