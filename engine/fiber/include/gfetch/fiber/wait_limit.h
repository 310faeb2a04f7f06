#pragma once
/// How long a wait may take: the last argument of everything that blocks.
///
///   show(queue.get(200ms));
///   show(queue.get());    // as long as it takes
///   show(queue.get(0s));  // one pass of the loop
///
///   gfetch::Timeout all(5s);  // one limit for several waits
///   while (auto letter = queue.get(all)) show(letter);
///
/// A wait that its limit ends says so by its result; it throws nothing.

#include <chrono>
#include <optional>

#include "gfetch/fiber/clock.h"

namespace gfetch {

class Timeout;

class WaitLimit {
 public:
  /// For ever.
  constexpr WaitLimit() noexcept = default;
  constexpr WaitLimit(std::nullopt_t) noexcept {}
  /// Zero or less: one pass of the loop.
  template <class Rep, class Period>
  constexpr WaitLimit(std::chrono::duration<Rep, Period> time) : time_(time) {}
  constexpr WaitLimit(TimeLimit time) noexcept : time_(time) {}
  /// Until `timeout` expires, which belongs to the fiber that waits. If it has
  /// already: one pass of the loop. It goes on running after the wait. One
  /// that throws an exception of its own throws it out of the wait.
  WaitLimit(Timeout& timeout) noexcept : timeout_(&timeout) {}

  const TimeLimit& time() const noexcept { return time_; }
  Timeout* timeout() const noexcept { return timeout_; }

 private:
  TimeLimit time_;
  Timeout* timeout_ = nullptr;
};

namespace detail {

/// One limit for several waits, the next of which may take what is left.
class Deadline {
 public:
  explicit Deadline(const WaitLimit& limit);
  WaitLimit left() const;

 private:
  WaitLimit limit_;
  TimePoint end_{};
};

}  // namespace detail

}  // namespace gfetch
