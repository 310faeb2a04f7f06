#pragma once
/// The policy of redirects: which request follows a response. No I/O.
///
///   Redirects redirects(url, "POST", {.max_hops = 10});
///   for (;;) {
///     const RedirectStep& step = redirects.step();
///     Response response = ask(step.url, step.method,
///                             headers_for(step, headers));
///     Result<bool> more = redirects.follow(response.status_code,
///                                          location_of(response.headers));
///     if (!more) return more.error();
///     if (!*more) return response;  // the final response
///   }
///
/// The rules are those of the Fetch Standard, with two stricter ones:
/// - Credentials and headers that the user gave for a URL are sent to the
///   origin of that URL only. A change of scheme, host or port, such as from
///   http://h to https://h, removes them, and a redirect back to the origin
///   restores them. A user name and a password in a Location belong to that
///   URL, as in browsers.
/// - No request is repeated within a visit: a redirect to an earlier URL with
///   the same method is a loop, which is an error.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "gfetch/crawl/visitor_options.h"
#include "gfetch/http/http.h"
#include "gfetch/net/result.h"
#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// A step of a visit: the URL and the method of its next request.
struct RedirectStep {
  web::Url url;
  std::string method;
  bool sends_body = true;   ///< whether the request sends the body, if any
  bool same_origin = true;  ///< whether the origin is that of the first step
};

/// Returns the headers of the request of `step`: kSameOrigin headers only for
/// the origin of the first step, and headers that describe a body only with the
/// body.
std::vector<http::Header> headers_for(const RedirectStep& step,
                                      std::span<const ScopedHeader> headers);

/// Returns the value of the first Location header; nothing when there is none.
std::optional<std::string_view> location_of(
    const std::vector<http::Header>& headers);

/// Returns true if a response with this status and this Location is a redirect
/// to be followed.
bool leads_on(int status_code, std::optional<std::string_view> location);

/// A function that returns the URL to request instead of another, or nothing to
/// keep that URL.
using UrlChange = std::function<std::optional<web::Url>(const web::Url&)>;

/// The redirects of one visit.
class Redirects {
 public:
  /// Starts a visit at `start`. `change` is applied to each URL before its
  /// request, also to the first one, whose changed origin is the origin of the
  /// visit. Null: no URL is changed.
  Redirects(web::Url start, std::string method, RedirectLimits limits = {},
            UrlChange change = nullptr);

  /// Returns the step to request next; at first, the start of the visit.
  const RedirectStep& step() const { return step_; }

  /// Returns the number of redirects followed so far.
  int num_hops() const { return num_hops_; }

  /// Takes the response to step(). Returns true if step() is now the next
  /// request, and false if the response is final (no redirect status, or no
  /// Location, or an empty one). The error is kTooManyRedirects (also for a
  /// loop), kBadRedirect (not a URL) or kUnsupportedScheme; step() is then
  /// unchanged. Bytes beyond ASCII in `location` are percent-encoded.
  Result<bool> follow(int status_code,
                      std::optional<std::string_view> location);

 private:
  RedirectStep step_;
  http::Origin home_;  ///< the first origin; set by the first redirect
  RedirectLimits limits_;
  UrlChange change_;
  int num_hops_ = 0;
  std::unordered_set<std::string>
      asked_;  ///< requests so far, as `GET http://…`
};

}  // namespace gfetch::crawl
