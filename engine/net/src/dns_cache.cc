#include "dns_cache.h"

#include <iterator>
#include <utility>

namespace gfetch::net {

const Result<AddressList>* DnsCache::find(std::string_view key, TimePoint now) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  const Entries::iterator entry = found->second;
  if (entry->expires <= now) {
    erase(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return &entry->answer;
}

void DnsCache::put(std::string_view key, Result<AddressList> answer,
                   TimePoint expires) {
  if (const auto found = index_.find(key); found != index_.end()) {
    erase(found->second);
  }
  if (capacity_ == 0) return;
  if (entries_.size() == capacity_) erase(std::prev(entries_.end()));
  entries_.push_front({std::string(key), std::move(answer), expires});
  index_.emplace(entries_.front().key, entries_.begin());
}

void DnsCache::erase(Entries::iterator entry) {
  index_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace gfetch::net
