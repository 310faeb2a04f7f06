#pragma once
/// The frontier of a run that leaves nothing behind: one queue per host, in
/// memory, with room for so much.

#include <cstddef>
#include <memory>

#include "crawl/frontier/frontier.h"
#include "gfetch/crawl/politeness.h"

namespace gfetch::crawl {
class FrontierCore;

struct MemoryFrontierOptions {
  PolitenessOptions politeness = {};

  /// Room for candidates, from their offer to their end; the seed reader waits
  /// while it is used up. With room for one, they are fetched one after the
  /// other in the order they were offered.
  std::size_t max_candidates = 65'536;
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
};

class MemoryFrontier final : public Frontier {
 public:
  explicit MemoryFrontier(const MemoryFrontierOptions& options = {});
  ~MemoryFrontier() override;
  MemoryFrontier(const MemoryFrontier&) = delete;
  MemoryFrontier& operator=(const MemoryFrontier&) = delete;

  bool offer(Candidate&& candidate) override;
  bool discover(std::string_view key, Candidate&& candidate) override;
  bool met(std::string_view key) const override;
  bool meet(std::string_view key) override;
  void seeds_finished() override;
  using Frontier::next;
  std::optional<Lease> next(std::optional<Lease> done) override;
  void close() override;
  std::optional<Candidate> take_rest() override;
  FrontierStatus status(std::size_t hosts) const override;
  std::vector<EasedHost> eased() const override;

 private:
  void release(Leased& leased, bool finished) noexcept override;
  bool move(Leased& leased, std::string_view host, TimePoint time) override;
  void answered(Leased& leased, const HostAnswer& answer) override;
  void pause_host(Leased& leased, TimePoint until) override;
  void slow_host(Leased& leased, Duration delay) override;
  bool settle(Leased& leased, std::string_view address) override;

  std::unique_ptr<FrontierCore> core_;
};

}  // namespace gfetch::crawl
