#pragma once
/// Which few of many hosts stand out, in memory that does not grow with them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// The hosts counted most often. Up to `capacity` hosts the counts are exact.
/// Beyond it the least counted host gives its place and its count to a newcomer
/// (the Space-Saving sketch): a count may then be too high, never too low, by
/// at most all counts divided by `capacity`, and whoever has more than that is
/// in the list for certain.
class FrequentHosts {
 public:
  explicit FrequentHosts(std::size_t capacity = 256) : capacity_(capacity) {}

  void count(std::string_view host, std::uint64_t times = 1);

  void merge(const FrequentHosts& other);

  struct Entry {
    std::string host;
    std::uint64_t count;
  };

  /// The `limit` most counted, most first, equals by name.
  std::vector<Entry> top(std::size_t limit) const;

 private:
  std::uint64_t evict_least();

  std::size_t capacity_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

/// The hosts whose slowest visit was the slowest: exact, whatever their number,
/// for a host that left the list had a smaller maximum than all in it.
class SlowestHosts {
 public:
  struct Entry {
    std::string host;
    Duration slowest;
  };

  explicit SlowestHosts(std::size_t capacity = 16) : capacity_(capacity) {}

  void add(std::string_view host, Duration duration);

  void merge(const SlowestHosts& other);

  /// Slowest first.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::size_t capacity_;
  std::vector<Entry> entries_;
};

/// The host in `url`, with its port if it names one; empty for what is no URL.
std::string_view host_in(std::string_view url);

}  // namespace gfetch::report
