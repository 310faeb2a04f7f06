#pragma once
/// Checks the time limits of one exchange: the connect limit, and the idle
/// limit, which is the longest time without a byte sent or received.
///
///   start() --> connecting --connection established--> connected <--> paused
///                   |                                      |
///                   |                                      |
///                   | connect limit                        | idle limit
///                   | expires                              | expires
///                   v                                      v
///            kConnectTimeout                          kIdleTimeout

#include <optional>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/error.h"

namespace gfetch::http {

class ExchangeClocks {
 public:
  ExchangeClocks() = default;
  /// An absent limit never expires.
  ExchangeClocks(TimeLimit connect, TimeLimit idle)
      : connect_limit_(connect), idle_limit_(idle) {}

  /// Starts both time limits at `now`. Returns the time until the first check;
  /// absent: no check is needed.
  TimeLimit start(TimePoint now);

  /// Notes that a byte was sent or received: the idle limit starts again.
  void note_activity(TimePoint now) { last_activity_ = now; }

  /// The result of a check: an error if a limit has expired, otherwise the time
  /// until the next check, if another is needed.
  struct Look {
    std::optional<Error> late{};
    TimeLimit again_in{};
  };
  Look while_connecting(TimePoint now) const;
  Look once_connected(TimePoint now) const;

  /// The check of a paused transfer, whose limits never expire: the transfer
  /// waits for its fiber, not for the peer.
  Look while_paused() const { return {.again_in = idle_limit_}; }

 private:
  TimeLimit connect_limit_;
  TimeLimit idle_limit_;
  TimePoint began_{};
  TimePoint last_activity_{};
};

}  // namespace gfetch::http
