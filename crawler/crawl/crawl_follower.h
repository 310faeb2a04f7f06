#pragma once
/// The follower of a crawl: decides by the crawl's rules which seeds and links
/// become candidates.

#include <deque>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "crawl/crawl.h"
#include "crawl/policy/follower.h"
#include "gfetch/web/link.h"

namespace gfetch::crawl {

class CrawlFollower final : public Follower {
 public:
  /// Creates a follower that uses the rules of `crawl`, which must outlive the
  /// follower.
  CrawlFollower(Crawl& crawl, FollowerContext context)
      : crawl_(crawl),
        frontier_(context.frontier),
        method_(std::move(context.method)),
        inputs_(context.inputs),
        record_(std::move(context.record)) {}

  /// Stores `seed` until all seeds are known, because the scope of the links
  /// depends on all seeds.
  bool take_seed(Candidate&& seed) override;
  void seeds_finished() override;
  void follow(const Visit& visit, const Candidate& from) override;
  void record_unfinished() override;
  void record_skipped() override;

 private:
  struct GatheredSeed {
    Candidate candidate;
    std::string key;
  };

  bool offer(GatheredSeed seed);
  bool follow(std::span<const web::Link> links, const Visit& visit,
              const Candidate& from);
  bool follow(FoundLink& link);
  bool record_found(const Visit& visit);
  Visit skipped(const FoundLink& link, Refusal refusal) const;

  Crawl& crawl_;
  Frontier& frontier_;
  std::string method_;
  std::uint64_t& inputs_;
  std::function<bool(const Visit&)> record_;
  std::deque<GatheredSeed> gathered_;
  /// The skipped records of nofollow links, by key.
  std::map<std::string, Visit> nofollow_links_;
};

}  // namespace gfetch::crawl
