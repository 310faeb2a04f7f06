#include "crawl/frontier/throttled_hosts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace gfetch::crawl {
namespace {

// More than these are too many for a summary.
constexpr std::size_t kMostHosts = 256;

}  // namespace

void EasedHosts::note(std::string_view host, int limit) {
  auto found = hosts_.find(host);
  if (found == hosts_.end()) {
    if (hosts_.size() == kMostHosts) return;
    EasedHost entry{.host = std::string(host), .lowest = limit};
    found = hosts_.emplace(entry.host, std::move(entry)).first;
  }
  EasedHost& entry = found->second;
  ++entry.times;
  entry.lowest = std::min(entry.lowest, limit);
}

std::vector<EasedHost> EasedHosts::list(
    const std::function<int(std::string_view host)>& limit_of) const {
  std::vector<EasedHost> list;
  for (const auto& [name, entry] : hosts_) {
    list.push_back(entry);
    list.back().limit = limit_of(name);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const EasedHost& one, const EasedHost& other) {
                     return one.times > other.times;
                   });
  return list;
}

}  // namespace gfetch::crawl
