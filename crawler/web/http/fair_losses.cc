#include "web/http/fair_losses.h"

#include <algorithm>

namespace gfetch::web {
namespace {

/// Returns the number of entries beyond `level` in each site, in all.
std::size_t beyond(const std::vector<std::size_t>& sizes, std::size_t level) {
  std::size_t sum = 0;
  for (const std::size_t size : sizes) sum += size - std::min(size, level);
  return sum;
}

/// Returns the highest level beyond which there are `needed` entries.
std::size_t level_for(const std::vector<std::size_t>& sizes,
                      std::size_t needed) {
  std::size_t low = 0;
  std::size_t high = sizes.empty() ? 0 : *std::ranges::max_element(sizes);
  while (low < high) {
    const std::size_t middle = low + (high - low + 1) / 2;
    if (beyond(sizes, middle) >= needed) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

std::vector<std::size_t> fair_losses(const std::vector<std::size_t>& sizes,
                                     std::size_t needed) {
  const std::size_t level = level_for(sizes, needed);
  std::vector<std::size_t> losses;
  losses.reserve(sizes.size());
  // One level higher too few entries go. The first sites make up for them.
  std::size_t more = needed - std::min(needed, beyond(sizes, level + 1));
  for (const std::size_t size : sizes) {
    std::size_t loss = size - std::min(size, level + 1);
    if (size > level && more > 0) {
      ++loss;
      --more;
    }
    losses.push_back(loss);
  }
  return losses;
}

}  // namespace gfetch::web
