#pragma once
/// Checks the links of a crawl, and prints the findings, as `gfetch check`
/// does.

#include <memory>
#include <string>
#include <string_view>

#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/reporter.h"
#include "gfetch/report/format.h"
#include "gfetch/report/output.h"

namespace gfetch::report {

class LinkCheck;
struct CheckFindings;

enum class CheckFormat { kText, kJsonl, kJson, kJunit, kMarkdown };

/// `text`, `jsonl`, `json`, `junit`, `markdown`.
std::string_view name_of(CheckFormat format);

struct CheckOptions {
  bool anchors = true;  ///< require that a page has the anchor of a fragment
  crawl::SeenKeyOptions seen = {};  ///< the options that the crawl uses
};

/// Checks the links in the visits of a run, and prints the findings in
/// finish().
class CheckReport final : public crawl::Reporter {
 public:
  /// `output` must outlive this object.
  CheckReport(CheckFormat format, CheckOptions options, Colour colour,
              OutputStream& output);
  ~CheckReport() override;
  CheckReport(const CheckReport&) = delete;
  CheckReport& operator=(const CheckReport&) = delete;

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;
  Result<void, save::WriteError> finish() override;

  /// True when no link is broken and at least one page was read; a site whose
  /// robots.txt forbids every page was not checked. Valid after finish().
  bool ok() const { return ok_; }

 private:
  std::string text_of(const CheckFindings& findings) const;

  CheckFormat format_;
  Colour colour_;
  std::unique_ptr<LinkCheck> check_;
  OutputStream& output_;
  bool ok_ = false;
};

}  // namespace gfetch::report
