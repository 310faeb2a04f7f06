#pragma once
/// What `gfetch check` prints: the findings of a LinkCheck, when the run is
/// over. One function for each form, all pure text.

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

/// For people: the broken links of each page below its URL, advice, counts.
/// Safe for a terminal.
std::string check_text(const CheckFindings& findings, Colour colour);

/// One object a line for each finding: `{"verdict":"broken","page":…}`; the
/// verdict is `broken`, `moved` or `skipped`.
std::string check_jsonl(const CheckFindings& findings);

/// One object: `{"broken":[…],"moved":[…],"skipped":[…],"counts":{…}}`.
std::string check_json(const CheckFindings& findings);

/// JUnit's XML: a suite for each page, in it a failed case for each broken
/// link, a skipped one for each that was skipped, and a passed one for all
/// others together.
std::string check_junit(const CheckFindings& findings);

/// Tables for a comment or a job's summary, in GitHub's flavour.
std::string check_markdown(const CheckFindings& findings);

/// Checks the visits of a run, and prints what came of it at its end.
class CheckReport final : public crawl::Reporter {
 public:
  /// `output` is the caller's and outlives this.
  CheckReport(CheckFormat format, CheckOptions options, Colour colour,
              OutputStream& output);

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;
  Result<void, save::WriteError> finish() override;

  /// Whether no link is broken, and that not because no page could be looked
  /// at: where robots.txt forbids all, nothing is known. Known once it has
  /// finished.
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
