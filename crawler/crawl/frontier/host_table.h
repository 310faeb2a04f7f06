#pragma once
/// The hosts known to a frontier, indexed by name and by IP address.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawl/frontier/host_queue.h"
#include "gfetch/fiber/detail/string_hash.h"

namespace gfetch::crawl {

class HostTable {
  using Hosts = std::unordered_map<std::string, HostQueue, detail::StringHash,
                                   std::equal_to<>>;

 public:
  /// Creates an empty table. Its hosts join the lines of `schedule`, which must
  /// outlive the table.
  explicit HostTable(Schedule& schedule) : schedule_(schedule) {}

  std::size_t size() const { return hosts_.size(); }
  Hosts::const_iterator begin() const { return hosts_.begin(); }
  Hosts::const_iterator end() const { return hosts_.end(); }

  /// Returns the queue of the host `name`, or the queue that it was merged
  /// into. Adds the host if it is unknown.
  HostQueue& get(std::string_view name);

  /// Returns the queue of the host `name` itself, even if it was merged; null
  /// if the host is unknown.
  const HostQueue* find(std::string_view name) const;

  /// Records that `host` has the IP address `address`. Returns the first host
  /// found with that address: `host` itself, or the host to merge it into. An
  /// empty address, of a failed lookup, is no other host's.
  HostQueue& set_address(HostQueue& host, std::string_view address);

  /// Returns any one host, or null if the table is empty.
  HostQueue* any();

  /// Removes `host`, which must be in no line and must be the home of no entry.
  void forget(const HostQueue& host);

 private:
  Schedule& schedule_;
  Hosts hosts_;
  std::unordered_map<std::string, HostQueue*> addresses_;
};

}  // namespace gfetch::crawl
