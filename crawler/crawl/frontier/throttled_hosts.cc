#include "crawl/frontier/throttled_hosts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace gfetch::crawl {
namespace {

// The maximum number of throttled hosts that a summary lists.
constexpr std::size_t kMaxHosts = 256;

}  // namespace

void ThrottledHosts::note(std::string_view host, int limit) {
  auto found = hosts_.find(host);
  if (found == hosts_.end()) {
    if (hosts_.size() == kMaxHosts) return;
    ThrottledHost entry{.host = std::string(host), .lowest = limit};
    found = hosts_.emplace(entry.host, std::move(entry)).first;
  }
  ThrottledHost& entry = found->second;
  ++entry.times;
  entry.lowest = std::min(entry.lowest, limit);
}

std::vector<ThrottledHost> ThrottledHosts::list(
    const std::function<int(std::string_view host)>& limit_of) const {
  std::vector<ThrottledHost> list;
  for (const auto& [name, entry] : hosts_) {
    list.push_back(entry);
    list.back().limit = limit_of(name);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const ThrottledHost& one, const ThrottledHost& other) {
                     return one.times > other.times;
                   });
  return list;
}

}  // namespace gfetch::crawl
