#pragma once
/// Wakes a fiber at regular times: for polls, heartbeats and reports.
///
///   gfetch::Event stop;
///   auto reporter = gfetch::spawn([&] {
///     gfetch::Ticker ticker(1min, {.jitter = 5s});
///     while (ticker.wait(stop)) report();  // until `stop` is set
///   });
///   run();
///   stop.set();
///   reporter.join();
///
/// The times are those of a grid: the start of the Ticker plus whole multiples
/// of the interval. The time that the fiber needs between two ticks does not
/// shift them, and neither does a late wake-up: a Ticker does not drift.

#include <cstdint>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/event.h"

namespace gfetch {

/// The configuration of a Ticker.
struct TickerOptions {
  /// Each tick is late by a random time from zero to `jitter`, so that many
  /// programs do not act at the same time. From zero to the interval.
  TimeSpan jitter = {};
  /// Seed of the random times: the same seed gives the same times. Programs
  /// that shall differ from each other need different seeds.
  std::uint64_t seed = 0;
};

/// A fiber that is late for a tick gets it at once. Of several ticks that have
/// passed it gets the last one: it does not catch up with the others. (The
/// tickers of Go do the same.) A Ticker that is taken into a hub whose virtual
/// clock is at an earlier time starts again there.
class Ticker {
 public:
  /// Starts the ticker: the first tick comes after `interval`. Throws
  /// std::invalid_argument if `interval` is not above zero or the jitter is not
  /// between zero and `interval`.
  explicit Ticker(TimeSpan interval, const TickerOptions& options = {});

  /// Waits for the next tick. If the wait is ended by a kill or a Timeout, the
  /// next wait() waits for the same tick.
  /// Blocks the calling fiber.
  void wait();

  /// Waits for the next tick. Returns false if `stop` is set, or is set before
  /// the tick, or at the same time.
  /// Blocks the calling fiber.
  [[nodiscard]] bool wait(Event& stop);

  /// The time of the tick for which wait() would wait now; it has passed if a
  /// tick is late.
  TimePoint next() const;

 private:
  void follow_clock();
  bool is_of_this_clock() const;
  std::int64_t next_index() const;
  TimePoint time_of(std::int64_t index) const;

  Duration interval_;
  TickerOptions options_;
  TimePoint start_;
  std::int64_t last_ = 0;  // the number of the last tick; the first is 1
};

}  // namespace gfetch
