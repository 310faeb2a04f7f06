#pragma once
/// The table of names that an administrator wrote: /etc/hosts (hosts(5)).

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/string_hash.h"
#include "gfetch/net/address.h"

namespace gfetch::net {

using HostsTable = std::unordered_map<std::string, std::vector<IpAddress>,
                                      detail::StringHash, std::equal_to<>>;

/// Names in lower case with their addresses in the order of the lines. Lines
/// that begin with no address are skipped.
HostsTable parse_hosts(std::string_view text);

class HostsFile {
 public:
  explicit HostsFile(std::string path) : path_(std::move(path)) {}

  /// The addresses of `name`, in lower case, or nullptr. Looks at most once a
  /// second whether the file has changed.
  const std::vector<IpAddress>* find(std::string_view name, TimePoint now);

 private:
  void refresh();

  std::string path_;
  HostsTable table_;
  TimePoint next_look_{};
  /// Time of change and size: both, as the first has a coarse grain.
  std::pair<Duration, long> version_{-1, -1};
};

}  // namespace gfetch::net
