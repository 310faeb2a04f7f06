#pragma once
/// Visits under way that sleep until their time has come: that of a retry, or
/// of a hop to a host that is not to be asked yet.

#include <cstddef>
#include <queue>
#include <vector>

#include "crawl/frontier/entry.h"

namespace gfetch::crawl {

class Sleepers {
 public:
  bool empty() const { return nodes_.empty(); }
  std::size_t size() const { return nodes_.size(); }

  void add(Node& node) { nodes_.push(&node); }

  /// When the first wakes; not of none.
  TimePoint first_wakes_at() const { return nodes_.top()->wakes_at; }

  /// Not of none.
  Node& wake_first() {
    Node& node = *nodes_.top();
    nodes_.pop();
    return node;
  }

 private:
  struct WakesLater {
    bool operator()(const Node* one, const Node* other) const {
      return one->wakes_at > other->wakes_at;
    }
  };

  std::priority_queue<Node*, std::vector<Node*>, WakesLater> nodes_;
};

}  // namespace gfetch::crawl
