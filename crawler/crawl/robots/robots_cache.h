#pragma once
/// A cache of the robots.txt of each origin, by RFC 9309, 2.3 and 2.4. The
/// cache fetches nothing: a robots.txt is a prerequisite, which is visited like
/// any other URL.
///
///   RobotsCache robots;
///   if (const auto robots_txt = robots.missing(url)) {
///     robots.keep(*robots_txt, visit(*robots_txt));
///   }
///   const RobotsAnswer answer = robots.judge(url);
///   if (!answer.allowed) skip(url, SkipReason::kRobots, answer.why);
///
/// - A 2xx response has rules, which are kept for `ttl`.
/// - Rules found behind redirects are the rules of the requested origin. Too
///   many redirects, a redirect loop or an invalid redirect allow everything
///   for `ttl`.
/// - A 4xx response other than 429 means that there is no robots.txt.
///   Everything is allowed for `ttl`.
/// - After a 5xx response, a 429 response or no response everything is
///   forbidden, unless older rules are known, which then stay valid. The
///   robots.txt is missing again after `unreachable_ttl`, which doubles with
///   each failure, or after the Retry-After of the server.

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "gfetch/crawl/visit.h"
#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"
#include "gfetch/net/error.h"
#include "gfetch/web/url.h"
#include "web/robots/robots.h"

namespace gfetch::crawl {

struct RobotsCacheOptions {
  Duration ttl = std::chrono::hours(24);
  Duration unreachable_ttl = std::chrono::minutes(1);
  Duration max_unreachable_ttl = std::chrono::hours(1);
  /// The limits of cached origins and of the bytes of their rules. When one is
  /// exceeded, the least recently used origins are evicted.
  std::size_t capacity = 10'000;
  std::size_t max_bytes = std::size_t{64} << 20;
};

struct RobotsAnswer {
  bool allowed = true;
  /// The reason in words: `robots.txt, line 7: Disallow: /a`, or `robots.txt
  /// could not be had: the server answered 503`.
  std::string why;
  /// The error of an origin whose robots.txt got no response.
  std::optional<ErrorKind> unreachable = {};
  std::optional<Duration> crawl_delay;
  /// The rules of the whole origin; never null.
  std::shared_ptr<const web::RobotsRules> rules;
};

class RobotsCache {
 public:
  explicit RobotsCache(RobotsCacheOptions options = {});
  ~RobotsCache();
  RobotsCache(const RobotsCache&) = delete;
  RobotsCache& operator=(const RobotsCache&) = delete;

  /// Returns the URL of the robots.txt that must be visited before judge() can
  /// decide on `url` (an http or https URL); nothing when the rules are cached.
  std::optional<web::Url> missing(const web::Url& url);

  /// Stores the result of the visit to `robots_txt`.
  void keep(const web::Url& robots_txt, const Visit& visit);

  /// Returns whether the cached rules allow `url`. Nothing is allowed before a
  /// robots.txt was kept for the origin.
  RobotsAnswer judge(const web::Url& url) const;

  /// Returns the number of cached origins.
  std::size_t size() const;

 private:
  class Entries;

  RobotsCacheOptions options_;
  std::unique_ptr<Entries> entries_;
};

}  // namespace gfetch::crawl
