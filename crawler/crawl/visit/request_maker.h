#pragma once
/// Makes the requests of one visit: who we are to whom, with what body, through
/// which proxy.

#include <memory>
#include <optional>
#include <vector>

#include "crawl/visit/logins.h"
#include "crawl/visit/visitor.h"
#include "gfetch/crawl/candidate.h"
#include "gfetch/crawl/redirect.h"
#include "gfetch/http/http.h"

namespace gfetch::crawl {

class RequestMaker {
 public:
  /// `headers` are those of every plain candidate. All is the caller's, and
  /// outlives this.
  RequestMaker(const VisitorOptions& options,
               const std::vector<ScopedHeader>& headers, Logins& logins,
               const Candidate& candidate);

  /// Makes the request of `step`.
  http::Request& aim(const RedirectStep& step);

  /// What aim() made last.
  const http::Request& request() const { return request_; }

  /// Whether `response` to it says how to log in. True: aim() can do better
  /// now. `tries`: how often it was already told so for this step.
  bool learn(const http::Response& response, int tries);

 private:
  http::Request& make(const RedirectStep& step);
  bool at_home(const RedirectStep& step) const;
  void add_login(const RedirectStep& step);
  void add_cookies(const RedirectStep& step);
  bool takes_given_cookies(const RedirectStep& step) const;
  http::PrivateAddresses private_addresses(const web::Url& url) const;

  const VisitorOptions& options_;
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
