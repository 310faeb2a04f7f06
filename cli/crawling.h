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
  /// `client` looks up addresses. It and `plan` outlive this.
  Crawling(const Plan& plan, http::HttpClient& client);
  Crawling(const Crawling&) = delete;
  Crawling& operator=(const Crawling&) = delete;

  /// `options` with what the prerequisites of a crawl need: the limits for
  /// robots.txt, and the addresses of hosts, by which politeness knows that two
  /// names are one host.
  crawl::VisitorOptions with_prerequisites(crawl::VisitorOptions options);

  crawl::Crawl& crawl() { return crawl_; }

 private:
  const Plan& plan_;
  http::HttpClient& client_;
  crawl::RobotsCache robots_;
  crawl::Crawl crawl_;
};

}  // namespace gfetch
