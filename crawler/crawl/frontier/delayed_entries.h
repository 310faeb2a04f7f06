#pragma once
/// Parked entries whose time has not come: that of a retry, or of a hop to a
/// host that must not be asked yet. The earliest comes first.

#include <cstddef>
#include <queue>
#include <vector>

#include "crawl/frontier/entry.h"

namespace gfetch::crawl {

class DelayedEntries {
 public:
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }

  void add(Entry& entry) { entries_.push(&entry); }

  /// The earliest time. There must be an entry.
  TimePoint first_time() const { return entries_.top()->not_before; }

  /// Takes out the earliest entry. There must be one.
  Entry& pop_first() {
    Entry& entry = *entries_.top();
    entries_.pop();
    return entry;
  }

 private:
  struct Later {
    bool operator()(const Entry* one, const Entry* other) const {
      return one->not_before > other->not_before;
    }
  };

  std::priority_queue<Entry*, std::vector<Entry*>, Later> entries_;
};

}  // namespace gfetch::crawl
