#pragma once
/// Which domains are nobody's own: `com`, `co.uk`, `github.io`. Hosts below
/// one of them are strangers to each other.

#include <string>

namespace gfetch::detail {

/// Whether `domain`, in ASCII and lower case, is a public suffix.
/// Never blocks.
bool is_public_suffix(const std::string& domain);

}  // namespace gfetch::detail
