// Runs random programs over all primitives; see random_program.h. The fuzz
// target engine_fuzz searches for programs that break an invariant.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "tests/engine/fiber/random_program.h"

namespace gfetch {
namespace {

/// Returns the number of programs: GFETCH_RANDOM_PROGRAMS, by default 1,000.
unsigned number_of_programs() {
  const char* number = std::getenv("GFETCH_RANDOM_PROGRAMS");
  return number == nullptr ? 1000 : static_cast<unsigned>(std::atoi(number));
}

/// Returns the number of the first program: GFETCH_RANDOM_PROGRAM, by default
/// 0.
unsigned first_program() {
  const char* number = std::getenv("GFETCH_RANDOM_PROGRAM");
  return number == nullptr ? 0 : static_cast<unsigned>(std::atoi(number));
}

TEST(RandomProgramTest, EveryProgramKeepsTheInvariants) {
  const unsigned first = first_program();
  for (unsigned seed = first; seed < first + number_of_programs(); ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<std::uint8_t> bytes(50 + seed % 1500);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (std::getenv("GFETCH_RANDOM_VERBOSE") != nullptr) {
      std::fprintf(stderr, "program %u\n", seed);
    }
    random_program::run(bytes);
  }
}

}  // namespace
}  // namespace gfetch
