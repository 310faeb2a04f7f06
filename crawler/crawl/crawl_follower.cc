#include "crawl/crawl_follower.h"

#include <algorithm>
#include <utility>

#include "crawl/frontier/entry.h"
#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch::crawl {
namespace {

// The number of links to judge before the fiber yields to other fibers.
constexpr std::size_t kLinksAtOnce = 1000;

// The memory of one link in the queue, with a URL of some hundred bytes.
constexpr std::size_t kBytesOfLink = 1024;

// The maximum number of bytes of an invalid URL in the record of its link.
constexpr std::size_t kMaxText = 2048;

}  // namespace

bool CrawlFollower::take_seed(Candidate&& seed) {
  std::string key = crawl_.add_seed(seed);
  GatheredSeed gathered{std::move(seed), std::move(key)};
  if (!gathers_) return offer(std::move(gathered));
  gathered_bytes_ += bytes_of(gathered.candidate) + gathered.key.size();
  gathered_.push_back(std::move(gathered));
  const bool full =
      gathered_.size() >= kGathered || gathered_bytes_ >= kGatheredBytes;
  return !full || offer_gathered();
}

void CrawlFollower::seeds_finished() {
  if (gathers_) offer_gathered();
  more_seeds_ = false;
}

// Begins the crawl. Returns false if no more seeds are accepted.
bool CrawlFollower::offer_gathered() {
  gathers_ = false;
  while (!gathered_.empty()) {
    GatheredSeed seed = std::move(gathered_.front());
    gathered_.pop_front();
    if (!offer(std::move(seed))) return false;
  }
  return true;
}

bool CrawlFollower::offer(GatheredSeed seed) {
  if (!frontier_.mark_seen(seed.key)) {
    return record_(
        skipped_visit(seed.candidate, method_, {SkipReason::kDuplicate, {}}));
  }
  if (auto refusal = crawl_.refuse_seed(seed.candidate)) {
    return record_(skipped_visit(seed.candidate, method_, std::move(*refusal)));
  }
  return frontier_.offer(std::move(seed.candidate));
}

void CrawlFollower::follow(const Visit& visit, const Candidate& from) {
  if (!visit.ok) return;
  if (visit.page && !follow(visit.page->links, visit, from)) return;
  follow(crawl_.sitemaps_at(visit), visit, from);
}

bool CrawlFollower::follow(std::span<const web::Link> links, const Visit& visit,
                           const Candidate& from) {
  while (!links.empty()) {
    const auto part = links.first(std::min(links.size(), kLinksAtOnce));
    links = links.subspan(part.size());
    for (FoundLink& link : crawl_.links_to_consider(part, visit, from)) {
      if (!is_judged(link.key) && !follow(link)) return false;
    }
    if (!links.empty()) yield();
  }
  return true;
}

bool CrawlFollower::follow(FoundLink& link) {
  auto refusal = crawl_.refuse_queueing(waiting());
  if (!refusal && crawl_.is_nofollow(link)) {
    note_nofollow(link);
    return true;
  }
  if (!refusal) refusal = crawl_.refuse(link);
  if (refusal) {
    judge(link.key);
    return record_found(skipped(link, std::move(*refusal)));
  }
  if (queue(link)) ++inputs_;
  return true;
}

// Returns the number of URLs that wait. Long ones count as several.
std::size_t CrawlFollower::waiting() const {
  return std::max(frontier_.waiting() + nofollow_links_.size(),
                  (frontier_.link_bytes() + nofollow_bytes_) / kBytesOfLink);
}

bool CrawlFollower::is_judged(std::string_view key) const {
  return frontier_.seen(key) || judged_early_.contains(key);
}

// Marks a link as judged. Returns true if it was not before.
bool CrawlFollower::judge(std::string_view key) {
  return more_seeds_ ? judged_early_.insert(key) : frontier_.mark_seen(key);
}

// Queues a link. Returns true if it was not queued before. The check of a link
// does not read its page, so a seed of the same URL is still to be fetched.
bool CrawlFollower::queue(const FoundLink& link) {
  if (link.purpose != Purpose::kCheck || !more_seeds_) {
    return frontier_.add_link(link.key, Crawl::candidate_for(link));
  }
  return judge(link.key) &&
         frontier_.add_link("check " + link.key, Crawl::candidate_for(link));
}

void CrawlFollower::note_nofollow(const FoundLink& link) {
  const Candidate candidate = Crawl::candidate_for(link);
  if (!last_parent_ || *last_parent_ != candidate.parent) {
    last_parent_ = std::make_shared<const std::string>(candidate.parent);
  }
  std::string url(candidate.url.href());
  if (url.empty()) url = link.link.target.substr(0, kMaxText);
  nofollow_bytes_ += sizeof(NofollowLink) + url.size() + link.key.size();
  nofollow_links_.try_emplace(link.key,
                              NofollowLink{.url = std::move(url),
                                           .depth = candidate.depth,
                                           .purpose = candidate.purpose,
                                           .parent = last_parent_});
}

void CrawlFollower::record_skipped() {
  for (const auto& [key, link] : nofollow_links_) {
    if (frontier_.seen(key)) continue;
    Candidate candidate;
    if (auto url = web::parse_url(link.url)) candidate.url = *std::move(url);
    candidate.parent = *link.parent;
    candidate.depth = link.depth;
    candidate.purpose = link.purpose;
    Visit visit = skipped_visit(
        candidate, method_, {SkipReason::kRobots, "the page says nofollow"});
    if (visit.url.empty()) visit.url = link.url;
    if (!record_found(visit)) return;
  }
}

void CrawlFollower::record_unfinished() {
  for (const GatheredSeed& seed : gathered_) {
    if (!record_(unfinished_visit(seed.candidate, method_))) return;
  }
}

bool CrawlFollower::record_found(const Visit& visit) {
  ++inputs_;
  return record_(visit);
}

Visit CrawlFollower::skipped(const FoundLink& link, Refusal refusal) const {
  Visit visit =
      skipped_visit(Crawl::candidate_for(link), method_, std::move(refusal));
  if (visit.url.empty()) visit.url = link.link.target.substr(0, kMaxText);
  return visit;
}

}  // namespace gfetch::crawl
