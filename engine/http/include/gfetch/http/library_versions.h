#pragma once
/// The libraries that the engine is linked with.

#include <string>
#include <vector>

namespace gfetch::http {

/// The libraries that are linked, by name and version, one or more in each:
/// `libev 4.33`, `libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13`.
std::vector<std::string> library_versions();

}  // namespace gfetch::http
