#pragma once
/// Which links lead nowhere, and who holds them. Takes in the visits of a
/// crawl in any order, keeps of each page its anchors and of each link the
/// place where it stands, and says at the end what is wrong. The same visits
/// give the same findings, whatever their order.
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

#include "gfetch/crawl/seen_key.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/web/link.h"

namespace gfetch::report {

/// A link with something to be said about it.
struct LinkFinding {
  std::string page;   ///< that holds it; empty: the user named the URL
  std::string input;  ///< where the user named it; empty: a page holds it
  web::Position position;
  std::string tag;
  std::string text;
  std::string target;  ///< as it stands in the page
  std::string url;     ///< where that leads to; empty: it is no URL
  /// `http_status`, `missing_anchor` or another `error_kind`; `robots` or
  /// another `reason`; `unfinished`; `moved`.
  std::string kind;
  int status_code = 0;  ///< 0: there was no response
  std::string message;  ///< a sentence; empty: `kind` says it all
  std::string new_url;  ///< where it has moved to for good
};

/// All lists are in the order of page, line, column and URL.
struct CheckFindings {
  std::vector<LinkFinding> broken;
  std::vector<LinkFinding> moved;    ///< works, but better led to `new_url`
  std::vector<LinkFinding> skipped;  ///< nobody knows: robots.txt, traps, …
  std::vector<std::string> pages;    ///< that were read
  std::uint64_t links = 0;           ///< on them, of http and https
  std::uint64_t urls = 0;            ///< that these lead to
  std::uint64_t redirected = 0;      ///< links that are so for now only
  std::uint64_t unchecked = 0;  ///< links that lead out of what was crawled
};

struct CheckOptions {
  bool anchors = true;              ///< a fragment has to name something
  crawl::SeenKeyOptions seen = {};  ///< of the crawl: what it took for one page
};

class LinkCheck {
 public:
  explicit LinkCheck(CheckOptions options = {});
  ~LinkCheck();
  LinkCheck(const LinkCheck&) = delete;
  LinkCheck& operator=(const LinkCheck&) = delete;

  void add(const crawl::Visit& visit);

  /// Of all that was added so far.
  CheckFindings findings() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace gfetch::report
