#pragma once
/// The names and versions of the libraries that the engine is linked with.

#include <string>
#include <vector>

namespace gfetch::http {

/// Returns the names and versions of the linked libraries. An item may name
/// several: `libev 4.33`, `libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13`.
std::vector<std::string> library_versions();

}  // namespace gfetch::http
