#pragma once
/// Formats the findings of a LinkCheck, which `gfetch check` prints at the end
/// of a run. There is one pure function per format.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/crawl/reporter.h"
#include "gfetch/report/format.h"
#include "gfetch/report/link_check.h"
#include "gfetch/report/output.h"

namespace gfetch::report {

enum class CheckFormat { kText, kJsonl, kJson, kJunit, kMarkdown };

/// `text`, `jsonl`, `json`, `junit`, `markdown`.
std::string_view name_of(CheckFormat format);

/// Formats the findings for people: each page's broken links below its URL,
/// then advice and counts. Control characters are escaped for a terminal.
std::string check_text(const CheckFindings& findings, Colour colour);

/// Formats each finding as one JSON object per line:
/// `{"verdict":"broken","page":…}`. The verdict is `broken`, `moved` or
/// `skipped`.
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

/// Checks the links in the visits of a run, and prints the findings in
/// finish().
class CheckReport final : public crawl::Reporter {
 public:
  /// `output` must outlive this object.
  CheckReport(CheckFormat format, CheckOptions options, Colour colour,
              OutputStream& output);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;
  Result<void, save::WriteError> finish() override;

  /// True when no link is broken and at least one page was read; a site whose
  /// robots.txt forbids every page was not checked. Valid after finish().
  bool ok() const { return ok_; }

 private:
  std::string text_of(const CheckFindings& findings) const;

  CheckFormat format_;
  Colour colour_;
  LinkCheck check_;
  OutputStream& output_;
  bool ok_ = false;
};

}  // namespace gfetch::report
