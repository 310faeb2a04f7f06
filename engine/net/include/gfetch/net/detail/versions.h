#pragma once
/// The version of the DNS library that gfetch::net is linked with.

#include <string>

namespace gfetch::net {

/// Returns the name and the version of the linked DNS library: `c-ares 1.18.1`.
std::string dns_library_version();

}  // namespace gfetch::net
