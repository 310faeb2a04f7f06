#include <algorithm>
#include <utility>

#include "crawl/seen/seen_key.h"
#include "crawl/seen/siphash.h"

namespace gfetch::crawl {

SeenSet::Fingerprint SeenSet::fingerprint_of(std::string_view key) const {
  const auto [low, high] = siphash128(key, seed_.low, seed_.high);
  if (low == 0 && high == 0) return {1, 0};
  return {low, high};
}

bool SeenSet::insert(std::string_view key) {
  const Fingerprint wanted = fingerprint_of(key);
  Shard& shard = shards_[wanted.high >> 56];
  // At most three quarters of a shard's slots are used, so that a search soon
  // finds a free slot.
  if (4 * (shard.used + 1) > 3 * shard.slots.size()) grow(shard);
  Fingerprint& slot = shard.slots[slot_of(shard, wanted)];
  if (slot == wanted) return false;
  slot = wanted;
  ++shard.used;
  ++size_;
  return true;
}

bool SeenSet::contains(std::string_view key) const {
  const Fingerprint wanted = fingerprint_of(key);
  const Shard& shard = shards_[wanted.high >> 56];
  return !shard.slots.empty() && !shard.slots[slot_of(shard, wanted)].free();
}

std::size_t SeenSet::bytes() const {
  std::size_t bytes = sizeof(*this);
  for (const Shard& shard : shards_) {
    bytes += shard.slots.capacity() * sizeof(Fingerprint);
  }
  return bytes;
}

// Returns the index of the slot that contains `wanted`, or of the free slot for
// it.
std::size_t SeenSet::slot_of(const Shard& shard, const Fingerprint& wanted) {
  const std::size_t last = shard.slots.size() - 1;
  std::size_t at = wanted.low & last;
  while (!shard.slots[at].free() && shard.slots[at] != wanted) {
    at = (at + 1) & last;
  }
  return at;
}

void SeenSet::grow(Shard& shard) {
  constexpr std::size_t kFirst = 16;
  Shard larger;
  larger.slots.resize(std::max(kFirst, 2 * shard.slots.size()));
  larger.used = shard.used;
  for (const Fingerprint& one : shard.slots) {
    if (!one.free()) larger.slots[slot_of(larger, one)] = one;
  }
  shard = std::move(larger);
}

}  // namespace gfetch::crawl
