#pragma once
/// One time limit for several waits.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class Deadline {
 public:
  explicit Deadline(const WaitLimit& limit);
  /// Returns the limit for the next wait: the remaining time, or the Timeout.
  WaitLimit left() const;

 private:
  WaitLimit limit_;
  TimePoint end_{};
};

}  // namespace gfetch::detail
