#pragma once
/// The capacity of a frontier, in candidates and in bytes: its limits, its
/// current use, and the fibers that wait for free capacity.

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

  /// Blocks the calling fiber until the frontier has free capacity or close()
  /// was called.
  void wait() {
    free_.clear();
    free_.wait();
  }

  /// Wakes all fibers that wait for free capacity.
  void close() { free_.set(); }

  /// Counts a candidate of `bytes` bytes, even if the frontier is full: the
  /// seed reader has waited before this call.
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
  // Returns true once an eighth of the capacity is free. The seed reader is
  // woken then, rather than for each finished candidate, so that it adds many
  // seeds per wake-up.
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
