#pragma once
/// The rules of a crawl at work: which of a page's links are fetched, what for,
/// and which steps a visit may take.
///
///   Crawl crawl(rules, std::move(*scope), &robots);
///   for (Candidate& seed : seeds) crawl.add_seed(seed);
///   …
///   for (FoundLink& link : crawl.links_to_consider(page.links, visit, from)) {
///     if (frontier.seen(link.key)) continue;
///     if (auto refusal = crawl.refuse(link)) skip(link, *refusal);
///     else frontier.add_link(link.key, crawl.candidate_for(link));
///   }
///
/// What a link leads to is judged once for each URL, whatever the number of
/// links to it: the first to be met counts.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawl/policy/crawl_policy.h"
#include "crawl/robots/robots_cache.h"
#include "crawl/scope/budgets.h"
#include "crawl/scope/page_family.h"
#include "crawl/scope/scope.h"
#include "crawl/scope/session_copies.h"
#include "crawl/seed/candidate.h"
#include "crawl/seen/seen_key.h"
#include "gfetch/crawl/crawl_rules.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/web/link.h"

namespace gfetch::crawl {

/// A link on its way to be a candidate. It refers to the page that holds it.
struct FoundLink {
  const web::Link& link;
  const Candidate& from;
  std::string_view parent;  ///< the URL of the page, as records show it
  std::string key;          ///< what its URL is known by (seen_key.h)
  Purpose purpose = Purpose::kPage;
  int nesting = 0;  ///< of sitemaps within sitemaps, styles within styles
  int chain = 0;    ///< of links within one family of pages
};

class Crawl final : public CrawlPolicy {
 public:
  /// `robots` outlives the crawl.
  Crawl(CrawlRules rules, Scope scope, RobotsCache& robots);

  /// Makes `seed` one of this crawl: what it is for, and where links may lead.
  /// All seeds come before the first link. The key is what its URL is known
  /// by.
  std::string add_seed(Candidate& seed);

  /// Why a seed is not to be fetched, or nothing: then it counts.
  std::optional<Refusal> refuse_seed(const Candidate& seed);

  /// The links of `links`, which `visit` of `from` came to, that are worth a
  /// look, in their order. They refer to all three.
  std::vector<FoundLink> links_to_consider(std::span<const web::Link> links,
                                           const Visit& visit,
                                           const Candidate& from) const;

  /// The sitemaps that the robots.txt of `visit`'s last origin names, when they
  /// are wanted; those of an origin are given once.
  std::vector<web::Link> sitemaps_at(const Visit& visit);

  /// Whether `found` must not be followed, though another link to the same URL
  /// may be.
  bool is_nofollow(const FoundLink& found) const {
    return found.link.nofollow && rules_.robots == RobotsPolicy::kObey &&
           !rules_.checks;
  }

  /// Why `found` is not to be fetched, or nothing: then it counts. To be asked
  /// once for each key.
  std::optional<Refusal> refuse(FoundLink& found);

  /// What is to be fetched for `found`, or what a record of it needs.
  static Candidate candidate_for(const FoundLink& found);

  std::unique_ptr<Follower> make_follower(FollowerContext context) override;
  std::optional<Refusal> refuse_hop(const web::Url& url,
                                    const Candidate& candidate) override;
  bool has_prerequisites() const override { return true; }
  std::optional<Candidate> prerequisite(const web::Url& url,
                                        const Candidate& candidate) override;
  Duration take_prerequisite(const Candidate& prerequisite,
                             const Visit& visit) override;
  Permission permission(const web::Url& url,
                        const Candidate& candidate) override;
  bool skips(const Error& error) const override;
  bool names_host(const web::Url& url,
                  const Candidate& candidate) const override;
  bool names_origin(const RedirectStep& step) const override;

 private:
  /// Whether robots.txt matters to `candidate`, being fetched from `url`.
  bool needs_robots(const web::Url& url, const Candidate& candidate) const;
  /// Whether `url`, which `reason` keeps from being read, is asked for all the
  /// same.
  bool is_tried(const web::Url& url, SkipReason reason) const;
  Duration delay_of(const RobotsAnswer& robots) const;
  std::optional<std::string_view> trap_in(FoundLink& found);
  std::optional<FoundLink> found(const web::Link& link, const Visit& visit,
                                 const Candidate& from) const;

  CrawlRules rules_;
  Scope scope_;
  SessionCopies session_copies_;
  Families families_;
  Budgets budgets_;
  SeenKeyOptions keys_;
  RobotsCache& robots_;
  std::unordered_set<std::string> hosts_;    ///< of the seeds
  std::unordered_set<std::string> origins_;  ///< of the seeds
  std::unordered_set<std::string> mapped_;   ///< origins: sitemaps were given
};

}  // namespace gfetch::crawl
