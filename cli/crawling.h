#pragma once
/// The parts that a run needs for a crawl only: robots.txt, the rules for
/// links, and the addresses of hosts for politeness.

#include "cli/plan.h"
#include "gfetch/crawl/crawl.h"
#include "gfetch/crawl/robots_cache.h"
#include "gfetch/crawl/visitor.h"
#include "gfetch/http/http_client.h"

namespace gfetch {

class Crawling {
 public:
  /// `fetcher` fetches robots.txt, `client` looks up addresses. Both and `plan`
  /// outlive this.
  Crawling(const Plan& plan, http::Fetcher& fetcher, http::HttpClient& client);
  Crawling(const Crawling&) = delete;
  Crawling& operator=(const Crawling&) = delete;

  /// `options` with the addresses of hosts, by which politeness knows that two
  /// names are one host.
  crawl::VisitorOptions with_addresses(crawl::VisitorOptions options);

  crawl::Crawl& crawl() { return crawl_; }

 private:
  http::Request robots_request(const web::Url& url);

  const Plan& plan_;
  http::HttpClient& client_;
  crawl::RobotsCache robots_;
  crawl::Crawl crawl_;
};

}  // namespace gfetch
