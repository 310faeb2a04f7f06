#pragma once
/// One limit for several waits.

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch::detail {

class Deadline {
 public:
  explicit Deadline(const WaitLimit& limit);
  /// The limit for the next wait: the time that is left, or the Timeout.
  WaitLimit left() const;

 private:
  WaitLimit limit_;
  TimePoint end_{};
};

}  // namespace gfetch::detail
