#pragma once
/// Shall it be tried again, and when? The whole policy of retries, and no
/// I/O: times and the dice are passed in.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/net/error.h"
#include "gfetch/net/result.h"

namespace gfetch::crawl {

/// Which failures are worth another attempt.
struct RetryOn {
  bool dns = true;      ///< a name server that is slow or fails; not NXDOMAIN
  bool connect = true;  ///< refused, unreachable, timed out
  bool tls = false;
  bool timeout = true;  ///< no byte for too long
  bool reset = true;    ///< cut off: reset, empty_reply, truncated
  bool any_5xx = false;
  std::vector<int> status_codes = {429, 502, 503, 504};
};

/// Reads `dns,connect,5xx,418`: the classes of RetryOn and status codes. The
/// error is a sentence for the user.
Result<RetryOn> parse_retry_on(std::string_view text);

/// How many retries a whole run may come to: a number of them, or a share of
/// the URLs visited. When everything fails, trying it all again is the last
/// thing that the other side needs.
struct RetryLimit {
  /// The share is not judged before this number of retries.
  static constexpr std::uint64_t kFree = 1000;

  std::optional<std::uint64_t> count = {};
  double percent = 20;  ///< without a count

  bool operator==(const RetryLimit&) const = default;

  /// Reads `N` or `P%`. The error is a sentence for the user.
  static Result<RetryLimit> parse(std::string_view text);
};

struct RetryOptions {
  int max_retries = 2;  ///< of one URL
  RetryLimit budget = {};
  RetryOn on = {};
  Duration first_delay = std::chrono::seconds(1);  ///< doubled each time
  Duration max_delay = std::chrono::seconds(60);   ///< of Retry-After too
};

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
