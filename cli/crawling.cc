#include "cli/crawling.h"

#include <optional>
#include <string>
#include <utility>

namespace gfetch {

Crawling::Crawling(const Plan& plan, Fetcher& fetcher, HttpClient& client)
    : plan_(plan),
      client_(client),
      robots_(fetcher, {},
              [this](const Url& url) { return robots_request(url); }),
      // The option table has tried the patterns.
      crawl_(plan.crawl, *Scope::create(plan.crawl), &robots_) {}

VisitorOptions Crawling::with_gates(VisitorOptions options) {
  options.gate = &crawl_;
  options.address_of =
      [this](const Origin& origin) -> std::optional<std::string> {
    const TimeLimit limit = plan_.visitor.request.limits.dns;
    const Result<AddressList> addresses = client_.addresses_of(origin, limit);
    if (!addresses) return std::nullopt;
    return to_string(addresses.value()->front());
  };
  return options;
}

// Nobody who named a host meant its robots.txt to lead into private networks.
Request Crawling::robots_request(const Url& url) const {
  VisitorOptions options = plan_.visitor;
  if (options.private_addresses == PrivatePolicy::kAuto) {
    options.private_addresses =
        crawl_.names_host(url) ? PrivatePolicy::kAllow : PrivatePolicy::kDeny;
  }
  return plain_request(options, url);
}

}  // namespace gfetch
