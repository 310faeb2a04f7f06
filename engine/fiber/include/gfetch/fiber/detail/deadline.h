#pragma once
/// One time limit for several waits.

#include <optional>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/lifespan.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class Deadline {
 public:
  explicit Deadline(const WaitLimit& limit);
  /// Returns the limit for the next wait: the remaining time, or the Timeout.
  /// A Timeout that was destroyed meanwhile limits nothing any more.
  WaitLimit left() const;

 private:
  WaitLimit limit_;
  std::optional<Lifespan::Watch> timeout_;  // watches the Timeout of the limit
  TimePoint end_{};
};

}  // namespace gfetch::detail
