#pragma once
/// May it be in the crawl? What links lead to, judged by where the seeds lie,
/// by the user's patterns, by depth, and by whether it looks like a trap.
///
///   Result<Scope, UsageError> scope = Scope::create(rules);
///   scope->add_seed(seed);
///   if (auto reason = scope->refuse(url, depth, kind)) skip(url, *reason);
///
/// What is asked, in this order:
///
/// 1. Is it http or https? kUnsupportedScheme.
/// 2. Is it too deep? kDepth.
/// 3. Does an exclude match? kOutOfScope: excludes win over everything.
/// 4. Is it an asset? It may lie anywhere, as in browsers: styles and pictures
///    come from other hosts. But without CrawlRules::assets it is kOutOfScope,
///    and without CrawlRules::external_assets it has to lie where pages may.
/// 5. Does it lie where one of the seeds allows it? kOutOfScope.
/// 6. Are there includes, and none matches? kOutOfScope.
/// 7. Does its URL look endless (trap_in)? kTrap.
///
/// What the user named (depth 0) needs no pattern and may be long: it, and
/// where its redirects lead, is asked only 1 and 5.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawl/scope/skip_reason.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/url_pattern.h"
#include "gfetch/net/result.h"
#include "gfetch/web/link.h"
#include "gfetch/web/url.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::crawl {

class Scope {
 public:
  /// The error names a pattern that is none.
  /// Never blocks.
  static Result<Scope, UsageError> create(const CrawlRules& rules);

  /// What lies where `seed` allows it is in scope from now on; so for the seed
  /// `https://h:81/docs/intro.html`
  ///
  /// | range | in scope |
  /// |---|---|
  /// | kPage | the seed, whatever its fragment |
  /// | kPrefix | what begins with `h:81/docs/` |
  /// | kHost | all of `h:81` |
  /// | kDomain | all hosts with the registrable domain of `h`, at any port |
  /// | kAny | all |
  ///
  /// over http and https alike. To follow a site that has moved, add where the
  /// seed's redirects led, too.
  /// Never blocks.
  void add_seed(const web::Url& seed);

  /// Why `url`, `depth` links away from a seed, is not to be fetched; nothing:
  /// it is.
  /// Never blocks.
  std::optional<SkipReason> refuse(const web::Url& url, int depth,
                                   web::LinkKind kind) const;

  /// Whether `url` lies where one of the seeds allows it: what `refuse` asks
  /// fifth, and what makes a link an external one.
  /// Never blocks.
  bool within(const web::Url& url) const;

  /// Whether an exclude matches `url`.
  /// Never blocks.
  bool excludes(const web::Url& url) const;

 private:
  explicit Scope(const CrawlRules& rules);

  bool too_deep(int depth, web::LinkKind kind) const;
  bool below_a_seed(const web::Url& url) const;

  ScopeRange range_;
  int depth_;
  bool assets_;
  bool external_assets_;
  bool traps_;
  std::vector<UrlPattern> include_;
  std::vector<UrlPattern> exclude_;
  /// Pages, folders, hosts or domains: by the range.
  std::unordered_set<std::string> places_;
};

}  // namespace gfetch::crawl
