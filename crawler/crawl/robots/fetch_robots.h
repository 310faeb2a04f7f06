#pragma once
/// The requests for one robots.txt, with its redirects and retries, one by one:
/// each may have to wait for its host's turn.

#include <optional>
#include <string>

#include "crawl/robots/robots_cache.h"
#include "gfetch/crawl/redirect.h"

namespace gfetch::crawl {

struct FetchedRobots {
  /// Absent: it could not be had, and nothing is allowed.
  std::optional<web::RobotsRules> rules = {};
  std::string note = {};  ///< why there are none, a sentence; empty: there are
  /// For so long the server does not want to be asked again.
  Duration rest{0};
  std::optional<ErrorKind> error = {};  ///< there was no answer
};

class RobotsSink;

class RobotsFetch {
 public:
  /// `options` outlive this.
  RobotsFetch(web::Url robots_txt, const RobotsCacheOptions& options);

  /// The next request.
  /// Never blocks.
  RobotsTurn turn() const { return {redirects_.step().url, not_before_}; }

  /// Makes the next request, and gives what came. After a kill that request is
  /// still the next one.
  /// Blocks the calling fiber.
  Result<http::Response> exchange(http::Fetcher& fetcher,
                                  const RobotsCache::RequestFor& request_for);

  /// What became of it; nothing: another request is to be made.
  std::optional<FetchedRobots>& found() { return found_; }

 private:
  void take(const Result<http::Response>& response, RobotsSink& sink);
  void fail(FetchedRobots failure, bool may_pass);
  bool try_again(Duration rest);
  Redirects from_the_start() const;

  web::Url robots_txt_;
  const RobotsCacheOptions& options_;
  Redirects redirects_;
  TimePoint not_before_{};
  int retries_ = 0;
  TimeLimit left_;  ///< of the time for all exchanges
  std::optional<FetchedRobots> found_;
};

}  // namespace gfetch::crawl
