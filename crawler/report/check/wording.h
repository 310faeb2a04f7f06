#pragma once
/// Wording that all formats of the link check's findings share.

#include <string>
#include <string_view>

#include "report/check/link_check.h"

namespace gfetch::report {

/// Returns the page with the link, or the input location of a URL that the user
/// gave.
inline std::string_view holder_of(const LinkFinding& finding) {
  return finding.page.empty() ? finding.input : finding.page;
}

/// Returns one word for the fault of a link: the HTTP status or the finding's
/// kind.
inline std::string word_of(const LinkFinding& finding) {
  const bool tells_status = finding.kind == "http_status";
  return tells_status ? std::to_string(finding.status_code) : finding.kind;
}

}  // namespace gfetch::report
