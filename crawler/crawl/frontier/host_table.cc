#include "crawl/frontier/host_table.h"

namespace gfetch::crawl {

Host& HostTable::called(std::string_view name) {
  const auto found = hosts_.find(name);
  if (found != hosts_.end()) return found->second.resolved();
  const auto [added, is_new] = hosts_.try_emplace(std::string(name));
  added->second.name = added->first;
  return added->second;
}

const Host* HostTable::find(std::string_view name) const {
  const auto found = hosts_.find(name);
  return found == hosts_.end() ? nullptr : &found->second;
}

Host& HostTable::found_at(std::string_view address, Host& host) {
  host.address = address;
  return *addresses_.try_emplace(host.address, &host).first->second;
}

Host* HostTable::any() {
  return hosts_.empty() ? nullptr : &hosts_.begin()->second;
}

void HostTable::forget(const Host& host) {
  hosts_.erase(hosts_.find(host.name));
}

}  // namespace gfetch::crawl
