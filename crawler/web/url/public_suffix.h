#pragma once
/// Which domains are nobody's own: `com`, `co.uk`, `github.io`. Hosts below
/// one of them are strangers to each other.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Whether `domain`, in ASCII and lower case, is a public suffix.
/// Never blocks.
bool is_public_suffix(const std::string& domain);

/// The part of `host`, as a Url has it, that somebody registered:
/// `example.co.uk` of `www.example.co.uk`. An address, a public suffix and a
/// name without a dot are their own. Lives as long as `host`.
/// Never blocks.
std::string_view registrable_domain(std::string_view host);

}  // namespace gfetch::web
