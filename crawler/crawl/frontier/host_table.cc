#include "crawl/frontier/host_table.h"

namespace gfetch::crawl {

HostQueue& HostTable::get(std::string_view name) {
  const auto found = hosts_.find(name);
  if (found != hosts_.end()) return found->second.resolved();
  const auto added = hosts_.try_emplace(std::string(name), schedule_).first;
  added->second.set_name(added->first);
  return added->second;
}

const HostQueue* HostTable::find(std::string_view name) const {
  const auto found = hosts_.find(name);
  return found == hosts_.end() ? nullptr : &found->second;
}

HostQueue& HostTable::set_address(HostQueue& host, std::string_view address) {
  host.set_address(address);
  if (address.empty()) return host;
  return *addresses_.try_emplace(host.address(), &host).first->second;
}

HostQueue* HostTable::any() {
  return hosts_.empty() ? nullptr : &hosts_.begin()->second;
}

void HostTable::forget(const HostQueue& host) {
  hosts_.erase(hosts_.find(host.name()));
}

}  // namespace gfetch::crawl
