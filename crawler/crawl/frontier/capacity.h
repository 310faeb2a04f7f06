#pragma once
/// The capacity of a frontier, in candidates and in bytes: how much it may
/// hold, how much it holds, and who waits until there is less.

#include <cstddef>

#include "gfetch/fiber/event.h"

namespace gfetch::crawl {

class Capacity {
 public:
  Capacity(std::size_t max_candidates, std::size_t max_bytes)
      : max_candidates_(max_candidates), max_bytes_(max_bytes) {}

  bool full() const {
    return candidates_ >= max_candidates_ || bytes_ >= max_bytes_;
  }

  /// Waits until some capacity is free again, or close() was called.
  /// Blocks the calling fiber.
  void wait() {
    free_.clear();
    free_.wait();
  }

  /// Ends all waiting.
  void close() { free_.set(); }

  /// Counts a candidate of that many bytes. A full frontier takes it too: who
  /// can wait has waited, and a link that was found must not be lost.
  void use(std::size_t bytes) {
    ++candidates_;
    bytes_ += bytes;
  }

  void give_back(std::size_t bytes) {
    --candidates_;
    bytes_ -= bytes;
    if (!free_.is_set() && roomy()) free_.set();
  }

 private:
  // The seed reader is woken once an eighth is free, not for each candidate
  // that is done: then it adds many in one go.
  bool roomy() const {
    return candidates_ <= max_candidates_ / 8 * 7 &&
           bytes_ <= max_bytes_ / 8 * 7;
  }

  std::size_t max_candidates_;
  std::size_t max_bytes_;
  Event free_;
  std::size_t candidates_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace gfetch::crawl
