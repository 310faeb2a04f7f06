#pragma once
/// A cache of DNS answers, failures included, until they expire. The caller
/// passes the current time.
///
/// Invariants:
/// - The entries are sorted by their last use: the cache evicts the entry that
///   was not used for longest.
/// - Each entry has one item in the index, whose key is a view of the entry's
///   key: both are inserted and erased together.
/// - find() never returns an expired answer; it erases the entry instead.

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/resolver.h"
#include "gfetch/net/result.h"

namespace gfetch::net {

class DnsCache {
 public:
  /// Constructs a cache of at most `capacity` answers; 0 stores nothing.
  explicit DnsCache(std::size_t capacity) : capacity_(capacity) {}

  /// Returns the cached answer for `key` that is valid at `now`, or nullptr.
  /// The pointer is valid until the next call of find() or put().
  const Result<AddressList>* find(std::string_view key, TimePoint now);

  /// Stores the answer for `key` until the time `expires`, in place of an older
  /// answer. Evicts the least recently used entry if the cache is full.
  void put(std::string_view key, Result<AddressList> answer, TimePoint expires);

  std::size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Result<AddressList> answer;
    TimePoint expires;
  };
  using Entries = std::list<Entry>;

  void erase(Entries::iterator entry);

  std::size_t capacity_;
  Entries entries_;  // the most recently used entry comes first
  // Entries by key. The keys are views of the strings in `entries_`.
  std::unordered_map<std::string_view, Entries::iterator> index_;
};

}  // namespace gfetch::net
