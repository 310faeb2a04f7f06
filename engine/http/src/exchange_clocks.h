#pragma once
/// The clocks of one exchange: how long it may take to connect, and how long it
/// may be silent.

#include <optional>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/error.h"

namespace gfetch::http {

class ExchangeClocks {
 public:
  ExchangeClocks() = default;
  /// Without a limit a clock does not run.
  ExchangeClocks(TimeLimit connect, TimeLimit idle)
      : connect_limit_(connect), idle_limit_(idle) {}

  /// Starts the clocks. Returns when to check them first, if ever.
  TimeLimit start(TimePoint now);

  /// Notes that a byte was sent or received.
  void note_activity(TimePoint now) { last_activity_ = now; }

  /// The result of a check: an error if it is too late, or when to check again.
  struct Look {
    std::optional<Error> late{};
    TimeLimit again_in{};
  };
  Look while_connecting(TimePoint now) const;
  Look once_connected(TimePoint now) const;

  /// A paused transfer is never late: it waits for its own fiber.
  Look while_paused() const { return {.again_in = idle_limit_}; }

 private:
  TimeLimit connect_limit_;
  TimeLimit idle_limit_;
  TimePoint began_{};
  TimePoint last_activity_{};
};

}  // namespace gfetch::http
