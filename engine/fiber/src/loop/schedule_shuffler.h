#pragma once
/// Chooses which of the scheduled callbacks runs next: at random from a seed,
/// or as in an earlier run.

#include <cstdint>
#include <random>
#include <vector>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"

namespace gfetch::detail {

class ScheduleShuffler {
 public:
  /// Constructs a shuffler that first repeats the choices in `replay`, and then
  /// chooses at random with `seed`.
  ScheduleShuffler(std::uint64_t seed, std::vector<std::uint32_t> replay);

  /// Chooses one of the first 16 callbacks of `ready`, which must not be empty.
  Task& pick(List<Task>& ready);

  /// The choices so far, without those from a single callback.
  const std::vector<std::uint32_t>& choices() const noexcept {
    return choices_;
  }

 private:
  std::uint32_t choose(std::uint32_t count);

  std::mt19937_64 random_;
  std::vector<std::uint32_t> replay_;
  std::vector<std::uint32_t> choices_;
};

}  // namespace gfetch::detail
