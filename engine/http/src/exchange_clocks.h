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

  /// Gives when to look first, if ever.
  TimeLimit start(TimePoint now);

  /// A byte came or went.
  void note_activity(TimePoint now) { last_activity_ = now; }

  /// What a look at them found: it is too late, or when to look again, if ever.
  struct Look {
    std::optional<Error> late{};
    TimeLimit again_in{};
  };
  Look while_connecting(TimePoint now) const;
  Look once_connected(TimePoint now) const;

  /// Silence is ours: it waits for its fiber.
  Look while_paused() const { return {.again_in = idle_limit_}; }

 private:
  TimeLimit connect_limit_;
  TimeLimit idle_limit_;
  TimePoint began_{};
  TimePoint last_activity_{};
};

}  // namespace gfetch::http
