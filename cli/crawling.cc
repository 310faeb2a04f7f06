#include "cli/crawling.h"

#include <optional>
#include <string>
#include <utility>

namespace gfetch {

Crawling::Crawling(const Plan& plan, http::HttpClient& client)
    : plan_(plan),
      client_(client),
      // The option table has tried the patterns.
      crawl_(plan.crawl, *crawl::Scope::create(plan.crawl), robots_) {}

crawl::VisitorOptions Crawling::with_prerequisites(
    crawl::VisitorOptions options) {
  const crawl::RetryOptions& retry = plan_.visitor.retry;
  options.prerequisites.retry.max_retries = retry.max_retries;
  options.prerequisites.retry.max_delay = retry.max_delay;
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

}  // namespace gfetch
