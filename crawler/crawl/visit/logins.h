#pragma once
/// The logins of a run: which login is sent to which origin, and which scheme
/// each server requires. The schemes are remembered, so that a server rejects
/// only the first request.
///
/// Invariants:
/// - A login is sent only to the origin for which it was given. A login of a
///   netrc file is sent only to the hosts that the file names.
/// - A password of a netrc file is not sent in clear text to a host that the
///   user named by https only, whatever leads there: a redirect, a link, or a
///   user name in either.
/// - A password of a netrc file is sent beyond the origin that the user named
///   only to the default port of its scheme: another port of a machine may
///   belong to another of its users.
/// - A request is sent at most three times because of logins.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "crawl/policy/redirect.h"
#include "gfetch/http/http.h"
#include "gfetch/web/login.h"
#include "gfetch/web/url.h"
#include "web/auth/digest.h"

namespace gfetch::crawl {

class Logins {
 public:
  explicit Logins(web::LoginOptions options) : options_(std::move(options)) {}

  /// Returns the login for `step` of a visit to the URL `named`; nothing when
  /// there is none. A login in a URL has priority. `exposed`: the policy of the
  /// run says that the step exposes a password (CrawlPolicy::exposes()).
  std::optional<web::Login> login_for(const RedirectStep& step,
                                      const web::Url& named,
                                      bool exposed) const;

  /// Adds the Authorization header to `request`, if the server's required
  /// scheme is known. Keeps an existing header otherwise.
  void authorize(http::Request& request, const web::Login& login);

  /// Stores the scheme that the server requires, after `request` got a 401
  /// response. Returns true if authorize() can now add a better login. `tries`
  /// is the number of earlier such responses to this request.
  bool learn(const http::Request& request, const http::Response& response,
             int tries);

 private:
  /// The login scheme that an origin requires.
  struct Wanted {
    /// The Digest challenge of the origin; absent: it requires Basic.
    std::optional<web::DigestChallenge> digest;
    std::string client_nonce;
    std::uint32_t requests = 0;  ///< the number of requests with this nonce
  };

  std::optional<Wanted> choose(const std::vector<http::Header>& headers) const;

  static constexpr std::size_t kMostOrigins = 10'000;

  web::LoginOptions options_;
  std::map<std::string, Wanted> wanted_;  ///< the required schemes by origin
};

}  // namespace gfetch::crawl
