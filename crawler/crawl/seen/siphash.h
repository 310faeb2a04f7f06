#pragma once
/// SipHash-2-4 with 128 bits: a hash that nobody can steer without its key.

#include <cstdint>
#include <string_view>
#include <utility>

namespace gfetch::crawl {

/// The first eight bytes and the last eight, both little-endian.
std::pair<std::uint64_t, std::uint64_t> siphash128(std::string_view text,
                                                   std::uint64_t key_low,
                                                   std::uint64_t key_high);

}  // namespace gfetch::crawl
