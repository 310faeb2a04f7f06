#include "crawl/visit/response_class.h"

#include <charconv>

#include "crawl/result/retry_after.h"

namespace gfetch::crawl {
namespace {

HostAnswer::Kind kind_of(ErrorKind error) {
  switch (error) {
    case ErrorKind::kTruncated:
    case ErrorKind::kHeaderTooLarge:
    case ErrorKind::kBodyTooLarge:
    case ErrorKind::kBadResponse:
    case ErrorKind::kDecodeError:
      return HostAnswer::Kind::kServed;
    case ErrorKind::kConnectTimeout:
    case ErrorKind::kIdleTimeout:
    case ErrorKind::kTimeout:
      return HostAnswer::Kind::kSilent;
    default:
      return HostAnswer::Kind::kUnreached;
  }
}

}  // namespace

HostAnswer host_answer(const Result<http::Response>& response) {
  if (!response) return {.kind = kind_of(response.error().kind)};
  return {.kind = turns_away(response->status_code)
                      ? HostAnswer::Kind::kTurnedAway
                      : HostAnswer::Kind::kServed,
          .ttfb = response->timing.ttfb.value_or(Duration(0))};
}

bool no_response(const Error& error) {
  return kind_of(error.kind) == HostAnswer::Kind::kServed ||
         error.kind == ErrorKind::kReset ||
         error.kind == ErrorKind::kEmptyReply ||
         error.kind == ErrorKind::kIdleTimeout;
}

std::optional<std::uint64_t> content_length(
    const std::vector<http::Header>& headers) {
  const http::Header* header = find_header(headers, "Content-Length");
  if (header == nullptr) return std::nullopt;
  std::uint64_t length = 0;
  const char* end = header->value.data() + header->value.size();
  const auto [rest, failure] =
      std::from_chars(header->value.data(), end, length);
  if (failure != std::errc() || rest != end) return std::nullopt;
  return length;
}

Attempt attempt_of(const Result<http::Response>& response,
                   std::chrono::system_clock::time_point now) {
  Attempt attempt;
  if (response) {
    attempt.status_code = response->status_code;
    attempt.retry_after = retry_after(response->headers, now);
  } else {
    attempt.error = response.error().kind;
  }
  return attempt;
}

std::string status_sentence(const http::Response& response) {
  std::string sentence =
      "the server answered " + std::to_string(response.status_code);
  if (!response.reason.empty()) sentence += ' ' + response.reason;
  return sentence;
}

void add(http::Timing& sum, const http::Timing& exchange) {
  add(sum.queue, exchange.queue);
  add(sum.dns, exchange.dns);
  add(sum.connect, exchange.connect);
  add(sum.tls, exchange.tls);
  add(sum.ttfb, exchange.ttfb);
  add(sum.download, exchange.download);
}

void add(std::optional<Duration>& sum, const std::optional<Duration>& phase) {
  if (phase) sum = sum.value_or(Duration(0)) + *phase;
}

}  // namespace gfetch::crawl
