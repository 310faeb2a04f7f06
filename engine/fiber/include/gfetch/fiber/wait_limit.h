#pragma once
/// The limit of a wait: the last argument of every function that blocks.
///
///   show(queue.get(200ms));
///   show(queue.get());    // for ever
///   show(queue.get(0s));  // one pass of the loop
///
///   gfetch::Timeout all(5s);  // one limit for several waits
///   while (auto letter = queue.get(all)) show(letter);
///
/// A wait that ends by its limit returns false or nullopt; it throws nothing.

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
  /// Until `timeout`, which the waiting fiber made, expires; one pass of the
  /// loop when it has expired already. The Timeout keeps running after the
  /// wait. When it has an exception of its own, the wait throws that.
  WaitLimit(Timeout& timeout) noexcept : timeout_(&timeout) {}

  const TimeLimit& time() const noexcept { return time_; }
  Timeout* timeout() const noexcept { return timeout_; }

 private:
  TimeLimit time_;
  Timeout* timeout_ = nullptr;
};

}  // namespace gfetch
