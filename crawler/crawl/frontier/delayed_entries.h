#pragma once
/// The parked entries that wait for a time: the time of a retry, or the time
/// from which a redirect's host allows a request. The entry with the earliest
/// time comes first.

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

  /// Returns the earliest time. There must be an entry.
  TimePoint first_time() const { return entries_.top()->not_before; }

  /// Removes and returns the entry with the earliest time. There must be an
  /// entry.
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
