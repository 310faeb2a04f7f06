#include "fetch_robots.h"

#include <utility>

#include "gfetch/crawler/decode.h"
#include "gfetch/crawler/redirect.h"
#include "gfetch/engine/fiber.h"
#include "gfetch/engine/timeout.h"

namespace gfetch::detail {
namespace {

// Reads the rules of a 2xx, and nothing of other answers.
class RobotsSink final : public BodySink {
 public:
  explicit RobotsSink(std::string_view product) : reader_(product) {}

  Result<void> on_response(const Response& response) override {
    response_ = response;
    if (!has_rules() || !BodyDecoder::needed_for(response.headers)) return {};
    Result<BodyDecoder> decoder = BodyDecoder::create(
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
  Result<Response> judge(Result<Response> exchange) {
    const bool enough = full_ || (response_ && !has_rules());
    if (enough) return std::move(*response_);
    if (!exchange || !decoder_) return exchange;
    if (Result<void> whole = decoder_->finish(); !whole) {
      return std::move(whole).error();
    }
    return exchange;
  }

  RobotsRules rules() && { return std::move(reader_).finish(); }

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

  RobotsReader reader_;
  std::optional<Response> response_;
  std::optional<BodyDecoder> decoder_;  // absent: nothing is coded
  std::size_t skipped_ = 0;
  bool full_ = false;
};

struct Attempt {
  FetchedRobots fetched;
  bool may_pass = false;  // it makes sense to ask again at once
};

Attempt allowed(std::string note) {
  return {{RobotsRules(), std::move(note)}};
}

Attempt forbidden(std::string note, bool may_pass) {
  return {{std::nullopt, std::move(note)}, may_pass};
}

std::string answered(int status_code) {
  return "the server answered " + std::to_string(status_code);
}

// A connection that broke, which the next one need not.
bool may_pass(ErrorKind kind) {
  return kind == ErrorKind::kReset || kind == ErrorKind::kEmptyReply ||
         kind == ErrorKind::kTruncated;
}

// By a status that is no redirect.
Attempt judge(int status_code, RobotsSink& sink) {
  constexpr int kTooManyRequests = 429;
  if (status_code / 100 == 2) return {{std::move(sink).rules(), {}}};
  if (status_code >= 500 || status_code == kTooManyRequests) {
    return forbidden(answered(status_code), true);
  }
  return allowed(answered(status_code));
}

Attempt attempt(const Url& robots_txt, Fetcher& fetcher,
                const RobotsCacheOptions& options,
                const RobotsCache::RequestFor& request_for) {
  constexpr std::uint64_t kMostWireBytes = std::uint64_t{4} << 20;
  Redirects redirects(robots_txt, "GET", {.max_hops = options.max_redirects});
  for (;;) {
    Request request = request_for(redirects.step().url);
    request.limits.wire_bytes = kMostWireBytes;
    RobotsSink sink(options.product);
    const Result<Response> response = sink.judge(fetcher.fetch(request, sink));
    if (!response) {
      return forbidden(response.error().message,
                       may_pass(response.error().kind));
    }
    const Result<bool> hop =
        redirects.follow(response->status_code, location_of(response->headers));
    if (!hop) return allowed(hop.error().message);
    if (!*hop) return judge(response->status_code, sink);
  }
}

}  // namespace

FetchedRobots fetch_robots(const Url& robots_txt, Fetcher& fetcher,
                           const RobotsCacheOptions& options,
                           const RobotsCache::RequestFor& request_for) {
  FetchedRobots last = {std::nullopt, "it took too long"};
  with_timeout(options.max_time, [&] {
    Duration pause = options.retry_pause;
    for (int left = options.retries;; --left) {
      Attempt one = attempt(robots_txt, fetcher, options, request_for);
      last = std::move(one.fetched);
      if (!one.may_pass || left <= 0) return;
      sleep_for(pause);
      pause *= 2;
    }
  });
  return last;
}

}  // namespace gfetch::detail
