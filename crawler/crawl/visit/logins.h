#pragma once
/// How the requests of a run log in: whose login goes where, and what servers
/// have asked for so far, so that only the first request to each is turned
/// away.
///
/// A login goes to the origin it was given for, or, from a netrc file, to the
/// hosts that the file names; never from https to http.

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

  /// The login for `step` of a visit to `named`; nothing: there is none.
  /// Those in URLs come first.
  std::optional<web::Login> login_for(const RedirectStep& step,
                                      const web::Url& named) const;

  /// Adds the Authorization field to `request`, as far as it is known what the
  /// server wants; one that is there and not of a URL stays.
  void authorize(http::Request& request, const web::Login& login);

  /// Takes in that `request` was answered by 401. True: authorize can do
  /// better now. `tries`: how often it was already told so for this request.
  bool learn(const http::Request& request, const http::Response& response,
             int tries);

 private:
  /// What an origin has asked for.
  struct Wanted {
    std::optional<web::DigestChallenge> digest;  ///< absent: Basic
    std::string client_nonce;
    std::uint32_t requests = 0;  ///< with this nonce
  };

  std::optional<Wanted> choose(const std::vector<http::Header>& headers) const;

  static constexpr std::size_t kMostOrigins = 10'000;

  web::LoginOptions options_;
  std::map<std::string, Wanted> wanted_;  ///< by origin
};

}  // namespace gfetch::crawl
