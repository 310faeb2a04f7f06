#pragma once
/// The hosts that a frontier knows, by their names and by the addresses that
/// they were found to have.

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
  /// The hosts file themselves in `schedule`, which outlives the table.
  explicit HostTable(Schedule& schedule) : schedule_(schedule) {}

  std::size_t size() const { return hosts_.size(); }
  Hosts::const_iterator begin() const { return hosts_.begin(); }
  Hosts::const_iterator end() const { return hosts_.end(); }

  /// The host that stands for the one called `name`, which is added if it is
  /// not known.
  HostQueue& get(std::string_view name);

  /// The host called `name` itself, or null.
  const HostQueue* find(std::string_view name) const;

  /// Notes that `host` has `address`, and gives the first host that was found
  /// there: `host` itself, or one that it is to be merged into.
  HostQueue& set_address(HostQueue& host, std::string_view address);

  /// Any one of the hosts, or null.
  HostQueue* any();

  /// Removes `host`, which is in no line and is no entry's home.
  void forget(const HostQueue& host);

 private:
  Schedule& schedule_;
  Hosts hosts_;
  std::unordered_map<std::string, HostQueue*> addresses_;
};

}  // namespace gfetch::crawl
