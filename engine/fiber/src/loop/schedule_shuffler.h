#pragma once
/// Chooses which of the ready callbacks runs next: drawn from a seed, or as in
/// a run that was recorded.

#include <cstdint>
#include <random>
#include <vector>

#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/task.h"

namespace gfetch::detail {

class ScheduleShuffler {
 public:
  /// Repeats the choices of `replay`, then draws from `seed`.
  ScheduleShuffler(std::uint64_t seed, std::vector<std::uint32_t> replay);

  /// One of the first few of `ready`, which is not empty.
  Task& pick(List<Task>& ready);

  /// The choices so far. A pick from one callback is no choice.
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
