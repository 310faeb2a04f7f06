#pragma once
/// How the forms of a check's findings name things alike.

#include <string>
#include <string_view>

#include "gfetch/report/link_check.h"

namespace gfetch::report {

/// The page that holds the link, or where the user named it.
inline std::string_view holder_of(const LinkFinding& finding) {
  return finding.page.empty() ? finding.input : finding.page;
}

/// What is wrong in a word: a status, or the finding's kind.
inline std::string word_of(const LinkFinding& finding) {
  const bool tells_status = finding.kind == "http_status";
  return tells_status ? std::to_string(finding.status_code) : finding.kind;
}

}  // namespace gfetch::report
