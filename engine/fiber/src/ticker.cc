#include "gfetch/fiber/ticker.h"

#include <algorithm>
#include <stdexcept>

#include "gfetch/fiber/fiber.h"

namespace gfetch {
namespace {

/// Returns a random number for the tick `index`: the SplitMix64 generator with
/// `seed`, at position `index`.
std::uint64_t dice(std::uint64_t seed, std::int64_t index) {
  constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15;
  std::uint64_t mixed = seed + kGamma * static_cast<std::uint64_t>(index);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

}  // namespace

Ticker::Ticker(TimeSpan interval, const TickerOptions& options)
    : interval_(interval), options_(options), start_(now()) {
  if (interval <= Duration::zero()) {
    throw std::invalid_argument("Ticker: the interval is not above zero");
  }
  if (options.jitter < Duration::zero() || options.jitter > interval) {
    throw std::invalid_argument(
        "Ticker: the jitter is not between zero and the interval");
  }
}

void Ticker::wait() {
  follow_clock();
  const std::int64_t index = next_index();
  sleep_until(time_of(index));
  last_ = index;
}

bool Ticker::wait(Event& stop) {
  follow_clock();
  const std::int64_t index = next_index();
  // The event may have been set in the same pass of the loop as the tick came.
  if (stop.wait(time_of(index) - now()) || stop.is_set()) return false;
  last_ = index;
  return true;
}

TimePoint Ticker::next() const {
  if (is_of_this_clock()) return time_of(next_index());
  Ticker again(*this);
  again.follow_clock();
  return again.time_of(1);
}

// A clock does not go back, and the last tick has come on the Ticker's clock:
// a clock before it is that of another hub.
bool Ticker::is_of_this_clock() const {
  return now() >= detail::later(start_, last_ * interval_);
}

// Gives the Ticker a new grid if its hub has an earlier clock than its last.
void Ticker::follow_clock() {
  if (is_of_this_clock()) return;
  start_ = now();
  last_ = 0;
}

// Returns the tick after the last one or, if later ones have passed, the last
// of those. With its jitter the last tick on the grid may be still to come.
std::int64_t Ticker::next_index() const {
  const std::int64_t next = last_ + 1;
  const std::int64_t on_grid = (now() - start_) / interval_;
  if (on_grid <= next) return next;
  return time_of(on_grid) > now() ? on_grid - 1 : on_grid;
}

TimePoint Ticker::time_of(std::int64_t index) const {
  const bool endless = index > Duration::max() / interval_;
  TimePoint time =
      detail::later(start_, endless ? Duration::max() : index * interval_);
  if (options_.jitter > Duration::zero()) {
    const auto range = static_cast<std::uint64_t>(options_.jitter.count());
    const std::uint64_t roll = dice(options_.seed, index);
    const std::uint64_t late = range == UINT64_MAX ? roll : roll % (range + 1);
    time = detail::later(time, Duration(static_cast<Duration::rep>(late)));
  }
  return time;
}

}  // namespace gfetch
