#include "crawl/robots/fetch_robots.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "crawl/visit/response_class.h"
#include "gfetch/crawl/retry.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "web/coding/decode.h"

namespace gfetch::crawl {

// Reads the rules of a 2xx, and nothing of other answers.
class RobotsSink final : public http::BodySink {
 public:
  explicit RobotsSink(std::string_view product) : reader_(product) {}

  Result<void> on_response(const http::Response& response) override {
    response_ = response;
    if (!has_rules() || !web::BodyDecoder::needed_for(response.headers))
      return {};
    Result<web::BodyDecoder> decoder = web::BodyDecoder::create(
        response.headers, {},
        [this](std::string_view bytes) { return read(bytes); });
    if (!decoder) return std::move(decoder).error();
    decoder_.emplace(std::move(*decoder));
    return {};
  }

  Result<void> on_data(std::string_view bytes) override {
    if (!has_rules()) return skip(bytes);
    return decoder_ ? decoder_->feed(bytes) : read(bytes);
  }

  // The status and headers that came, if any did, all of a body being read that
  // matters; or why not.
  Result<http::Response> judge(Result<http::Response> exchange) {
    const bool enough = full_ || (response_ && !has_rules());
    if (enough) return std::move(*response_);
    if (!exchange || !decoder_) return exchange;
    if (Result<void> whole = decoder_->finish(); !whole) {
      return std::move(whole).error();
    }
    return exchange;
  }

  web::RobotsRules rules() && { return std::move(reader_).finish(); }

 private:
  bool has_rules() const { return response_->status_code / 100 == 2; }

  Result<void> read(std::string_view bytes) {
    if (reader_.feed(bytes)) return {};
    full_ = true;
    return Error{ErrorKind::kBodyTooLarge, "no more of robots.txt is read"};
  }

  // A short body is read away, for the connection can be used again then.
  Result<void> skip(std::string_view bytes) {
    constexpr std::size_t kShort = std::size_t{64} * 1024;
    skipped_ += bytes.size();
    if (skipped_ <= kShort) return {};
    return Error{ErrorKind::kBodyTooLarge, "the body is of no interest"};
  }

  web::RobotsReader reader_;
  std::optional<http::Response> response_;
  std::optional<web::BodyDecoder> decoder_;  // absent: nothing is coded
  std::size_t skipped_ = 0;
  bool full_ = false;
};

namespace {

TimePoint now() {
  return Hub::current().now();
}

FetchedRobots allowed(std::string note) {
  return {.rules = web::RobotsRules(), .note = std::move(note)};
}

std::string answered(int status_code) {
  return "the server answered " + std::to_string(status_code);
}

bool is_trouble(int status_code) {
  return status_code >= 500 || turns_away(status_code);
}

// A connection that broke, which the next one need not.
bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::kReset || kind == ErrorKind::kEmptyReply ||
         kind == ErrorKind::kTruncated;
}

}  // namespace

RobotsFetch::RobotsFetch(web::Url robots_txt, const RobotsCacheOptions& options)
    : robots_txt_(std::move(robots_txt)),
      options_(options),
      redirects_(from_the_start()),
      left_(options.max_time) {}

Redirects RobotsFetch::from_the_start() const {
  return {robots_txt_, "GET", {.max_hops = options_.max_redirects}};
}

Result<http::Response> RobotsFetch::exchange(
    http::Fetcher& fetcher, const RobotsCache::RequestFor& request_for) {
  constexpr std::uint64_t kMostWireBytes = std::uint64_t{4} << 20;
  http::Request request = request_for(redirects_.step().url);
  request.limits.wire_bytes = kMostWireBytes;
  RobotsSink sink(options_.product);
  const TimePoint begun = now();
  Result<http::Response> response =
      Error{ErrorKind::kTimeout, "it took too long"};
  with_timeout(left_,
               [&] { response = sink.judge(fetcher.fetch(request, sink)); });
  if (left_) *left_ = std::max(Duration(0), *left_ - (now() - begun));
  take(response, sink);
  return response;
}

void RobotsFetch::take(const Result<http::Response>& response,
                       RobotsSink& sink) {
  if (!response) {
    const Error& error = response.error();
    return fail({.note = error.message, .error = error.kind},
                may_pass(error.kind));
  }
  const int status_code = response->status_code;
  const Result<bool> hop =
      redirects_.follow(status_code, location_of(response->headers));
  if (!hop) {
    found_ = allowed(hop.error().message);
  } else if (*hop) {
    not_before_ = {};
  } else if (status_code / 100 == 2) {
    found_ = {.rules = std::move(sink).rules()};
  } else if (is_trouble(status_code)) {
    const auto rest =
        retry_after(response->headers, std::chrono::system_clock::now());
    fail({.note = answered(status_code), .rest = rest.value_or(Duration(0))},
         true);
  } else {
    found_ = allowed(answered(status_code));
  }
}

void RobotsFetch::fail(FetchedRobots failure, bool may_pass) {
  if (may_pass && try_again(failure.rest)) return;
  found_ = std::move(failure);
}

bool RobotsFetch::try_again(Duration rest) {
  const bool in_time = !left_ || *left_ > Duration(0);
  if (!in_time || retries_ >= options_.retries) return false;
  Duration pause = options_.retry_pause;
  for (int i = 0; i < retries_ && pause < options_.max_pause; ++i) pause *= 2;
  ++retries_;
  not_before_ = now() + std::min(std::max(pause, rest), options_.max_pause);
  redirects_ = from_the_start();
  return true;
}

}  // namespace gfetch::crawl
