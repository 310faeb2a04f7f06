#pragma once
/// What a crawl adds to a run: robots.txt, the rules for links, and the gates
/// that a visit's steps pass.

#include "cli/plan.h"
#include "gfetch/crawl/crawl.h"
#include "gfetch/crawl/robots_cache.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/http/http_client.h"

namespace gfetch {

class Crawling {
 public:
  /// `fetcher` asks for robots.txt, `client` knows addresses; they and `plan`
  /// outlive this.
  Crawling(const Plan& plan, Fetcher& fetcher, HttpClient& client);
  Crawling(const Crawling&) = delete;
  Crawling& operator=(const Crawling&) = delete;

  /// `options` as the visits of this crawl are to have them.
  /// Never blocks.
  VisitorOptions with_gates(VisitorOptions options);

  Crawl& crawl() { return crawl_; }

 private:
  Request robots_request(const Url& url);

  const Plan& plan_;
  HttpClient& client_;
  RobotsCache robots_;
  Crawl crawl_;
};

}  // namespace gfetch
