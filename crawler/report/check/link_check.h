#pragma once
/// Finds the broken links of a crawl and the pages that hold them. A LinkCheck
/// receives the visits of a crawl, stores each page's anchors and each link's
/// position, and computes the findings at the end. The findings do not depend
/// on the order of the visits.
///
///   LinkCheck check;
///   for (const Visit& visit : visits) check.add(visit);
///   CheckFindings findings = check.findings();
///   findings.broken[0].page;  // "https://example.org/", its line 12 …

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/crawl/visit.h"
#include "gfetch/report/check_report.h"
#include "gfetch/web/link.h"

namespace gfetch::report {

/// A link that is broken, moved or skipped.
struct LinkFinding {
  std::string page;   ///< the page with the link; empty: the URL is an input
  std::string input;  ///< the input location (`argv:1`); empty: see `page`
  web::Position position;
  std::string tag;
  std::string text;
  std::string target;  ///< the link's target as written in the page
  std::string url;     ///< the resolved URL; empty: `target` is no valid URL
  /// The kind of fault: `http_status`, `missing_anchor` or another
  /// `error_kind`; `robots` or another skip reason; `unfinished`; `moved`.
  std::string kind;
  int status_code = 0;  ///< the HTTP status; 0: no response
  std::string message;  ///< a sentence that explains the fault; or empty
  std::string new_url;  ///< the URL after the permanent redirects
};

/// The result of a check. All lists are sorted by page, line, column and URL,
/// and bounded for each page and in all (CheckOptions).
struct CheckFindings {
  std::vector<LinkFinding> broken;
  std::vector<LinkFinding> moved;  ///< redirected permanently to `new_url`
  /// Links not requested: robots.txt, traps, …
  std::vector<LinkFinding> skipped;
  std::vector<std::string> pages;  ///< the URLs of the pages that were read
  std::uint64_t links = 0;         ///< the number of links in these pages
  std::uint64_t urls = 0;          ///< the number of distinct targets
  std::uint64_t redirected = 0;    ///< links with a temporary redirect
  /// Links beyond the limits of the crawl, or of the memory of the check.
  std::uint64_t unchecked = 0;
  /// Findings beyond the limits of the lists. A list has findings if there are
  /// any of its kind.
  std::uint64_t unlisted = 0;
};

class LinkCheck {
 public:
  explicit LinkCheck(CheckOptions options = {});
  ~LinkCheck();
  LinkCheck(const LinkCheck&) = delete;
  LinkCheck& operator=(const LinkCheck&) = delete;

  /// Records the outcome of `visit` and the links and anchors of its page.
  void add(const crawl::Visit& visit);

  /// Computes the findings from all visits added so far.
  CheckFindings findings() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::report
