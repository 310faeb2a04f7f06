#pragma once
/// Reads a hosts file: host names and their addresses, as in /etc/hosts
/// (hosts(5)).

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

/// Parses the text of a hosts file. Returns the host names in lower case, each
/// with its addresses in the order of the lines. Skips lines that do not begin
/// with an address.
HostsTable parse_hosts(std::string_view text);

class HostsFile {
 public:
  explicit HostsFile(std::string path) : path_(std::move(path)) {}

  /// Returns the addresses of the host `name`, which is in lower case, or
  /// nullptr. Reads the file again if it has changed, which is checked once per
  /// second at most.
  const std::vector<IpAddress>* find(std::string_view name, TimePoint now);

 private:
  void refresh();

  std::string path_;
  HostsTable table_;
  TimePoint next_look_{};
  /// Time of modification and size of the file when it was last read. A change
  /// within the granularity of the time usually shows in the size.
  std::pair<Duration, long> version_{-1, -1};
};

}  // namespace gfetch::net
