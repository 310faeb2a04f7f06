#pragma once
/// A candidate of MemoryFrontier, queues of them, and the pool that such nodes
/// come from: they are made by the hundred and used again, so that a run's
/// memory is that of its fullest moment.

#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <vector>

#include "crawl/frontier/frontier.h"

namespace gfetch::crawl {

struct Host;

struct Node final : Leased {
  Host* home = nullptr;      ///< in whose queue it is, was or comes
  Host* at = nullptr;        ///< whose place for a request it holds
  Host* leads_at = nullptr;  ///< which waits for the links it may bring
  Node* next = nullptr;      ///< in the queue, or among the unused
  TimePoint started{};       ///< the request that it holds a place for
  TimePoint wakes_at{};      ///< a waiting visit: not before
  bool waits = false;        ///< its visit goes on when next it is leased
  bool unanswered = false;   ///< counted as leased for a host without answers
};

/// First in, first out.
class NodeQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  std::size_t size() const { return size_; }
  const Node& front() const { return *first_; }

  void push_back(Node& node) {
    node.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &node;
    last_ = &node;
    ++size_;
  }

  void push_front(Node& node) {
    node.next = first_;
    first_ = &node;
    if (last_ == nullptr) last_ = &node;
    ++size_;
  }

  /// Not of an empty one.
  Node& pop_front() {
    Node& node = *first_;
    first_ = node.next;
    if (first_ == nullptr) last_ = nullptr;
    node.next = nullptr;
    --size_;
    return node;
  }

 private:
  Node* first_ = nullptr;
  Node* last_ = nullptr;
  std::size_t size_ = 0;
};

/// Candidates in the order of their depth: first the shallowest, and of those
/// the first.
class DepthQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// Of the front; not of an empty one.
  int depth() const { return levels_.front().depth; }
  const Node& front() const { return levels_.front().nodes.front(); }

  void push_back(Node& node) {
    ++size_;
    level(node.candidate.depth).push_back(node);
  }

  /// To the front of its depth.
  void push_front(Node& node) {
    ++size_;
    level(node.candidate.depth).push_front(node);
  }

  /// Not of an empty one.
  Node& pop_front() {
    --size_;
    Node& node = levels_.front().nodes.pop_front();
    if (levels_.front().nodes.empty()) levels_.erase(levels_.begin());
    return node;
  }

 private:
  struct Level {
    int depth = 0;
    NodeQueue nodes;
  };

  // There are two or three at a time, and what comes is mostly of the last.
  NodeQueue& level(int depth) {
    auto at = levels_.end();
    while (at != levels_.begin() && std::prev(at)->depth > depth) --at;
    if (at != levels_.begin() && std::prev(at)->depth == depth) {
      return std::prev(at)->nodes;
    }
    return levels_.insert(at, Level{depth, {}})->nodes;
  }

  std::vector<Level> levels_;
  std::size_t size_ = 0;
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
    node.so_far.reset();
    node.home = node.at = nullptr;
    node.waits = false;
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
  for (const http::Header& header : candidate.overrides->headers) {
    bytes += sizeof(http::Header) + header.name.size() + header.value.size();
  }
  return bytes;
}

}  // namespace gfetch::crawl
