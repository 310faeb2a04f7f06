#include <algorithm>
#include <utility>

#include "crawl/seen/siphash.h"
#include "gfetch/crawl/seen_key.h"

namespace gfetch::crawl {

SeenSet::Fingerprint SeenSet::fingerprint_of(std::string_view key) const {
  const auto [low, high] = siphash128(key, seed_.low, seed_.high);
  if (low == 0 && high == 0) return {1, 0};
  return {low, high};
}

bool SeenSet::insert(std::string_view key) {
  const Fingerprint wanted = fingerprint_of(key);
  Shard& shard = shards_[wanted.high >> 56];
  // At most three quarters are taken: a search soon meets a free place.
  if (4 * (shard.used + 1) > 3 * shard.places.size()) grow(shard);
  Fingerprint& place = shard.places[place_of(shard, wanted)];
  if (place == wanted) return false;
  place = wanted;
  ++shard.used;
  ++size_;
  return true;
}

bool SeenSet::contains(std::string_view key) const {
  const Fingerprint wanted = fingerprint_of(key);
  const Shard& shard = shards_[wanted.high >> 56];
  return !shard.places.empty() && !shard.places[place_of(shard, wanted)].free();
}

std::size_t SeenSet::bytes() const {
  std::size_t bytes = sizeof(*this);
  for (const Shard& shard : shards_) {
    bytes += shard.places.capacity() * sizeof(Fingerprint);
  }
  return bytes;
}

// Where `wanted` is, or may be put.
std::size_t SeenSet::place_of(const Shard& shard, const Fingerprint& wanted) {
  const std::size_t last = shard.places.size() - 1;
  std::size_t at = wanted.low & last;
  while (!shard.places[at].free() && shard.places[at] != wanted) {
    at = (at + 1) & last;
  }
  return at;
}

void SeenSet::grow(Shard& shard) {
  constexpr std::size_t kFirst = 16;
  Shard larger;
  larger.places.resize(std::max(kFirst, 2 * shard.places.size()));
  larger.used = shard.used;
  for (const Fingerprint& one : shard.places) {
    if (!one.free()) larger.places[place_of(larger, one)] = one;
  }
  shard = std::move(larger);
}

}  // namespace gfetch::crawl
