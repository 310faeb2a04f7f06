#pragma once
/// The robots.txt of each origin, as RFC 9309, 2.3 and 2.4 say. It fetches
/// nothing: a robots.txt is a prerequisite, visited as any other URL is.
///
///   RobotsCache robots;
///   if (const auto robots_txt = robots.missing(url)) {
///     robots.keep(*robots_txt, visit(*robots_txt));
///   }
///   const RobotsAnswer answer = robots.judge(url);
///   if (!answer.allowed) skip(url, SkipReason::kRobots, answer.why);
///
/// - A 2xx has rules, kept for `ttl`.
/// - The rules behind redirects are those of the origin that was asked. Too
///   many redirects, a loop, nowhere: all is allowed, for `ttl`.
/// - A 4xx other than 429: there is no robots.txt, and all is allowed, for
///   `ttl`.
/// - After a 5xx, a 429, and without any response nothing is allowed, unless
///   older rules are known: then those hold. It is missing again after
///   `unreachable_ttl`, doubled each time, or when Retry-After says.

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
  /// The most origins, and the most bytes of rules: the origin that was judged
  /// least recently goes.
  std::size_t capacity = 10'000;
  std::size_t max_bytes = std::size_t{64} << 20;
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
  explicit RobotsCache(RobotsCacheOptions options = {});
  ~RobotsCache();
  RobotsCache(const RobotsCache&) = delete;
  RobotsCache& operator=(const RobotsCache&) = delete;

  /// The robots.txt that must be visited before judge() knows about `url`, http
  /// or https; nothing if it knows.
  std::optional<web::Url> missing(const web::Url& url);

  /// Takes the result of a visit to `robots_txt`.
  void keep(const web::Url& robots_txt, const Visit& visit);

  /// True if `url` may be fetched, by what is known. As long as nothing is,
  /// nothing is allowed.
  RobotsAnswer judge(const web::Url& url) const;

  /// The number of origins that are known.
  std::size_t size() const;

 private:
  class Entries;

  RobotsCacheOptions options_;
  std::unique_ptr<Entries> entries_;
};

}  // namespace gfetch::crawl
