#pragma once
/// Counts candidates by their depth (the number of links from a seed).

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gfetch::crawl {

class DepthCounts {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// Returns the lowest depth that has a candidate. There must be a candidate.
  int depth() const { return counts_.front().depth; }

  void add(int depth, std::size_t count = 1) {
    size_ += count;
    const auto at = find(depth);
    if (at != counts_.end() && at->depth == depth) {
      at->count += count;
    } else {
      counts_.insert(at, {depth, count});
    }
  }

  /// Removes one candidate of depth `depth` from the counts. There must be one.
  void remove(int depth) {
    --size_;
    const auto at = find(depth);
    if (--at->count == 0) counts_.erase(at);
  }

  /// Adds the counts of `other` and empties `other`.
  void take_all(DepthCounts& other) {
    for (const Count& count : other.counts_) add(count.depth, count.count);
    other.counts_.clear();
    other.size_ = 0;
  }

 private:
  struct Count {
    int depth;
    std::size_t count;
  };

  // Returns the first count with at least this depth. A linear search is
  // fastest, because there are only two or three counts.
  std::vector<Count>::iterator find(int depth) {
    return std::ranges::find_if(
        counts_, [depth](const Count& one) { return one.depth >= depth; });
  }

  std::vector<Count> counts_;
  std::size_t size_ = 0;
};

}  // namespace gfetch::crawl
