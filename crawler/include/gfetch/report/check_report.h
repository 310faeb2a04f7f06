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

/// Returns the format's name: `text`, `jsonl`, `json`, `junit` or `markdown`.
std::string_view name_of(CheckFormat format);

struct CheckOptions {
  bool anchors = true;  ///< also check that a fragment's anchor exists
  crawl::SeenKeyOptions seen = {};  ///< the same options as those of the crawl
  /// The limit of the findings that are listed for one page, and in all. The
  /// others are counted.
  std::size_t max_page_findings = 1000;
  std::size_t max_findings = 100'000;
  /// The limit of the memory in bytes for links that may turn out to be faulty.
  /// Links beyond it are counted as unchecked.
  std::size_t max_bytes = std::size_t{256} << 20;
};

/// The reporter of `gfetch check`: checks the links in the visits of a run, and
/// prints the findings in finish().
class CheckReport final : public crawl::Reporter {
 public:
  /// Creates a reporter that prints to `output`, which must outlive it.
  CheckReport(CheckFormat format, CheckOptions options, Colour colour,
              OutputStream& output);
  ~CheckReport() override;
  CheckReport(const CheckReport&) = delete;
  CheckReport& operator=(const CheckReport&) = delete;

  Result<void, save::WriteError> report(const crawl::Visit& visit) override;
  Result<void, save::WriteError> finish() override;

  void hurry() override { output_.hurry(); }

  /// Returns true if no link is broken and at least one page was read. If
  /// robots.txt forbids every page, the site was not checked, and the result is
  /// false. Valid after finish().
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
