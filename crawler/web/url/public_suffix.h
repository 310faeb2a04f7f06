#pragma once
/// Public suffixes, under which anybody can register a domain: `com`, `co.uk`,
/// `github.io`. Domains directly under one are unrelated.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Whether `domain`, in ASCII and lower case, is a public suffix.
bool is_public_suffix(const std::string& domain);

/// The registrable domain of `host`, the host of a Url: `example.co.uk` for
/// `www.example.co.uk`. Returns `host` itself for an IP address, a public
/// suffix and a name without a dot. The result is a view of `host`.
std::string_view registrable_domain(std::string_view host);

}  // namespace gfetch::web
