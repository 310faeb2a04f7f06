#pragma once
/// A queued or leased candidate of MemoryFrontier, and the pool that such
/// nodes come from: they are made by the hundred and used again, so that a
/// run's memory is that of its fullest moment.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "gfetch/crawler/frontier.h"

namespace gfetch::detail {

struct Host;

struct Node final : Leased {
  Host* home = nullptr;     ///< in whose queue it is, or was
  Host* at = nullptr;       ///< whose place for a request it holds
  Node* next = nullptr;     ///< in the queue, or among the unused
  bool unanswered = false;  ///< counted as leased for a host without answers
};

class NodePool {
 public:
  Node& make(Candidate&& candidate) {
    if (unused_ == nullptr) grow();
    Node& node = *unused_;
    unused_ = node.next;
    node.next = nullptr;
    node.candidate = std::move(candidate);
    return node;
  }

  void drop(Node& node) {
    node.candidate = Candidate();
    node.home = node.at = nullptr;
    node.next = unused_;
    unused_ = &node;
  }

 private:
  using Chunk = std::array<Node, 128>;

  void grow() {
    chunks_.push_back(std::make_unique<Chunk>());
    for (Node& node : *chunks_.back()) drop(node);
  }

  std::vector<std::unique_ptr<Chunk>> chunks_;
  Node* unused_ = nullptr;
};

/// What a candidate takes of the frontier's room.
inline std::size_t bytes_of(const Candidate& candidate) {
  std::size_t bytes = sizeof(Node) + candidate.url.href().size() +
                      candidate.id.size() + candidate.input.size() +
                      candidate.parent.size();
  if (candidate.overrides == nullptr) return bytes;
  bytes += sizeof(RequestOverrides);
  if (candidate.overrides->body) bytes += candidate.overrides->body->size();
  for (const Header& header : candidate.overrides->headers) {
    bytes += sizeof(Header) + header.name.size() + header.value.size();
  }
  return bytes;
}

}  // namespace gfetch::detail
