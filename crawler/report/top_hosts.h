#pragma once
/// Finds the most frequent and the slowest of many hosts, in memory that does
/// not grow with the number of hosts.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"

namespace gfetch::report {

/// The hosts counted most often. Counts are exact for up to `capacity` hosts.
/// Beyond that, a new host replaces the host with the lowest rank and inherits
/// that rank (the Space-Saving sketch). A count is what was counted since then:
/// it is never too high, and too low by at most the sum of all counts divided
/// by `capacity`. A host with a higher count than this bound is always known.
class FrequentHosts {
 public:
  explicit FrequentHosts(std::size_t capacity = 256) : capacity_(capacity) {}

  /// Adds `times` to the count of `host`.
  void count(std::string_view host, std::uint64_t times = 1);

  /// Adds the counts of the sketch `other`.
  void merge(const FrequentHosts& other);

  struct Entry {
    std::string host;
    std::uint64_t count;
  };

  /// Returns the `limit` hosts with the highest counts, highest first; hosts
  /// with equal counts are sorted by name.
  std::vector<Entry> top(std::size_t limit) const;

 private:
  struct Count {
    std::uint64_t inherited;  ///< the rank of the host that was replaced
    std::uint64_t counted;    ///< the count since then

    std::uint64_t total() const { return inherited + counted; }  ///< the rank
  };

  std::uint64_t evict_least();

  std::size_t capacity_;
  std::map<std::string, Count, std::less<>> counts_;
};

/// The hosts with the slowest visits. The list is exact for any number of
/// hosts, because a host that was removed has a smaller maximum than every host
/// in the list.
class SlowestHosts {
 public:
  struct Entry {
    std::string host;
    Duration slowest;
  };

  explicit SlowestHosts(std::size_t capacity = 16) : capacity_(capacity) {}

  /// Records a visit of `host` that took `duration`.
  void add(std::string_view host, Duration duration);

  /// Adds the hosts of `other`.
  void merge(const SlowestHosts& other);

  /// Returns the hosts with their slowest visits, slowest first.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::size_t capacity_;
  std::vector<Entry> entries_;
};

/// Returns the host in `url`, with the port if `url` has one; empty when `url`
/// is not a valid URL.
std::string_view host_in(std::string_view url);

}  // namespace gfetch::report
