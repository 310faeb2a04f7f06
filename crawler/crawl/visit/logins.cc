#include "crawl/visit/logins.h"

#include <algorithm>
#include <random>
#include <string_view>
#include <utility>

#include "crawl/visit/request_builder.h"
#include "gfetch/web/login.h"
#include "web/auth/basic.h"
#include "web/auth/challenge.h"
#include "web/url/origin_key.h"

namespace gfetch::crawl {
namespace {

constexpr int kUnauthorized = 401;

web::Login login_in(const web::Url& url) {
  return {web::percent_decode(url.username()),
          web::percent_decode(url.password())};
}

/// Returns the path and the query of an absolute URL.
std::string_view target_of(std::string_view url) {
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  return url.substr(std::min(url.find('/'), url.size()));
}

std::string random_text() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string text;
  for (int i = 0; i < 32; ++i) text += kDigits[random() % kDigits.size()];
  return text;
}

void set_authorization(http::Request& request, std::string value) {
  set_header(request.headers, "Authorization", std::move(value));
}

}  // namespace

std::optional<web::Login> Logins::login_for(const RedirectStep& step,
                                            const web::Url& named,
                                            bool exposed) const {
  const bool may_use_netrc = !exposed && (step.same_origin || !step.url.port());
  const web::Netrc* const netrc =
      may_use_netrc ? options_.netrc.get() : nullptr;
  const std::string_view host = step.url.hostname_for_connect();
  const web::Url* url = nullptr;
  // A login in the URL of a step belongs to that URL, also after a redirect to
  // another origin.
  if (step.url.has_credentials()) {
    url = &step.url;
  } else if (step.same_origin && named.has_credentials()) {
    url = &named;
  }
  if (url != nullptr) {
    web::Login login = login_in(*url);
    // A URL with a user name only takes the password from the netrc file.
    if (netrc == nullptr || !login.password.empty()) return login;
    return netrc->login_for(host, login.user).value_or(login);
  }
  // The user's own login is for the origin of the seed only.
  if (step.same_origin && options_.login) return options_.login;
  if (netrc == nullptr) return std::nullopt;
  // The default entry of a netrc file is for hosts that the user named, not for
  // hosts that a redirect leads to.
  return step.same_origin ? netrc->login_or_default(host)
                          : netrc->login_for(host);
}

void Logins::authorize(http::Request& request, const web::Login& login) {
  const auto basic = [&] {
    set_authorization(request, basic_authorization(login));
  };
  if (options_.scheme == web::LoginScheme::kBasic) return basic();
  const auto found = wanted_.find(web::origin_key(request.url.origin()));
  // Before the first challenge the scheme is unknown, so no login is sent.
  if (found == wanted_.end()) return;
  Wanted& wanted = found->second;
  if (!wanted.digest) return basic();
  set_authorization(
      request, digest_authorization(
                   *wanted.digest, login,
                   {.method = request.method,
                    .target = target_of(request.url.text()),
                    .body = request.body ? std::string_view(*request.body) : "",
                    .number = ++wanted.requests,
                    .client_nonce = wanted.client_nonce}));
}

// A request is sent at most three times: with the remembered challenge, with
// the server's new challenge, and with a fresh nonce if that challenge was
// stale.
bool Logins::learn(const http::Request& request, const http::Response& response,
                   int tries) {
  constexpr int kMostTries = 2;
  const bool asks = response.status_code == kUnauthorized &&
                    options_.scheme != web::LoginScheme::kBasic;
  const http::Header* const sent =
      find_header(request.headers, "Authorization");
  const bool proved = sent == nullptr || sent->value.starts_with("Digest ");
  // A rejected Basic login would be rejected again.
  if (!asks || !proved || tries >= kMostTries) return false;
  std::optional<Wanted> wanted = choose(response.headers);
  if (!wanted) return false;
  // A file that is streamed cannot be hashed before it is sent.
  const bool hashes_body =
      wanted->digest && wanted->digest->qop == web::DigestQop::kAuthInt;
  if (hashes_body && request.body_file) return false;
  const bool stale = wanted->digest && wanted->digest->stale;
  // Clearing the table bounds its memory. Each origin then costs one rejected
  // request more.
  if (wanted_.size() >= kMostOrigins) wanted_.clear();
  wanted_[web::origin_key(request.url.origin())] = *std::move(wanted);
  // After the first try only a stale nonce is a reason to repeat the request:
  // otherwise the login itself is wrong.
  return tries == 0 || stale;
}

std::optional<Logins::Wanted> Logins::choose(
    const std::vector<http::Header>& headers) const {
  bool takes_basic = false;
  for (const web::Challenge& challenge : web::challenges_of(headers)) {
    // Digest is preferred, because it does not reveal the password.
    if (auto digest = digest_challenge(challenge)) {
      return Wanted{.digest = std::move(digest), .client_nonce = random_text()};
    }
    takes_basic = takes_basic || challenge.scheme == "basic";
  }
  if (options_.scheme != web::LoginScheme::kAny || !takes_basic) return {};
  return Wanted{};
}

}  // namespace gfetch::crawl
