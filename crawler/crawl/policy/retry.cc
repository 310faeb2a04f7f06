#include "gfetch/crawl/retry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

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

// Failures that tell that the request was not carried out.
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

// False: `name` is no class and no status code.
bool add_class(RetryOn& on, std::string_view name) {
  if (name == "dns") return on.dns = true;
  if (name == "connect") return on.connect = true;
  if (name == "tls") return on.tls = true;
  if (name == "timeout") return on.timeout = true;
  if (name == "reset") return on.reset = true;
  if (name == "5xx") return on.any_5xx = true;
  int code = 0;
  const char* end = name.data() + name.size();
  const auto [rest, failure] = std::from_chars(name.data(), end, code);
  if (failure != std::errc() || rest != end) return false;
  if (code < 100 || code > 599) return false;
  on.status_codes.push_back(code);
  return true;
}

}  // namespace

Result<RetryOn> parse_retry_on(std::string_view text) {
  RetryOn on{.dns = false,
             .connect = false,
             .tls = false,
             .timeout = false,
             .reset = false,
             .any_5xx = false,
             .status_codes = {}};
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    if (!add_class(on, name)) {
      return Error{ErrorKind::kOther,
                   "'" + std::string(name) +
                       "' is neither a status code nor one of dns, connect, "
                       "tls, timeout, reset, 5xx"};
    }
    if (comma == std::string_view::npos) return on;
    text.remove_prefix(comma + 1);
  }
}

Result<RetryLimit> RetryLimit::parse(std::string_view text) {
  RetryLimit limit;
  const bool share = text.ends_with('%');
  if (share) text.remove_suffix(1);
  const char* const end = text.data() + text.size();
  const auto [rest, failure] =
      share ? std::from_chars(text.data(), end, limit.percent)
            : std::from_chars(text.data(), end, limit.count.emplace());
  const bool read = failure == std::errc() && rest == end;
  if (read && limit.percent >= 0 && std::isfinite(limit.percent)) return limit;
  return Error{ErrorKind::kOther,
               "'" + std::string(text) + (share ? "%" : "") +
                   "' is no number of retries (500) and no share of the URLs "
                   "(20%)"};
}

bool RetryBudget::take() {
  if (used_up()) {
    ++refused_;
    return false;
  }
  ++taken_;
  return true;
}

bool RetryBudget::used_up() const {
  if (limit_.count) return taken_ >= *limit_.count;
  return taken_ >= RetryLimit::kFree &&
         static_cast<double>(taken_) * 100 >=
             limit_.percent * static_cast<double>(visited_);
}

RetryPolicy::RetryPolicy(RetryOptions options, Dice dice)
    : options_(std::move(options)), dice_(std::move(dice)) {}

std::optional<Duration> RetryPolicy::delay_after(const Attempt& attempt) const {
  if (attempt.number > options_.max_retries) return std::nullopt;
  if (!worth_another(attempt)) return std::nullopt;
  if (attempt.retry_after) {
    return std::min(*attempt.retry_after, options_.max_delay);
  }
  const double ceiling =
      std::min(seconds(options_.max_delay),
               std::ldexp(seconds(options_.first_delay), attempt.number - 1));
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(ceiling * dice_()));
}

std::optional<Duration> RetryPolicy::host_rest_after(
    const Attempt& attempt) const {
  constexpr int kFirstFailure = 400;
  if (attempt.status_code < kFirstFailure || !attempt.retry_after) return {};
  return std::min(*attempt.retry_after, options_.max_delay);
}

bool RetryPolicy::worth_another(const Attempt& attempt) const {
  const bool repeatable = is_idempotent(attempt.method);
  if (attempt.error) {
    return covers(options_.on, *attempt.error) &&
           (repeatable || never_sent(*attempt.error));
  }
  return covers(options_.on, attempt.status_code) &&
         (repeatable || turns_away(attempt.status_code));
}

}  // namespace gfetch::crawl
