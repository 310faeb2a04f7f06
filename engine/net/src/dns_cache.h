#pragma once
/// The answers of DNS for as long as they hold. Time is passed in.

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
  /// Keeps at most `capacity` answers; those that were asked for longest ago
  /// leave first.
  explicit DnsCache(std::size_t capacity) : capacity_(capacity) {}

  /// The answer that holds at `now`, or nullptr. It stands until the next
  /// put().
  const Result<AddressList>* find(std::string_view key, TimePoint now);

  /// Replaces the answer for `key`.
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
  Entries entries_;  // the one asked for last comes first
  // Keys look into the entries.
  std::unordered_map<std::string_view, Entries::iterator> index_;
};

}  // namespace gfetch::net
