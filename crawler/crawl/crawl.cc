// The rules of a crawl. A link passes these decisions:
//
//   found()       not a request at all? ────────────────► dropped, no record
//      │          (javascript:, an unwanted asset)
//      ▼
//   refuse()      no URL, out of scope, trap, budget ────► a record: skipped
//      │          out of scope, but links are checked ───► kCheck candidate
//      ▼
//   candidate_for() ─► frontier ─► prerequisite(): robots.txt known?
//                                  permission(): does robots.txt allow it?
//                                  refuse_hop(): is a redirect in the scope?
//
// Invariants:
// - Each distinct URL is judged once, at its first link.
// - Only a URL that passes every other test counts for the budgets.
// - robots.txt itself is always allowed and is never in a budget.
#include "crawl/crawl.h"

#include <algorithm>
#include <array>
#include <utility>

#include "crawl/crawl_follower.h"
#include "crawl/policy/redirect.h"
#include "crawl/scope/traps.h"
#include "web/url/bad_port.h"
#include "web/url/origin_key.h"

namespace gfetch::crawl {
namespace {

using web::origin_key;

// The maximum depth of nested sitemaps and of nested styles.
constexpr int kMostNesting = 5;

// The schemes of links that cannot be fetched by a request.
constexpr std::array<std::string_view, 5> kInternalSchemes = {
    "javascript", "data", "about", "blob", "view-source"};

bool leads_within_the_page(const web::Link& link) {
  return std::ranges::find(kInternalSchemes, link.url.scheme()) !=
         kInternalSchemes.end();
}

// Returns the URL to request for a link: a fragment is not sent to the server.
web::Url page_of(const web::Url& url) {
  if (!url.has_fragment()) return url;
  return *web::parse_url(url.without_fragment());
}

Purpose purpose_of(const web::Link& link) {
  if (link.kind == web::LinkKind::kAsset) return Purpose::kAsset;
  return link.tag == "sitemap" ? Purpose::kSitemap : Purpose::kPage;
}

// Returns the explanation in the record of a URL that Scope refused.
std::string words_for(SkipReason reason, const web::Url& url) {
  if (reason != SkipReason::kTrap) return {};
  return std::string(trap_in(url).value_or(""));
}

}  // namespace

Crawl::Crawl(CrawlRules rules, Scope scope, RobotsCache& robots)
    : rules_(std::move(rules)),
      scope_(std::move(scope)),
      budgets_({.pages = rules_.max_pages,
                .pages_per_host = rules_.max_pages_per_host,
                .pages_per_domain = rules_.max_pages_per_domain}),
      keys_(rules_.same_page),
      robots_(robots) {}

std::unique_ptr<Follower> Crawl::make_follower(FollowerContext context) {
  return std::make_unique<CrawlFollower>(*this, std::move(context));
}

std::string Crawl::add_seed(Candidate& seed) {
  seed.purpose = Purpose::kPage;
  scope_.add_seed(seed.url);
  hosts_.emplace(seed.url.host());
  if (seed.url.scheme() == "http") http_hosts_.emplace(seed.url.host());
  origins_.insert(origin_key(seed.url));
  return seen_key(seed.url, keys_);
}

std::optional<Refusal> Crawl::refuse_seed(const Candidate& seed) {
  // A seed is exempt from the scope, because the user named it, but it counts
  // for the page budgets.
  const auto reason = budgets_.admit(seed.url);
  if (!reason) return std::nullopt;
  return Refusal{*reason, {}};
}

std::vector<FoundLink> Crawl::links_to_consider(
    std::span<const web::Link> links, const Visit& visit,
    const Candidate& from) const {
  std::vector<FoundLink> worthy;
  worthy.reserve(links.size());
  for (const web::Link& link : links) {
    if (auto one = found(link, visit, from)) worthy.push_back(std::move(*one));
  }
  return worthy;
}

std::vector<web::Link> Crawl::sitemaps_at(const Visit& visit) {
  std::vector<web::Link> links;
  if (!rules_.sitemaps) return links;
  const Result<web::Url> url = web::parse_url(visit.final_url);
  if (!url || !url->is_http()) return links;
  // The sitemaps of an origin are added once, not for each of its pages.
  if (!mapped_.insert(origin_key(*url)).second) return links;
  const RobotsAnswer robots = robots_.judge(*url);
  for (const std::string& sitemap : robots.rules->sitemaps()) {
    links.push_back({.target = sitemap,
                     .url = {},
                     .kind = web::LinkKind::kPage,
                     .tag = "sitemap",
                     .attribute = "robots.txt",
                     .text = {}});
  }
  resolve_links(links, *url);
  return links;
}

std::optional<FoundLink> Crawl::found(const web::Link& link, const Visit& visit,
                                      const Candidate& from) const {
  // Links such as javascript: lead to no resource, so they get no record.
  if (leads_within_the_page(link)) return std::nullopt;
  const Purpose purpose = purpose_of(link);
  // A page has many images and scripts. Unless the user wants assets, records
  // of them would only be noise.
  if (purpose == Purpose::kAsset && !rules_.assets) return std::nullopt;
  const bool is_url = !link.url.href().empty();
  return FoundLink{
      .link = link,
      .from = from,
      .parent = visit.final_url,
      .key = is_url ? seen_key(link.url, keys_) : link.target,
      .purpose = purpose,
      .nesting = purpose == from.purpose && purpose != Purpose::kPage
                     ? from.nesting + 1
                     : 0};
}

std::optional<Refusal> Crawl::refuse_queueing(std::uint64_t waiting) const {
  if (waiting < rules_.max_queued) return std::nullopt;
  return Refusal{SkipReason::kQueueLimit,
                 std::to_string(waiting) + " URLs were waiting already"};
}

std::optional<Refusal> Crawl::refuse(FoundLink& found) {
  const web::Link& link = found.link;
  if (link.url.href().empty()) {
    return Refusal{SkipReason::kBadUrl, "the link is no URL"};
  }
  // Sitemaps that contain each other would be read without end.
  if (found.nesting > kMostNesting) {
    return Refusal{SkipReason::kTrap, "one within the other without end"};
  }
  const int depth = found.from.depth + 1;
  const auto reason = scope_.refuse(link.url, depth, link.kind);
  if (reason && !is_tried(link.url, *reason)) {
    return Refusal{*reason, words_for(*reason, link.url)};
  }
  if (is_blocked(link.url)) {
    return Refusal{SkipReason::kBadPort, std::string(web::kBadPortSentence)};
  }
  // A link check also requests some links that the crawl does not follow.
  if (reason) {
    found.purpose = Purpose::kCheck;
    return std::nullopt;
  }
  // The trap detectors count URLs, so they see only URLs that are in the scope.
  if (const auto trap = trap_in(found)) {
    return Refusal{SkipReason::kTrap, std::string(*trap)};
  }
  // The budgets come last: a refused URL must not use up a page.
  if (const auto full = budgets_.admit(link.url)) return Refusal{*full, {}};
  return std::nullopt;
}

// Returns true if the port of `url` belongs to another protocol, and the user
// has not named it.
bool Crawl::is_blocked(const web::Url& url) const {
  return url.is_http() && web::has_bad_port(url) &&
         !origins_.contains(origin_key(url));
}

bool Crawl::is_tried(const web::Url& url, SkipReason reason) const {
  // An excluded URL is never requested, even by a link check.
  if (!url.is_http() || scope_.excludes(url)) return false;
  if (!scope_.within(url)) return rules_.check_external;
  return rules_.checks && reason == SkipReason::kDepth;
}

std::optional<std::string_view> Crawl::trap_in(FoundLink& found) {
  if (!rules_.traps) return std::nullopt;
  // New session ids are detected first, because page families do not detect
  // them: such pages link to each other.
  if (const auto trap = session_copies_.admit(found.link.url)) return trap;
  const PageFamily family(found.from.url, found.from.chain);
  found.chain = family.chain_to(found.link.url);
  return families_.admit(found.link.url, found.chain);
}

Candidate Crawl::candidate_for(const FoundLink& found) {
  Candidate candidate;
  candidate.url = page_of(found.link.url);
  candidate.parent = found.parent;
  candidate.depth = found.from.depth + 1;
  candidate.purpose = found.purpose;
  candidate.nesting = found.nesting;
  candidate.chain = found.chain;
  return candidate;
}

std::optional<Refusal> Crawl::refuse_hop(const web::Url& url,
                                         const Candidate& candidate) {
  if (is_blocked(url)) {
    return Refusal{SkipReason::kBadPort,
                   "it was redirected to " + url.redacted() + "; " +
                       std::string(web::kBadPortSentence)};
  }
  // By RFC 9309, 2.3.1.2 the redirects of a robots.txt may lead to any host. A
  // link check follows redirects as a browser does.
  if (candidate.purpose == Purpose::kCheck || candidate.is_prerequisite()) {
    return std::nullopt;
  }
  if (candidate.depth == 0) {
    // If a seed redirects, the site has moved, and the crawl continues at its
    // new location.
    scope_.add_seed(url);
    return std::nullopt;
  }
  const web::LinkKind kind = candidate.purpose == Purpose::kAsset
                                 ? web::LinkKind::kAsset
                                 : web::LinkKind::kPage;
  const auto reason = scope_.refuse(url, candidate.depth, kind);
  // A link check of external links also follows redirects to other sites.
  if (!reason || (rules_.check_external && !scope_.within(url))) return {};
  return Refusal{*reason, "it was redirected to " + url.redacted()};
}

bool Crawl::needs_robots(const web::Url& url,
                         const Candidate& candidate) const {
  // By RFC 9309, 2.2.2 a robots.txt itself is always allowed.
  if (candidate.is_prerequisite()) return false;
  // Even an ignored robots.txt is fetched if it may name sitemaps.
  if (rules_.robots == RobotsPolicy::kIgnore && !rules_.sitemaps) return false;
  // The check of an external link is one request, as by a user's click, so it
  // does not fetch the robots.txt of another site.
  return candidate.purpose != Purpose::kCheck || scope_.within(url);
}

std::optional<Candidate> Crawl::prerequisite(const web::Url& url,
                                             const Candidate& candidate) {
  if (!needs_robots(url, candidate)) return std::nullopt;
  std::optional<web::Url> robots_txt = robots_.missing(url);
  if (!robots_txt) return std::nullopt;
  Candidate prerequisite;
  prerequisite.url = std::move(*robots_txt);
  prerequisite.purpose = Purpose::kPrerequisite;
  return prerequisite;
}

Duration Crawl::take_prerequisite(const Candidate& prerequisite,
                                  const Visit& visit) {
  robots_.keep(prerequisite.url, visit);
  // A Crawl-delay is part of the rules that the user wants to ignore.
  if (rules_.robots == RobotsPolicy::kIgnore) return Duration(0);
  return delay_of(robots_.judge(prerequisite.url));
}

Duration Crawl::delay_of(const RobotsAnswer& robots) const {
  return std::min(robots.crawl_delay.value_or(Duration(0)),
                  rules_.max_crawl_delay);
}

Permission Crawl::permission(const web::Url& url, const Candidate& candidate) {
  Permission permission;
  if (rules_.robots == RobotsPolicy::kIgnore) return permission;
  if (!needs_robots(url, candidate)) return permission;
  RobotsAnswer answer = robots_.judge(url);
  permission.delay = delay_of(answer);
  if (answer.allowed) return permission;
  if (rules_.robots != RobotsPolicy::kObey) {
    // In report mode a forbidden URL is fetched and noted in its record.
    permission.objection = std::move(answer.why);
  } else if (answer.unreachable) {
    // Without a response to robots.txt the host is unreachable, which is a
    // failure of the URL and not a rule of the site.
    permission.failure = Error{*answer.unreachable, std::move(answer.why)};
  } else {
    permission.refusal = Refusal{SkipReason::kRobots, std::move(answer.why)};
  }
  return permission;
}

// Returns true for a private address: a page named it, not the user, so it is
// no failure of the crawl.
bool Crawl::skips(const Error& error) const {
  return error.kind == ErrorKind::kPrivateAddress;
}

bool Crawl::names_host(const web::Url& url, const Candidate&) const {
  return hosts_.contains(std::string(url.host()));
}

bool Crawl::exposes(const web::Url& url, const Candidate&) const {
  return url.scheme() == "http" &&
         !http_hosts_.contains(std::string(url.host()));
}

bool Crawl::names_origin(const RedirectStep& step) const {
  return origins_.contains(origin_key(step.url));
}

}  // namespace gfetch::crawl
