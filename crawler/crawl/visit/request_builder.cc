#include "crawl/visit/request_builder.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "crawl/policy/crawl_policy.h"
#include "web/coding/decode.h"
#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

using Clock = std::chrono::system_clock;

// Returns the limit of transferred bytes for a body within its size limit:
// chunked coding adds bytes, compression saves some.
std::uint64_t wire_cap(std::uint64_t max_body_bytes) {
  constexpr std::uint64_t kSlack = std::uint64_t{1024} * 1024;
  return 2 * max_body_bytes + kSlack;
}

http::ExchangeLimits limits_of(const VisitorOptions& options) {
  http::ExchangeLimits limits = options.request.limits;
  if (limits.wire_bytes == 0 && options.max_body_bytes > 0) {
    limits.wire_bytes = wire_cap(options.max_body_bytes);
  }
  return limits;
}

void add_unless_given(std::vector<ScopedHeader>& headers, std::string_view name,
                      std::string_view value, HeaderScope scope) {
  // An empty value means that the user does not want the header.
  if (value.empty()) return;
  const bool given = std::ranges::any_of(headers, [&](const auto& header) {
    return web::equal_without_case(header.header.name, name);
  });
  if (given) return;
  headers.push_back({{std::string(name), std::string(value)}, scope});
}

// Returns `headers` with the headers of a JSON line added. A header of the JSON
// line replaces all others with the same name.
std::vector<ScopedHeader> with_overrides(std::vector<ScopedHeader> headers,
                                         const RequestOverrides& overrides) {
  std::erase_if(headers, [&](const ScopedHeader& header) {
    return std::ranges::any_of(overrides.headers, [&](const http::Header& own) {
      return web::equal_without_case(own.name, header.header.name);
    });
  });
  for (const http::Header& own : overrides.headers) {
    headers.push_back({own, HeaderScope::kSameOrigin});
  }
  return headers;
}

}  // namespace

std::vector<ScopedHeader> headers_of(const RequestTemplate& request) {
  std::vector<ScopedHeader> headers = request.headers;
  const auto add = [&headers](std::string_view name, std::string_view value) {
    add_unless_given(headers, name, value, HeaderScope::kEverywhere);
  };
  add("User-Agent", request.user_agent);
  add("Accept", "*/*");
  if (request.compressed) add("Accept-Encoding", web::accept_encoding());
  add_unless_given(headers, "Authorization", request.authorization,
                   HeaderScope::kSameOrigin);
  return headers;
}

RequestTemplate without_given(RequestTemplate request) {
  std::erase_if(request.headers, [](const ScopedHeader& header) {
    return !web::equal_without_case(header.header.name, "User-Agent");
  });
  request.authorization.clear();
  return request;
}

RequestBuilder::RequestBuilder(const VisitorOptions& options,
                               const CrawlPolicy& policy,
                               const std::vector<ScopedHeader>& headers,
                               Logins& logins, const Candidate& candidate)
    : options_(options),
      policy_(policy),
      headers_(headers),
      logins_(logins),
      candidate_(candidate) {
  const RequestOverrides* own = candidate_.overrides.get();
  request_.limits = limits_of(options_);
  if (candidate_.is_prerequisite()) {
    // A robots.txt has its own size limit, and no body of the user's.
    request_.limits.wire_bytes = options_.prerequisites.max_wire_bytes;
    return;
  }
  body_ = own != nullptr && own->body
              ? std::make_shared<const std::string>(*own->body)
              : options_.request.body;
  if (!body_) file_ = options_.request.body_file;
  if (own != nullptr) own_headers_ = with_overrides(headers_, *own);
}

http::Request& RequestBuilder::build(const RedirectStep& step) {
  // Usually a step's origin is trusted exactly if it is the origin of the
  // visit; then the step is not copied.
  const bool named = policy_.names_origin(step);
  if (named == step.same_origin) return make(step);
  RedirectStep trusted = step;
  trusted.same_origin = named;
  return make(trusted);
}

http::Request& RequestBuilder::make(const RedirectStep& step) {
  request_.method = step.method;
  request_.url = step.url.to_request();
  request_.headers =
      headers_for(step, own_headers_.empty() ? headers_ : own_headers_);
  request_.body = step.sends_body ? body_ : nullptr;
  request_.body_file = step.sends_body ? file_ : nullptr;
  request_.private_addresses = private_addresses(step.url);
  request_.proxy = options_.proxies.proxy_for(request_.url.origin());
  // A client certificate identifies the user, so only the origin that the user
  // named gets it.
  request_.shows_certificate = step.same_origin;
  // A robots.txt is requested without logins and cookies.
  if (candidate_.is_prerequisite()) return request_;
  add_login(step);
  add_cookies(step);
  return request_;
}

bool RequestBuilder::learn(const http::Response& response, int tries) {
  return login_ && logins_.learn(request_, response, tries);
}

// Adds the login of the request. An Authorization header that the user gave is
// replaced only by a login in the URL.
void RequestBuilder::add_login(const RedirectStep& step) {
  const bool in_url = step.url.has_credentials() ||
                      (step.same_origin && candidate_.url.has_credentials());
  login_.reset();
  // Without a login in the URL the user's own header is kept.
  if (!in_url && find_header(request_.headers, "Authorization")) return;
  login_ = logins_.login_for(step, candidate_.url,
                             policy_.exposes(step.url, candidate_));
  if (login_) logins_.authorize(request_, *login_);
}

// Adds the cookies of the request. A Cookie header that the user gave is not
// changed.
void RequestBuilder::add_cookies(const RedirectStep& step) {
  if (find_header(request_.headers, "Cookie") != nullptr) return;
  std::string field =
      takes_given_cookies(step) ? options_.cookies : std::string();
  if (options_.jar) {
    const std::string kept = options_.jar->cookies_for(step.url, Clock::now());
    if (!field.empty() && !kept.empty()) field += "; ";
    field += kept;
  }
  if (!field.empty()) request_.headers.push_back({"Cookie", std::move(field)});
}

// Returns true if the cookies that the user gave may be sent: to the origin of
// the URL, and from http to https on the same host.
bool RequestBuilder::takes_given_cookies(const RedirectStep& step) const {
  const web::Url& named = candidate_.url;
  const bool made_secure =
      named.scheme() == "http" && step.url.scheme() == "https" &&
      named.host() == step.url.host() && !named.port() && !step.url.port() &&
      policy_.names_host(step.url, candidate_);
  return step.same_origin || made_secure;
}

http::PrivateAddresses RequestBuilder::private_addresses(
    const web::Url& url) const {
  switch (options_.private_addresses) {
    case PrivatePolicy::kAllow:
      return http::PrivateAddresses::kAllow;
    case PrivatePolicy::kDeny:
      return http::PrivateAddresses::kRefuseBeyondProxies;
    case PrivatePolicy::kAuto:
      break;
  }
  // The user may name a private host, but neither a page, a redirect nor a name
  // that turns private must lead to one: it could attack the local network.
  const bool named = policy_.names_host(url, candidate_);
  return named ? http::PrivateAddresses::kAllowAsAtFirst
               : http::PrivateAddresses::kRefuse;
}

}  // namespace gfetch::crawl
