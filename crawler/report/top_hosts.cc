#include "report/top_hosts.h"

#include <algorithm>

namespace gfetch::report {

void FrequentHosts::count(std::string_view host, std::uint64_t times) {
  const auto known = counts_.find(host);
  if (known != counts_.end()) {
    known->second.counted += times;
    return;
  }
  const std::uint64_t inherited =
      counts_.size() < capacity_ ? 0 : evict_least();
  counts_.emplace(host, Count{.inherited = inherited, .counted = times});
}

std::uint64_t FrequentHosts::evict_least() {
  const auto least = std::min_element(
      counts_.begin(), counts_.end(), [](const auto& a, const auto& b) {
        return a.second.total() < b.second.total();
      });
  const std::uint64_t count = least->second.total();
  counts_.erase(least);
  return count;
}

void FrequentHosts::merge(const FrequentHosts& other) {
  for (const auto& [host, times] : other.counts_) count(host, times.counted);
}

std::vector<FrequentHosts::Entry> FrequentHosts::top(std::size_t limit) const {
  std::vector<Entry> entries;
  for (const auto& [host, times] : counts_) {
    entries.push_back({host, times.counted});
  }
  std::stable_sort(
      entries.begin(), entries.end(),
      [](const Entry& a, const Entry& b) { return a.count > b.count; });
  entries.resize(std::min(limit, entries.size()));
  return entries;
}

void SlowestHosts::add(std::string_view host, Duration duration) {
  if (entries_.size() == capacity_ && duration <= entries_.back().slowest) {
    return;
  }
  auto entry =
      std::find_if(entries_.begin(), entries_.end(),
                   [host](const Entry& known) { return known.host == host; });
  if (entry != entries_.end() && duration <= entry->slowest) return;
  if (entry == entries_.end()) {
    if (entries_.size() == capacity_) entries_.pop_back();
    entry = entries_.insert(entries_.end(), {std::string(host), duration});
  }
  entry->slowest = duration;
  std::stable_sort(
      entries_.begin(), entries_.end(),
      [](const Entry& a, const Entry& b) { return a.slowest > b.slowest; });
}

void SlowestHosts::merge(const SlowestHosts& other) {
  for (const Entry& entry : other.entries_) add(entry.host, entry.slowest);
}

std::string_view host_in(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return {};
  url.remove_prefix(scheme_end + 3);
  const auto* end = std::find_if(url.begin(), url.end(), [](char c) {
    return c == '/' || c == '?' || c == '#';
  });
  url = url.substr(0, static_cast<std::size_t>(end - url.begin()));
  const std::size_t at = url.rfind('@');
  return at == std::string_view::npos ? url : url.substr(at + 1);
}

}  // namespace gfetch::report
