#pragma once
/// International domain names: the one place that knows ICU.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Appends `domain`, UTF-8, as ASCII (UTS #46, non-transitional, with
/// CheckBidi and CheckJoiners, without CheckHyphens, STD3 rules and length
/// limits: the "domain to ASCII" of the URL Standard). False when it cannot be
/// a domain; `out` is then as it was.
bool append_domain_to_ascii(std::string_view domain, std::string& out);

}  // namespace gfetch::web
