// Fuzzes the fiber engine: the input is a program over all its primitives,
// which runs on the virtual clock in a random order of fibers.
#include <cstddef>
#include <cstdint>

#include "tests/engine/fiber/random_program.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  gfetch::random_program::run({data, size});
  return 0;
}
