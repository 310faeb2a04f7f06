#include "loop/schedule_shuffler.h"

#include <cstddef>
#include <utility>

namespace gfetch::detail {
namespace {

// The number of callbacks among which the shuffler chooses: enough for all
// orders of a small test, and small enough to walk in a long list.
constexpr std::uint32_t kMostCandidates = 16;

}  // namespace

ScheduleShuffler::ScheduleShuffler(std::uint64_t seed,
                                   std::vector<std::uint32_t> replay)
    : random_(seed), replay_(std::move(replay)) {}

Task& ScheduleShuffler::pick(List<Task>& ready) {
  std::uint32_t count = 0;
  for (Task* task = ready.first(); task != nullptr && count < kMostCandidates;
       task = ready.after(*task)) {
    ++count;
  }
  Task* picked = ready.first();
  for (std::uint32_t skip = choose(count); skip > 0; --skip) {
    picked = ready.after(*picked);
  }
  return *picked;
}

std::uint32_t ScheduleShuffler::choose(std::uint32_t count) {
  if (count <= 1) return 0;
  const std::size_t index = choices_.size();
  // A replay that was recorded with another program may contain numbers that
  // are too large for `count`.
  const std::uint32_t choice =
      index < replay_.size() ? replay_[index] % count
                             : static_cast<std::uint32_t>(random_() % count);
  choices_.push_back(choice);
  return choice;
}

}  // namespace gfetch::detail
