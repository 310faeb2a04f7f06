#pragma once
/// What a fuzz target asserts with, for assert() may be compiled out.

#include <cstdlib>

namespace gfetch::fuzz {

/// Ends the run, and so reports the input, when `claim` is false.
inline void require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace gfetch::fuzz
