#pragma once
/// Builds the requests of one visit: which headers and logins go to which
/// origin, with what body, through which proxy.
///
/// A header that the user gives replaces one of gfetch's own of the same name,
/// and that of a line of JSON replaces the user's.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawl/policy/redirect.h"
#include "crawl/seed/candidate.h"
#include "crawl/visit/logins.h"
#include "crawl/visit/visitor.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

/// The headers that a candidate without its own is asked for with.
std::vector<ScopedHeader> headers_of(const RequestTemplate& request);

/// `request` without what the user gave for pages: all headers but the
/// User-Agent, and the authorization.
RequestTemplate without_given(RequestTemplate request);

class RequestBuilder {
 public:
  /// `headers` are those of headers_of(). All that is referred to outlives
  /// this.
  RequestBuilder(const VisitorOptions& options, const CrawlPolicy& policy,
                 const std::vector<ScopedHeader>& headers, Logins& logins,
                 const Candidate& candidate);

  /// Builds the request of `step`.
  http::Request& build(const RedirectStep& step);

  /// The request that was built last.
  const http::Request& request() const { return request_; }

  /// Learns from `response` to the last request how to log in. True: build()
  /// can do better now. `tries` is the number of such responses to this step
  /// before.
  bool learn(const http::Response& response, int tries);

 private:
  http::Request& make(const RedirectStep& step);
  void add_login(const RedirectStep& step);
  void add_cookies(const RedirectStep& step);
  bool takes_given_cookies(const RedirectStep& step) const;
  http::PrivateAddresses private_addresses(const web::Url& url) const;

  const VisitorOptions& options_;
  const CrawlPolicy& policy_;
  const std::vector<ScopedHeader>& headers_;
  Logins& logins_;
  const Candidate& candidate_;
  std::vector<ScopedHeader> own_headers_;  ///< empty: headers_
  std::shared_ptr<const std::string> body_;
  std::shared_ptr<const http::UploadFile> file_;
  http::Request request_;
  std::optional<web::Login> login_;  ///< that the request is to show
};

}  // namespace gfetch::crawl
