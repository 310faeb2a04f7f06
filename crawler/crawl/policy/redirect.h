#pragma once
/// Where an answer leads: the whole policy of redirects, and no I/O.
///
///   Redirects redirects(url, "POST", {.max_hops = 10});
///   for (;;) {
///     const RedirectStep& step = redirects.step();
///     Response response = ask(step.url, step.method,
///                             headers_for(step, headers));
///     Result<bool> more = redirects.follow(response.status_code,
///                                          location_of(response.headers));
///     if (!more) return more.error();
///     if (!*more) return response;  // this one is final
///   }
///
/// The rules are those of the Fetch Standard, with two that are stricter:
/// - What the user gave for a URL (credentials and -H headers) goes to that
///   URL's own origin only: when scheme, host or port change it stays
///   behind, and it is sent again if a later hop comes back to that origin.
///   So http://h to https://h is a change. User and password that stand in a
///   Location are that URL's own, as in browsers.
/// - No exchange is repeated within a visit: a hop to a URL already asked for
///   with the same method is a loop, and an error.

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

/// One exchange of a visit: what is asked now.
struct RedirectStep {
  web::Url url;
  std::string method;
  bool sends_body = true;   ///< whether the request's body, if any, goes along
  bool same_origin = true;  ///< the origin is that at which the visit began
};

/// The headers that go out with `step`: those of kSameOrigin to that origin
/// only, and those that describe a body only with the body.
std::vector<http::Header> headers_for(const RedirectStep& step,
                                      std::span<const ScopedHeader> headers);

/// The value of the first Location field; nothing when there is none.
std::optional<std::string_view> location_of(
    const std::vector<http::Header>& headers);

/// Whether an answer with that status and that Location is a redirect that has
/// somewhere to lead.
bool leads_on(int status_code, std::optional<std::string_view> location);

/// The URL to be asked for in place of another; nothing: that one.
using UrlChange = std::function<std::optional<web::Url>(const web::Url&)>;

/// The hops of one visit.
class Redirects {
 public:
  /// `change` has its say on each URL before it is asked for, the first one
  /// too, whose origin is then the one that counts; null: none is changed.
  Redirects(web::Url start, std::string method, RedirectLimits limits = {},
            UrlChange change = nullptr);

  /// What is to be asked now; at first what the visit was made with.
  const RedirectStep& step() const { return step_; }

  /// How many redirects were followed.
  int num_hops() const { return num_hops_; }

  /// Takes the answer to step(). True: step() is now the next thing to ask.
  /// False: the answer is final (no redirect status, or no Location, or an
  /// empty one). An error is kTooManyRedirects (also for a loop), kBadRedirect
  /// (no URL) or kUnsupportedScheme; step() then still is what was answered.
  /// `location` is bytes: those beyond ASCII are percent-encoded as they are.
  Result<bool> follow(int status_code,
                      std::optional<std::string_view> location);

 private:
  RedirectStep step_;
  http::Origin home_;  ///< known from the first hop on
  RedirectLimits limits_;
  UrlChange change_;
  int num_hops_ = 0;
  std::unordered_set<std::string>
      asked_;  ///< `GET http://…`, from the first hop on
};

}  // namespace gfetch::crawl
