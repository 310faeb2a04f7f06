#pragma once
/// Decides whose entries a full store gives up, so that a site with many hosts
/// pushes out its own entries and not those of other sites.
///
///   fair_losses({5, 1, 9, 1}, 6);  // {1, 0, 5, 0}: both have 4 left

#include <cstddef>
#include <vector>

namespace gfetch::web {

/// Returns how many entries each site loses, when the sites have `sizes`
/// entries and `needed` are to go. The largest sites lose theirs until they are
/// as large as the next ones. Of sites of one size the first ones may lose one
/// more. The sum is `needed`, or the number of all entries if that is less.
std::vector<std::size_t> fair_losses(const std::vector<std::size_t>& sizes,
                                     std::size_t needed);

}  // namespace gfetch::web
