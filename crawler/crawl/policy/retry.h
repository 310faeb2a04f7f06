#pragma once
/// Shall it be tried again, and when? The whole policy of retries, and no
/// I/O: times and the dice are passed in.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"

namespace gfetch::crawl {

/// The result of one attempt.
struct Attempt {
  int number = 1;  ///< from 1
  std::string_view method = {};
  std::optional<ErrorKind> error = {};       ///< there was no answer
  int status_code = 0;                       ///< of the answer
  std::optional<Duration> retry_after = {};  ///< that it asked for
};

/// Counts the retries of a run against its limit.
class RetryBudget {
 public:
  explicit RetryBudget(RetryLimit limit = {}) : limit_(limit) {}

  void visited() { ++visited_; }

  /// Takes one retry out. False: there is none left.
  bool take();

  /// How often there was none left.
  std::uint64_t refused() const { return refused_; }

 private:
  bool used_up() const;

  RetryLimit limit_;
  std::uint64_t visited_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t refused_ = 0;
};

class RetryPolicy {
 public:
  /// A number from [0, 1): where in its range a delay lies.
  using Dice = std::function<double()>;

  RetryPolicy(RetryOptions options, Dice dice);

  /// How long to wait before the next attempt; nothing when this was the
  /// last. A Retry-After is obeyed up to max_delay; without one the delay is
  /// drawn from between zero and first_delay, doubled with each attempt (full
  /// jitter). A request that may have been carried out is repeated only when
  /// its method is idempotent (RFC 9110, 9.2.2).
  std::optional<Duration> delay_after(const Attempt& attempt) const;

  /// How long to leave the whole host alone, whatever becomes of this URL: the
  /// Retry-After of an answer that failed, up to max_delay.
  std::optional<Duration> host_rest_after(const Attempt& attempt) const;

 private:
  bool worth_another(const Attempt& attempt) const;

  RetryOptions options_;
  Dice dice_;
};

}  // namespace gfetch::crawl
