#pragma once
/// The follower of a crawl: decides by the crawl's rules which seeds and links
/// become candidates.

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "crawl/crawl.h"
#include "crawl/policy/follower.h"
#include "crawl/seen/seen_key.h"
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
  /// depends on all seeds. Beyond kGathered seeds the crawl begins with those
  /// that are known: each further one adds its range to the scope when the
  /// frontier has room for it, and blocks the calling fiber until then.
  bool take_seed(Candidate&& seed) override;

  /// The bounds of the stored seeds: their number and their bytes.
  static constexpr std::size_t kGathered = 65'536;
  static constexpr std::size_t kGatheredBytes = std::size_t{64} << 20;

  void seeds_finished() override;
  void follow(const Visit& visit, const Candidate& from) override;
  void record_unfinished() override;
  void record_skipped() override;

 private:
  struct GatheredSeed {
    Candidate candidate;
    std::string key;
  };
  /// A link whose skipped record is written at the end of the run.
  struct NofollowLink {
    std::string url;
    int depth = 0;
    Purpose purpose = Purpose::kPage;
    std::shared_ptr<const std::string> parent;  ///< shared by a page's links
  };

  bool offer(GatheredSeed seed);
  bool offer_gathered();
  bool follow(std::span<const web::Link> links, const Visit& visit,
              const Candidate& from);
  bool follow(FoundLink& link);
  std::size_t waiting() const;
  bool is_judged(std::string_view key) const;
  bool judge(std::string_view key);
  bool queue(const FoundLink& link);
  void note_nofollow(const FoundLink& link);
  bool record_found(const Visit& visit);
  Visit skipped(const FoundLink& link, Refusal refusal) const;

  Crawl& crawl_;
  Frontier& frontier_;
  std::string method_;
  std::uint64_t& inputs_;
  std::function<bool(const Visit&)> record_;
  std::deque<GatheredSeed> gathered_;
  std::size_t gathered_bytes_ = 0;
  bool gathers_ = true;  ///< the crawl has not begun
  bool more_seeds_ = true;
  /// The keys of the links that were refused, or only checked, while there were
  /// more seeds to come: a seed with such a key is fetched all the same.
  SeenSet judged_early_;
  /// The skipped records of nofollow links, by key.
  std::map<std::string, NofollowLink> nofollow_links_;
  std::size_t nofollow_bytes_ = 0;
  std::shared_ptr<const std::string> last_parent_;
};

}  // namespace gfetch::crawl
