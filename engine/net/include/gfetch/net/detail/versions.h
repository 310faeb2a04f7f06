#pragma once
/// The versions of the libraries that gfetch::net is linked with.

#include <string>

namespace gfetch::net {

/// `c-ares 1.18.1`, as it is linked.
std::string dns_library_version();

}  // namespace gfetch::net
