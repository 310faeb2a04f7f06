#pragma once
/// Internationalised domain names. The only unit that includes ICU's IDNA
/// functions.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Appends `domain`, UTF-8, as ASCII (UTS #46, non-transitional, with
/// CheckBidi and CheckJoiners, without CheckHyphens, STD3 rules and length
/// limits: "domain to ASCII" in the URL Standard). Returns false and leaves
/// `out` unchanged when `domain` is not valid.
bool append_domain_to_ascii(std::string_view domain, std::string& out);

}  // namespace gfetch::web
