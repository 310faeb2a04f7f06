#pragma once
/// The only edge back of a run: takes the seeds of a crawl and the links of its
/// visits, and has each become a candidate of the frontier or a record.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "crawl/crawl.h"
#include "crawl/frontier/frontier.h"
#include "gfetch/crawl/visit.h"
#include "gfetch/web/link.h"

namespace gfetch::crawl {

class Follower {
 public:
  /// Puts a visit on record. False: nobody takes records any more.
  /// May block the calling fiber.
  using Record = std::function<bool(const Visit&)>;

  /// Counts what it finds among `inputs`. Records name `method`. All that is
  /// referred to outlives this.
  Follower(Crawl& crawl, Frontier& frontier, std::string method,
           std::uint64_t& inputs, Record record)
      : crawl_(crawl),
        frontier_(frontier),
        method_(std::move(method)),
        inputs_(inputs),
        record_(std::move(record)) {}

  /// Keeps `seed`, until all are known: links are judged by them.
  /// Never blocks.
  void gather(Candidate&& seed);

  /// Hands the seeds to the frontier, until it is closed.
  /// Blocks the calling fiber while the frontier is full.
  void offer_gathered();

  /// Follows what `visit` of `from` came to. To be called before the lease of
  /// `from` ends: then nothing queued and nothing leased means that the crawl
  /// is over.
  /// Blocks the calling fiber.
  void follow(const Visit& visit, const Candidate& from);

  /// Records the links that were passed by, unless another led there.
  /// Blocks the calling fiber.
  void record_passed_by();

  /// Records the seeds that were not offered as unfinished.
  /// Blocks the calling fiber.
  void record_gathered();

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
  Record record_;
  std::deque<GatheredSeed> gathered_;
  std::map<std::string, Visit> passed_by_;  ///< by key
};

}  // namespace gfetch::crawl
