#pragma once
/// The rules of a crawl: which links of a page are fetched and for which
/// purpose, and which requests a visit may make.
///
///   Crawl crawl(rules, std::move(*scope), robots);
///   for (Candidate& seed : seeds) crawl.add_seed(seed);
///   …
///   for (FoundLink& link : crawl.links_to_consider(page.links, visit, from)) {
///     if (frontier.seen(link.key)) continue;
///     if (auto refusal = crawl.refuse(link)) skip(link, *refusal);
///     else frontier.add_link(link.key, crawl.candidate_for(link));
///   }
///
/// Each distinct URL is judged once, at the first link to it, whatever the
/// number of links.

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

/// A link of a page that may become a candidate. It refers to the page's data.
struct FoundLink {
  const web::Link& link;
  const Candidate& from;
  /// The URL of the page with the link, as in records.
  std::string_view parent;
  std::string key;  ///< the seen key of its URL (seen_key.h)
  Purpose purpose = Purpose::kPage;
  int nesting = 0;  ///< the depth of nested sitemaps or nested styles
  int chain = 0;    ///< the chain of links in a page family
};

class Crawl final : public CrawlPolicy {
 public:
  /// Creates the rules of a crawl. `robots` must outlive the crawl.
  Crawl(CrawlRules rules, Scope scope, RobotsCache& robots);

  /// Adds `seed` to the crawl: sets its purpose and adds its range to the
  /// scope. Returns the seen key of its URL. A link that was
  /// judged before has been judged without this seed.
  std::string add_seed(Candidate& seed);

  /// Returns the reason for not fetching a seed. Returns nothing if it may be
  /// fetched; the seed is then counted in the page budgets.
  std::optional<Refusal> refuse_seed(const Candidate& seed);

  /// Returns those of `links` that may be fetched or recorded, in their order.
  /// `visit` is the visit of the candidate `from` that found them. The result
  /// refers to all three arguments.
  std::vector<FoundLink> links_to_consider(std::span<const web::Link> links,
                                           const Visit& visit,
                                           const Candidate& from) const;

  /// Returns the sitemaps that the robots.txt of the visit's final origin
  /// names, if the rules ask for sitemaps. The sitemaps of each origin are
  /// returned once.
  std::vector<web::Link> sitemaps_at(const Visit& visit);

  /// Returns true if the link `found` must not be followed because it is marked
  /// nofollow. Another link to the same URL may be followed.
  bool is_nofollow(const FoundLink& found) const {
    return found.link.nofollow && rules_.robots == RobotsPolicy::kObey &&
           !rules_.checks;
  }

  /// Returns the reason for queueing no further link while `waiting` URLs are
  /// queued; nothing while there is space.
  std::optional<Refusal> refuse_queueing(std::uint64_t waiting) const;

  /// Returns the reason for not fetching `found`. Returns nothing if it may be
  /// fetched; the URL is then counted in the page budgets. Must be called once
  /// for each key.
  std::optional<Refusal> refuse(FoundLink& found);

  /// Returns the candidate for `found`, which also has the data for its record.
  static Candidate candidate_for(const FoundLink& found);

  std::unique_ptr<Follower> make_follower(FollowerContext context) override;
  std::optional<Refusal> refuse_hop(const web::Url& url,
                                    const Candidate& candidate) override;
  bool skips_redirects() const override { return true; }
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
  bool exposes(const web::Url& url, const Candidate& candidate) const override;

 private:
  /// Returns true if robots.txt applies to a request for `url` on behalf of
  /// `candidate`.
  bool needs_robots(const web::Url& url, const Candidate& candidate) const;
  /// Returns true if a link check requests `url` although the crawl does not
  /// read it for the reason `reason`.
  bool is_blocked(const web::Url& url) const;
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
  std::unordered_set<std::string> hosts_;       ///< the hosts of the seeds
  std::unordered_set<std::string> http_hosts_;  ///< the hosts of http seeds
  std::unordered_set<std::string> origins_;     ///< the origins of the seeds
  /// The origins whose sitemaps were returned before.
  std::unordered_set<std::string> mapped_;
};

}  // namespace gfetch::crawl
