#pragma once
/// The follower of a crawl: judges its seeds and the links of its pages by the
/// rules of the crawl.

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
  /// `crawl` outlives this.
  CrawlFollower(Crawl& crawl, FollowerContext context)
      : crawl_(crawl),
        frontier_(context.frontier),
        method_(std::move(context.method)),
        inputs_(context.inputs),
        record_(std::move(context.record)) {}

  /// Keeps `seed` until all seeds are known: links are judged by them.
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
  std::map<std::string, Visit> nofollow_links_;  ///< by key
};

}  // namespace gfetch::crawl
