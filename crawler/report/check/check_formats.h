#pragma once
/// Formats the findings of a LinkCheck, which `gfetch check` prints at the end
/// of a run. There is one pure function per format.

#include <string>

#include "gfetch/report/format.h"
#include "report/check/link_check.h"

namespace gfetch::report {

/// Formats the findings for people: each page's broken links below its URL,
/// then advice and counts. Control characters are escaped for a terminal.
std::string check_text(const CheckFindings& findings, Colour colour);

/// Formats each finding as one JSON object per line:
/// `{"verdict":"broken","page":…}`. The verdict is `broken`, `moved` or
/// `skipped`. Findings beyond the limits of the lists are counted by a last
/// line, `{"verdict":"unlisted","count":…}`.
std::string check_jsonl(const CheckFindings& findings);

/// Formats all findings as one JSON object:
/// `{"broken":[…],"moved":[…],"skipped":[…],"counts":{…}}`.
std::string check_json(const CheckFindings& findings);

/// Formats the findings as JUnit XML. Each page is a test suite with a failed
/// test case per broken link, a skipped test case per skipped link, and one
/// passed test case for all its other links.
std::string check_junit(const CheckFindings& findings);

/// Formats the findings as tables in GitHub-flavoured Markdown, for a comment
/// or a job summary.
std::string check_markdown(const CheckFindings& findings);

}  // namespace gfetch::report
