#pragma once
/// A FrontierStore in memory, which keeps nothing after the run.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawl/frontier/depth_queue.h"
#include "crawl/frontier/frontier_store.h"
#include "crawl/frontier/object_pool.h"
#include "crawl/seen/seen_key.h"
#include "gfetch/fiber/detail/string_hash.h"

namespace gfetch::crawl {

class MemoryStore final : public FrontierStore {
 public:
  void add(std::string_view host, Candidate&& candidate) override;
  bool add_unless_seen(std::string_view key, std::string_view host,
                       Candidate&& candidate) override;
  bool mark_seen(std::string_view key) override { return seen_.insert(key); }
  bool seen(std::string_view key) const override { return seen_.contains(key); }
  void take(std::string_view host, std::size_t most,
            std::vector<StoredCandidate>& batch) override;
  void done(std::uint64_t) override {}
  void merge(std::string_view host, std::string_view into) override;

 private:
  struct Node {
    Candidate candidate;
    Node* next = nullptr;
  };
  using Queue = DepthQueue<Node>;

  Queue& queue_of(std::string_view host);

  ObjectPool<Node> nodes_;
  /// The queues by host name. An empty queue is removed, so that a finished
  /// host uses no memory.
  std::unordered_map<std::string, Queue, detail::StringHash, std::equal_to<>>
      queues_;
  SeenSet seen_;
};

}  // namespace gfetch::crawl
