#include "crawl/frontier/memory_store.h"

#include <utility>

namespace gfetch::crawl {

MemoryStore::Queue& MemoryStore::queue_of(std::string_view host) {
  const auto found = queues_.find(host);
  if (found != queues_.end()) return found->second;
  return queues_.try_emplace(std::string(host)).first->second;
}

void MemoryStore::add(std::string_view host, Candidate&& candidate) {
  Node& node = nodes_.take();
  node.candidate = std::move(candidate);
  queue_of(host).push_back(node);
}

bool MemoryStore::add_unless_seen(std::string_view key, std::string_view host,
                                  Candidate&& candidate) {
  if (!mark_seen(key)) return false;
  add(host, std::move(candidate));
  return true;
}

void MemoryStore::take(std::string_view host, std::size_t most,
                       std::vector<StoredCandidate>& batch) {
  const auto found = queues_.find(host);
  if (found == queues_.end()) return;
  Queue& queue = found->second;
  for (; most > 0 && !queue.empty(); --most) {
    Node& node = queue.pop_front();
    batch.push_back({.candidate = std::move(node.candidate)});
    nodes_.put(node);
  }
  if (queue.empty()) queues_.erase(found);
}

void MemoryStore::merge(std::string_view host, std::string_view into) {
  const auto found = queues_.find(host);
  if (found == queues_.end()) return;
  Queue from = std::move(found->second);
  queues_.erase(found);
  Queue& to = queue_of(into);
  while (!from.empty()) to.push_back(from.pop_front());
}

}  // namespace gfetch::crawl
