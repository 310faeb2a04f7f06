#pragma once
/// Are we allowed? One robots.txt for each origin, asked for when it is first
/// needed, once, whoever needs it meanwhile; kept as RFC 9309, 2.3 and 2.4 say.
/// Each request for it takes the turn of one at its host, as any other does:
///
///   RobotsCache robots(fetcher, {}, [&](const Url& url) {
///     return request_for(url);
///   });
///   while (const auto turn = robots.missing(url)) {
///     wait_for_turn(turn->url, turn->time);
///     robots.fetch(url);
///   }
///   const RobotsAnswer answer = robots.judge(url);
///   if (!answer.allowed) skip(url, SkipReason::kRobots, answer.why);
///
/// - A 2xx has rules, kept for `ttl`.
/// - Of 3xx up to `max_redirects` are followed, to any host; the rules are
///   those of the origin that was asked. More of them, a loop, nowhere: all is
///   allowed, for `ttl`.
/// - A 4xx but 429: all is allowed, for there is none, for `ttl`.
/// - After a 5xx, a 429 or a connection that broke it is tried again a few
///   times, when the server's Retry-After says, while all who need it wait.
/// - If that does not help, and without any answer, nothing is allowed, unless
///   older rules are known: then those. After `unreachable_ttl`, doubled each
///   time, it is asked for anew.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"
#include "gfetch/web/url.h"
#include "web/robots/robots.h"

namespace gfetch::crawl {

struct RobotsCacheOptions {
  std::string product{web::kRobotsProduct};
  Duration ttl = std::chrono::hours(24);
  Duration unreachable_ttl = std::chrono::minutes(1);
  Duration max_unreachable_ttl = std::chrono::hours(1);
  /// Of origins, and of memory for their rules: the least recently asked goes.
  std::size_t capacity = 10'000;
  std::size_t max_bytes = std::size_t{64} << 20;
  int max_redirects = 5;
  int retries = 2;                                 ///< of what may pass
  Duration retry_pause = std::chrono::seconds(1);  ///< doubled each time
  Duration max_pause = std::chrono::seconds(60);   ///< of Retry-After too
  /// For all exchanges together, without the time between them.
  TimeLimit max_time = std::chrono::seconds(30);
};

/// A request that is to be made before anything can be said.
struct RobotsTurn {
  web::Url url;      ///< a robots.txt, or where that was redirected to
  TimePoint time{};  ///< not before
};

struct RobotsAnswer {
  bool allowed = true;
  /// `robots.txt, line 7: Disallow: /a`, `robots.txt could not be had: the
  /// server answered 503`.
  std::string why;
  /// Of a refusal: there was no answer at all, to robots.txt or any request.
  std::optional<ErrorKind> unreachable = {};
  std::optional<Duration> crawl_delay;
  /// Of the whole origin, never null.
  std::shared_ptr<const web::RobotsRules> rules;
};

class RobotsCache {
 public:
  /// Makes the request for a robots.txt, or for where it was redirected to.
  using RequestFor = std::function<http::Request(const web::Url& url)>;

  /// `fetcher`, and what `request_for` refers to, outlive the cache.
  RobotsCache(http::Fetcher& fetcher, RobotsCacheOptions options,
              RequestFor request_for);
  ~RobotsCache();
  RobotsCache(const RobotsCache&) = delete;
  RobotsCache& operator=(const RobotsCache&) = delete;

  /// The request that has to be made before judge() knows about `url`, http or
  /// https; nothing: it knows.
  /// Never blocks.
  std::optional<RobotsTurn> missing(const web::Url& url);

  /// Makes that request and gives what came; nothing: another fiber made it, or
  /// was killed at it. Either way missing() knows more.
  /// Blocks the calling fiber.
  std::optional<Result<http::Response>> fetch(const web::Url& url);

  /// Whether `url` may be fetched, by what is known. As long as nothing is,
  /// nothing is allowed.
  /// Never blocks.
  RobotsAnswer judge(const web::Url& url) const;

  /// Origins that are known.
  /// Never blocks.
  std::size_t size() const;

 private:
  class Entries;

  RobotsCacheOptions options_;
  std::unique_ptr<Entries> entries_;
  http::Fetcher& fetcher_;
  RequestFor request_for_;
};

}  // namespace gfetch::crawl
