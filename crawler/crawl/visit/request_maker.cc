#include "crawl/visit/request_maker.h"

#include <chrono>
#include <string>
#include <utility>

#include "crawl/step_gate.h"
#include "crawl/visit/request_builder.h"
#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

using Clock = std::chrono::system_clock;

// What a body within its cap may take on the wire: chunks add to it, coding
// takes from it.
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

}  // namespace

RequestMaker::RequestMaker(const VisitorOptions& options,
                           const std::vector<ScopedHeader>& headers,
                           Logins& logins, const Candidate& candidate)
    : options_(options),
      headers_(headers),
      logins_(logins),
      candidate_(candidate) {
  const RequestOverrides* own = candidate_.overrides.get();
  request_.limits = limits_of(options_);
  body_ = own != nullptr && own->body
              ? std::make_shared<const std::string>(*own->body)
              : options_.request.body;
  if (!body_) file_ = options_.request.body_file;
  if (own != nullptr) own_headers_ = with_overrides(headers_, *own);
}

http::Request& RequestMaker::aim(const RedirectStep& step) {
  if (at_home(step) == step.at_home) return make(step);
  RedirectStep abroad = step;
  abroad.at_home = !step.at_home;
  return make(abroad);
}

http::Request& RequestMaker::make(const RedirectStep& step) {
  request_.method = step.method;
  request_.url = step.url.request_url();
  request_.origin = step.url.origin();
  request_.headers =
      headers_for(step, own_headers_.empty() ? headers_ : own_headers_);
  request_.body = step.sends_body ? body_ : nullptr;
  request_.body_file = step.sends_body ? file_ : nullptr;
  request_.private_addresses = private_addresses(step.url);
  request_.proxy = options_.proxies.proxy_for(request_.origin);
  request_.shows_certificate = step.at_home;
  add_login(step);
  add_cookies(step);
  return request_;
}

bool RequestMaker::learn(const http::Response& response, int tries) {
  return login_ && logins_.learn(request_, response, tries);
}

// What a page leads to is at home where the user has named the origin.
bool RequestMaker::at_home(const RedirectStep& step) const {
  if (options_.gate == nullptr) return step.at_home;
  return options_.gate->names_origin(step.url);
}

// An Authorization header of the user's own gives way only to what a URL
// says.
void RequestMaker::add_login(const RedirectStep& step) {
  const bool in_url = step.url.has_credentials() ||
                      (step.at_home && candidate_.url.has_credentials());
  login_.reset();
  if (!in_url && find_header(request_.headers, "Authorization")) return;
  login_ = logins_.login_for(step, candidate_.url);
  if (login_) logins_.authorize(request_, *login_);
}

// A Cookie header of the user's own stands alone.
void RequestMaker::add_cookies(const RedirectStep& step) {
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

// They go where the URL's own origin is, and from http to https on the same
// host.
bool RequestMaker::takes_given_cookies(const RedirectStep& step) const {
  const web::Url& named = candidate_.url;
  const bool made_secure =
      named.scheme() == "http" && step.url.scheme() == "https" &&
      named.host() == step.url.host() && !named.port() && !step.url.port() &&
      (options_.gate == nullptr || options_.gate->names_host(step.url));
  return step.at_home || made_secure;
}

http::PrivateAddresses RequestMaker::private_addresses(
    const web::Url& url) const {
  switch (options_.private_addresses) {
    case PrivatePolicy::kAllow:
      return http::PrivateAddresses::kAllow;
    case PrivatePolicy::kDeny:
      return http::PrivateAddresses::kRefuse;
    case PrivatePolicy::kAuto:
      break;
  }
  const bool named = options_.gate != nullptr
                         ? options_.gate->names_host(url)
                         : url.host() == candidate_.url.host();
  return named ? http::PrivateAddresses::kAllow
               : http::PrivateAddresses::kRefuse;
}

http::Request plain_request(const VisitorOptions& options,
                            const web::Url& url) {
  VisitorOptions own = options;
  std::erase_if(own.request.headers, [](const ScopedHeader& header) {
    return !web::equal_without_case(header.header.name, "User-Agent");
  });
  own.request.authorization.clear();
  own.request.body = nullptr;
  own.request.body_file = nullptr;
  own.cookies.clear();
  own.jar = nullptr;
  const std::vector<ScopedHeader> headers = headers_of(own.request);
  Logins logins{{}};
  Candidate candidate;
  candidate.url = url;
  RequestMaker maker(own, headers, logins, candidate);
  return maker.aim({.url = url, .method = "GET"});
}

}  // namespace gfetch::crawl
