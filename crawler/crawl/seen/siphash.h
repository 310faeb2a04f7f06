#pragma once
/// SipHash-2-4 with a result of 128 bits. Nobody can construct collisions
/// without knowing the key.

#include <cstdint>
#include <string_view>
#include <utility>

namespace gfetch::crawl {

/// Returns the first and the last eight bytes of the hash, each as a
/// little-endian number.
std::pair<std::uint64_t, std::uint64_t> siphash128(std::string_view text,
                                                   std::uint64_t key_low,
                                                   std::uint64_t key_high);

}  // namespace gfetch::crawl
