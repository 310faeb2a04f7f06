#pragma once
/// The scope of a crawl: decides for each URL that a link leads to whether the
/// crawl may fetch it. The criteria are the seeds, the user's patterns, the
/// depth, and the signs of a crawler trap.
///
///   Result<Scope, UsageError> scope = Scope::create(rules);
///   scope->add_seed(seed);
///   if (auto reason = scope->refuse(url, depth, kind)) skip(url, *reason);
///
/// The scope asks these questions in this order, and gives the reason to skip
/// the URL:
///
/// 1. Is it http or https? kUnsupportedScheme.
/// 2. Is it too deep? kDepth.
/// 3. Does an exclude match? kOutOfScope: excludes win over everything.
/// 4. Is it an asset? Without CrawlRules::assets it is kOutOfScope. With
///    CrawlRules::external_assets it may be on any host, because sites load
///    styles and images from other hosts; otherwise question 5 applies to it.
/// 5. Is it outside the range of every seed? kOutOfScope.
/// 6. Are there includes, and none matches? kOutOfScope.
/// 7. Does its URL look endless (trap_in)? kTrap.
///
/// Only questions 1 and 5 apply to a seed (depth 0) and to the targets of its
/// redirects, because the user asked for that URL.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawl/options/url_pattern.h"
#include "crawl/scope/skip_reason.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/net/result.h"
#include "gfetch/web/link.h"
#include "gfetch/web/url.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::crawl {

class Scope {
 public:
  /// Compiles the patterns of `rules`. The error names an invalid pattern.
  static Result<Scope, UsageError> create(const CrawlRules& rules);

  /// Adds the range of `seed` to the scope. For the seed
  /// `https://h:81/docs/intro.html` that is
  ///
  /// | range | in scope |
  /// |---|---|
  /// | kPage | the seed with any fragment |
  /// | kPrefix | every URL that begins with `h:81/docs/` |
  /// | kHost | every URL of `h:81` |
  /// | kDomain | every host with the registrable domain of `h`, at any port |
  /// | kAny | every URL |
  ///
  /// over http and https alike. To follow a site that has moved, add where the
  /// seed's redirects led, too.
  void add_seed(const web::Url& seed);

  /// Returns the reason to skip `url`, which is `depth` links away from a seed;
  /// nothing when the crawl may fetch it.
  std::optional<SkipReason> refuse(const web::Url& url, int depth,
                                   web::LinkKind kind) const;

  /// Returns true if `url` is in the range of a seed (question 5). All other
  /// links are external links.
  bool within(const web::Url& url) const;

  /// Returns true if an exclude pattern matches `url`.
  bool excludes(const web::Url& url) const;

 private:
  explicit Scope(const CrawlRules& rules);

  bool too_deep(int depth, web::LinkKind kind) const;
  bool wants_asset(const web::Url& url) const;
  bool includes(const web::Url& url) const;
  bool below_a_seed(const web::Url& url) const;

  ScopeRange range_;
  int depth_;
  bool assets_;
  bool external_assets_;
  bool traps_;
  std::vector<UrlPattern> include_;
  std::vector<UrlPattern> exclude_;
  /// The pages, folders, hosts or domains of the seeds, depending on range_.
  std::unordered_set<std::string> allowed_;
};

}  // namespace gfetch::crawl
