#include "crawl/policy/retry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "crawl/result/retry_after.h"

namespace gfetch::crawl {
namespace {

template <class Range, class T>
bool contains(const Range& range, const T& value) {
  return std::find(std::begin(range), std::end(range), value) !=
         std::end(range);
}

bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> kIdempotent = {
      "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
  return contains(kIdempotent, method);
}

// Returns true for errors that occur before the request is sent, so that the
// server cannot have carried it out.
bool never_sent(ErrorKind kind) {
  constexpr std::array<ErrorKind, 15> kBefore = {
      ErrorKind::kDnsTimeout,         ErrorKind::kDnsTemporary,
      ErrorKind::kConnectRefused,     ErrorKind::kConnectTimeout,
      ErrorKind::kConnectUnreachable, ErrorKind::kTlsExpired,
      ErrorKind::kTlsNotYetValid,     ErrorKind::kTlsSelfSigned,
      ErrorKind::kTlsRevoked,         ErrorKind::kTlsWrongHost,
      ErrorKind::kTlsUntrusted,       ErrorKind::kTlsWeak,
      ErrorKind::kTlsProtocol,        ErrorKind::kTlsOther,
      ErrorKind::kDnsNxdomain};
  return contains(kBefore, kind);
}

bool covers(const RetryOn& on, ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kDnsTimeout:
    case ErrorKind::kDnsTemporary:
      return on.dns;
    case ErrorKind::kConnectRefused:
    case ErrorKind::kConnectTimeout:
    case ErrorKind::kConnectUnreachable:
      return on.connect;
    case ErrorKind::kTlsExpired:
    case ErrorKind::kTlsNotYetValid:
    case ErrorKind::kTlsSelfSigned:
    case ErrorKind::kTlsRevoked:
    case ErrorKind::kTlsWrongHost:
    case ErrorKind::kTlsUntrusted:
    case ErrorKind::kTlsWeak:
    case ErrorKind::kTlsProtocol:
    case ErrorKind::kTlsOther:
      return on.tls;
    case ErrorKind::kTimeout:
    case ErrorKind::kIdleTimeout:
      return on.timeout;
    case ErrorKind::kReset:
    case ErrorKind::kEmptyReply:
    case ErrorKind::kTruncated:
      return on.reset;
    default:
      return false;
  }
}

bool covers(const RetryOn& on, int status_code) {
  const bool is_5xx = status_code >= 500 && status_code <= 599;
  return (is_5xx && on.any_5xx) || contains(on.status_codes, status_code);
}

}  // namespace

bool RetryBudget::take() {
  if (used_up()) {
    ++refused_;
    return false;
  }
  ++taken_;
  return true;
}

bool RetryBudget::used_up() const {
  // A fixed number of retries replaces the share.
  if (limit_.count) return taken_ >= *limit_.count;
  // The share applies only after some retries, because at the start of a run a
  // few failures are a large share.
  return taken_ >= RetryLimit::kFree &&
         static_cast<double>(taken_) * 100 >=
             limit_.percent * static_cast<double>(visited_);
}

RetryPolicy::RetryPolicy(RetryOptions options, Dice dice)
    : options_(std::move(options)), dice_(std::move(dice)) {}

std::optional<Duration> RetryPolicy::delay_after(const Attempt& attempt) const {
  // The first attempt is no retry, so the number may be one higher than the
  // limit.
  if (attempt.number > options_.max_retries) return std::nullopt;
  if (!worth_another(attempt)) return std::nullopt;
  // The server knows best when it will be available; max_delay limits the wait.
  if (attempt.retry_after) {
    return std::min(*attempt.retry_after, options_.max_delay);
  }
  // Random delays (full jitter) keep many clients from repeating their requests
  // at the same time.
  const double ceiling =
      std::min(seconds(options_.max_delay),
               std::ldexp(seconds(options_.first_delay), attempt.number - 1));
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(ceiling * dice_()));
}

std::optional<Duration> RetryPolicy::host_rest_after(
    const Attempt& attempt) const {
  // Some servers send Retry-After with a redirect, which is no sign of
  // overload.
  constexpr int kFirstFailure = 400;
  if (attempt.status_code < kFirstFailure || !attempt.retry_after) return {};
  return std::min(*attempt.retry_after, options_.max_delay);
}

bool RetryPolicy::worth_another(const Attempt& attempt) const {
  // A request whose method is not idempotent may have taken effect, so it is
  // repeated only if the server cannot have carried it out.
  const bool repeatable = is_idempotent(attempt.method);
  if (attempt.error) {
    return covers(options_.on, *attempt.error) &&
           (repeatable || never_sent(*attempt.error));
  }
  return covers(options_.on, attempt.status_code) &&
         (repeatable || turns_away(attempt.status_code));
}

}  // namespace gfetch::crawl
