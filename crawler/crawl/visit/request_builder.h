#pragma once
/// Builds the requests of one visit: the headers, logins and cookies for each
/// origin, the body, and the proxy.
///
/// A header that the user gave replaces gfetch's own header with the same name.
/// A header of a JSON input line replaces both.
///
/// Invariants:
/// - Headers, logins, cookies and the certificate that the user gave are sent
///   only to the origin that the user named. There are two exceptions: headers
///   given for every origin, and cookies for http, which are sent over https to
///   the same host, too.
/// - A prerequisite is requested without the user's headers, logins and
///   cookies.

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

/// Returns the headers for candidates without their own headers.
std::vector<ScopedHeader> headers_of(const RequestTemplate& request);

/// Returns `request` without everything that the user gave for pages: only the
/// User-Agent is left of its headers, and the authorization is removed.
RequestTemplate without_given(RequestTemplate request);

class RequestBuilder {
 public:
  /// Creates a builder. `headers` is the result of headers_of(). All arguments
  /// must outlive the builder.
  RequestBuilder(const VisitorOptions& options, const CrawlPolicy& policy,
                 const std::vector<ScopedHeader>& headers, Logins& logins,
                 const Candidate& candidate);

  /// Builds the request of the step `step`.
  http::Request& build(const RedirectStep& step);

  /// Returns the request that was built last.
  const http::Request& request() const { return request_; }

  /// Learns the required login from `response` to the last request. Returns
  /// true if build() can now add a better login. `tries` is the number of such
  /// responses to this step so far.
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
  /// The headers of the candidate's JSON line; empty: headers_ are used.
  std::vector<ScopedHeader> own_headers_;
  std::shared_ptr<const std::string> body_;
  std::shared_ptr<const http::UploadFile> file_;
  http::Request request_;
  std::optional<web::Login> login_;  ///< the login of the current request
};

}  // namespace gfetch::crawl
