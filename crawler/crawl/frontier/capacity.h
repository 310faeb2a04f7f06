#pragma once
/// What a frontier holds: its candidates, and room for so many more.

#include <cstddef>
#include <utility>

#include "crawl/frontier/entry.h"
#include "gfetch/fiber/event.h"

namespace gfetch::crawl {

class Store {
 public:
  Store(std::size_t max_candidates, std::size_t max_bytes)
      : max_candidates_(max_candidates), max_bytes_(max_bytes) {}

  bool full() const { return held_ >= max_candidates_ || bytes_ >= max_bytes_; }

  /// Until there is room, or open() says that nobody needs it any more.
  /// Blocks the calling fiber.
  void wait_for_room() {
    room_.clear();
    room_.wait();
  }
  void open() { room_.set(); }

  /// Room or no room: whoever can wait has waited.
  Node& hold(Candidate&& candidate) {
    Node& node = nodes_.make(std::move(candidate));
    ++held_;
    bytes_ += bytes_of(node.candidate);
    return node;
  }

  void drop(Node& node) {
    --held_;
    bytes_ -= bytes_of(node.candidate);
    nodes_.drop(node);
    if (!room_.is_set() && roomy()) room_.set();
  }

 private:
  // Whoever waits for room is woken when there is some for a while, not for
  // each single candidate.
  bool roomy() const {
    return held_ <= max_candidates_ / 8 * 7 && bytes_ <= max_bytes_ / 8 * 7;
  }

  std::size_t max_candidates_;
  std::size_t max_bytes_;
  NodePool nodes_;
  Event room_;
  std::size_t held_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace gfetch::crawl
