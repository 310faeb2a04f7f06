#pragma once
/// Are we allowed? One robots.txt for each origin, fetched when it is first
/// asked for, once, whoever asks meanwhile; kept as RFC 9309, 2.3 and 2.4 say.
///
///   RobotsCache robots(fetcher, {}, [&](const Url& url) {
///     return request_for(url);
///   });
///   const RobotsAnswer answer = robots.ask(url);
///   if (!answer.allowed) skip(url, SkipReason::kRobots, answer.why);
///
/// | what came | what it means | asked again |
/// |---|---|---|
/// | 2xx | its rules | after `ttl` |
/// | 3xx | up to `max_redirects` followed, to any host; the rules are those of
/// the origin that was asked | | | more redirects, a loop, nowhere | all is
/// allowed | after `ttl` | | 4xx but 429 | all is allowed: there is none |
/// after `ttl` | | 5xx, 429, no answer, half a body | nothing is allowed,
/// unless older rules are known: then those | after `unreachable_ttl`, doubled
/// each time |
///
/// A status that says "later" (5xx, 429) is asked for again at once, too, a few
/// times, while all who ask wait.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gfetch/crawler/robots.h"
#include "gfetch/crawler/url.h"
#include "gfetch/engine/clock.h"
#include "gfetch/engine/http.h"

namespace gfetch {

struct RobotsCacheOptions {
  std::string product{kRobotsProduct};
  Duration ttl = std::chrono::hours(24);
  Duration unreachable_ttl = std::chrono::minutes(1);
  Duration max_unreachable_ttl = std::chrono::hours(1);
  /// Of origins, and of memory for their rules: the least recently asked goes.
  std::size_t capacity = 10'000;
  std::size_t max_bytes = std::size_t{64} << 20;
  int max_redirects = 5;
  int retries = 2;  ///< of a status that says "later"
  Duration retry_pause = std::chrono::seconds(1);  ///< doubled each time
  TimeLimit max_time = std::chrono::seconds(30);   ///< for all that together
};

struct RobotsAnswer {
  bool allowed = true;
  /// `robots.txt, line 7: Disallow: /a`, `robots.txt could not be had: the
  /// server answered 503`.
  std::string why;
  std::optional<Duration> crawl_delay;
  /// Of the whole origin, never null.
  std::shared_ptr<const RobotsRules> rules;
  bool fetched = false;    ///< now, for this question, by its fiber
  TimePoint good_until{};  ///< when robots.txt is asked for anew
};

class RobotsCache {
 public:
  /// Makes the request for a robots.txt, or for where it was redirected to.
  using RequestFor = std::function<Request(const Url& url)>;

  /// `fetcher`, and what `request_for` refers to, outlive the cache.
  RobotsCache(Fetcher& fetcher, RobotsCacheOptions options,
              RequestFor request_for);
  ~RobotsCache();
  RobotsCache(const RobotsCache&) = delete;
  RobotsCache& operator=(const RobotsCache&) = delete;

  /// Whether `url`, http or https, may be fetched. If the fiber that fetches
  /// is killed, the next that waits goes on in its place.
  /// Blocks the calling fiber, until the robots.txt is there.
  RobotsAnswer ask(const Url& url);

  /// Origins that are known.
  /// Never blocks.
  std::size_t size() const;

 private:
  class Entries;

  RobotsCacheOptions options_;
  std::unique_ptr<Entries> entries_;
  Fetcher& fetcher_;
  RequestFor request_for_;
};

}  // namespace gfetch
