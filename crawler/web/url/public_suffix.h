#pragma once
/// Public suffixes such as `com`, `co.uk` and `github.io`, under which anybody
/// can register a domain. Domains directly under a public suffix are unrelated.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Returns true if `domain`, in ASCII and lower case, is a public suffix.
bool is_public_suffix(const std::string& domain);

/// Returns the registrable domain of `host`, the host of a Url: `example.co.uk`
/// for `www.example.co.uk`. Returns `host` itself for an IP address, a public
/// suffix and a name without a dot. The result is a view of `host`.
std::string_view registrable_domain(std::string_view host);

}  // namespace gfetch::web
