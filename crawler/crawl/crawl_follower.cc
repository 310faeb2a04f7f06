#include "crawl/crawl_follower.h"

#include <algorithm>
#include <utility>

#include "crawl/visit/unvisited.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch::crawl {
namespace {

// The number of links to judge before the fiber yields to other fibers.
constexpr std::size_t kLinksAtOnce = 1000;

// The maximum number of bytes of an invalid URL in the record of its link.
constexpr std::size_t kMaxText = 2048;

}  // namespace

bool CrawlFollower::take_seed(Candidate&& seed) {
  std::string key = crawl_.add_seed(seed);
  gathered_.push_back({std::move(seed), std::move(key)});
  return true;
}

void CrawlFollower::seeds_finished() {
  while (!gathered_.empty()) {
    GatheredSeed seed = std::move(gathered_.front());
    gathered_.pop_front();
    if (!offer(std::move(seed))) return;
  }
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
      if (!frontier_.seen(link.key) && !follow(link)) return false;
    }
    if (!links.empty()) yield();
  }
  return true;
}

bool CrawlFollower::follow(FoundLink& link) {
  auto refusal =
      crawl_.refuse_queueing(frontier_.waiting() + nofollow_links_.size());
  if (!refusal && crawl_.is_nofollow(link)) {
    Refusal nofollow{SkipReason::kRobots, "the page says nofollow"};
    nofollow_links_.try_emplace(link.key, skipped(link, std::move(nofollow)));
    return true;
  }
  if (!refusal) refusal = crawl_.refuse(link);
  if (refusal) {
    frontier_.mark_seen(link.key);
    return record_found(skipped(link, std::move(*refusal)));
  }
  if (frontier_.add_link(link.key, Crawl::candidate_for(link))) ++inputs_;
  return true;
}

void CrawlFollower::record_skipped() {
  for (const auto& [key, visit] : nofollow_links_) {
    if (!frontier_.seen(key) && !record_found(visit)) return;
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
