#pragma once
/// Internationalised domain names. Only the source file of this header includes
/// ICU's IDNA functions.

#include <string>
#include <string_view>

namespace gfetch::web {

/// Appends the international domain `domain`, in UTF-8, in its ASCII form
/// ("domain to ASCII" in the URL Standard: UTS #46, non-transitional, with
/// CheckBidi and CheckJoiners, without CheckHyphens, STD3 rules and length
/// limits). Returns false and leaves `out` unchanged when `domain` is not
/// valid.
bool append_domain_to_ascii(std::string_view domain, std::string& out);

}  // namespace gfetch::web
