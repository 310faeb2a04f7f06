#include "cli/crawling.h"

#include <optional>
#include <string>
#include <utility>

namespace gfetch {
namespace {

crawl::RobotsCacheOptions robots_options(const crawl::RetryOptions& retry) {
  crawl::RobotsCacheOptions options;
  options.retries = retry.max_retries;
  options.max_pause = retry.max_delay;
  return options;
}

}  // namespace

Crawling::Crawling(const Plan& plan, http::Fetcher& fetcher,
                   http::HttpClient& client)
    : plan_(plan),
      client_(client),
      robots_(fetcher, robots_options(plan.visitor.retry),
              [this](const web::Url& url) { return robots_request(url); }),
      // The option table has tried the patterns.
      crawl_(plan.crawl, *crawl::Scope::create(plan.crawl), robots_) {}

crawl::VisitorOptions Crawling::with_addresses(crawl::VisitorOptions options) {
  options.address_of =
      [this](const http::Origin& origin) -> std::optional<std::string> {
    const TimeLimit limit = plan_.visitor.request.limits.dns;
    const Result<net::AddressList> addresses =
        client_.addresses_of(origin, limit);
    if (!addresses) return std::nullopt;
    return to_string(addresses.value()->front());
  };
  return options;
}

// The policy of the crawl holds for it, as for a page: only a host that the
// user named may be a private one, and only such an origin is shown a client's
// certificate.
http::Request Crawling::robots_request(const web::Url& url) {
  return plain_request(plan_.visitor, crawl_, url);
}

}  // namespace gfetch
