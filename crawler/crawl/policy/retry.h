#pragma once
/// The policy of retries: whether and when a failed request is repeated. No
/// I/O: the caller passes times and random numbers in.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "gfetch/crawl/visitor_options.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"

namespace gfetch::crawl {

/// The result of one attempt to fetch a URL.
struct Attempt {
  int number = 1;  ///< the number of the attempt, from 1
  std::string_view method = {};
  /// The error; absent if there was a response.
  std::optional<ErrorKind> error = {};
  int status_code = 0;  ///< the status of the response
  /// The Retry-After of the response.
  std::optional<Duration> retry_after = {};
};

/// Counts the retries of a run against the run's retry limit.
class RetryBudget {
 public:
  explicit RetryBudget(RetryLimit limit = {}) : limit_(limit) {}

  void visited() { ++visited_; }

  /// Takes one retry from the budget. Returns false if the budget is used up.
  bool take();

  /// Returns the number of retries that take() refused.
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
  /// A function that returns a random number in [0, 1), which places a delay
  /// within its range.
  using Dice = std::function<double()>;

  RetryPolicy(RetryOptions options, Dice dice);

  /// Returns the delay before the next attempt; nothing when `attempt` was the
  /// last one. A Retry-After is obeyed, up to max_delay. Without it, the delay
  /// is a random time between zero and first_delay, which doubles with each
  /// attempt (full jitter). A request that the server may have carried out is
  /// repeated only if its method is idempotent (RFC 9110, 9.2.2).
  std::optional<Duration> delay_after(const Attempt& attempt) const;

  /// Returns the time during which no request may be sent to the host, whether
  /// or not this URL is retried: the Retry-After of a failed response, up to
  /// max_delay.
  std::optional<Duration> host_rest_after(const Attempt& attempt) const;

 private:
  bool worth_another(const Attempt& attempt) const;

  RetryOptions options_;
  Dice dice_;
};

}  // namespace gfetch::crawl
