#pragma once
/// The assertion of fuzz targets, because assert() may be compiled out.

#include <cstdlib>

namespace gfetch::fuzz {

/// Aborts when `claim` is false, so that libFuzzer reports the input.
inline void require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace gfetch::fuzz
