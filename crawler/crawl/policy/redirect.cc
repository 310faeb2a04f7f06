#include "crawl/policy/redirect.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/text/text.h"

namespace gfetch::crawl {
namespace {

bool is_redirect(int status_code) {
  constexpr std::array<int, 5> kRedirects = {301, 302, 303, 307, 308};
  return std::find(kRedirects.begin(), kRedirects.end(), status_code) !=
         kRedirects.end();
}

/// Returns true if the redirect changes the method to GET and drops the body:
/// with a 303, and with a 301 or 302 after a POST, as in all browsers.
bool becomes_get(int status_code, std::string_view method) {
  if (status_code == 303) return method != "GET" && method != "HEAD";
  return (status_code == 301 || status_code == 302) && method == "POST";
}

/// Returns true if a header named `name` describes the request's body.
bool describes_body(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {
      "Content-Type",     "Content-Length",   "Content-Encoding",
      "Content-Language", "Content-Location", "Transfer-Encoding"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view known) {
    return web::equal_without_case(name, known);
  });
}

/// Returns a key that is equal for two identical requests. The fragment is left
/// out, because a server does not see it.
std::string exchange_key(const RedirectStep& step) {
  return step.method + ' ' + step.url.without_fragment();
}

/// Resolves the Location `location` against the URL `current`. The result keeps
/// the fragment of `current` unless `location` has a fragment.
Result<web::Url> resolve(const web::Url& current, std::string_view location) {
  Result<web::Url> next = parse_url(location, &current);
  if (!next) {
    return Error{ErrorKind::kBadRedirect,
                 "the redirect leads to no URL: " + next.error().message};
  }
  if (!next->is_http()) {
    return Error{ErrorKind::kUnsupportedScheme,
                 "the redirect leads to " + std::string(next->scheme()) +
                     ":, which gfetch does not fetch"};
  }
  if (next->has_fragment() || current.fragment().empty()) return next;
  return parse_url(current.fragment(), &*next);
}

}  // namespace

std::vector<http::Header> headers_for(const RedirectStep& step,
                                      std::span<const ScopedHeader> headers) {
  std::vector<http::Header> sent;
  sent.reserve(headers.size());
  for (const ScopedHeader& scoped : headers) {
    const bool in_scope =
        step.same_origin || scoped.scope == HeaderScope::kEverywhere;
    const bool in_place =
        step.sends_body || !describes_body(scoped.header.name);
    if (in_scope && in_place) sent.push_back(scoped.header);
  }
  return sent;
}

std::optional<std::string_view> location_of(
    const std::vector<http::Header>& headers) {
  const http::Header* location = find_header(headers, "Location");
  if (location == nullptr) return std::nullopt;
  return location->value;
}

Redirects::Redirects(web::Url start, std::string method, RedirectLimits limits,
                     UrlChange change)
    : step_{.url = std::move(start), .method = std::move(method)},
      limits_(limits),
      change_(std::move(change)) {
  if (!change_) return;
  if (auto other = change_(step_.url)) step_.url = *std::move(other);
}

bool leads_on(int status_code, std::optional<std::string_view> location) {
  return is_redirect(status_code) && location && !location->empty();
}

Result<bool> Redirects::follow(int status_code,
                               std::optional<std::string_view> location) {
  if (!leads_on(status_code, location)) return false;
  // A long chain of redirects is usually a loop with changing URLs.
  if (num_hops_ >= limits_.max_hops) {
    return Error{ErrorKind::kTooManyRedirects,
                 "more than " + std::to_string(limits_.max_hops) +
                     " redirects in a row"};
  }
  Result<web::Url> url = resolve(step_.url, *location);
  if (!url) return url.error();
  if (change_) {
    if (auto other = change_(*url)) url = *std::move(other);
  }

  if (num_hops_ == 0) {
    home_ = step_.url.origin();
    asked_.insert(exchange_key(step_));
  }
  RedirectStep next{.url = std::move(*url), .method = step_.method};
  next.sends_body = step_.sends_body;
  // Browsers repeat such a request as a GET without a body.
  if (becomes_get(status_code, step_.method)) {
    next.method = "GET";
    next.sends_body = false;
  }
  next.same_origin = next.url.origin() == home_;
  // The same request would get the same redirect, so the chain is a loop.
  if (!asked_.insert(exchange_key(next)).second) {
    return Error{ErrorKind::kTooManyRedirects,
                 "the redirects go in circles: back to " + next.url.redacted()};
  }
  step_ = std::move(next);
  ++num_hops_;
  return true;
}

}  // namespace gfetch::crawl
