#pragma once
/// What each visit of a run does: its request, its body, its redirects, its
/// retries, its logins. Values only.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/http.h"
#include "gfetch/net/result.h"
#include "gfetch/web/cookie_jar.h"
#include "gfetch/web/hsts.h"
#include "gfetch/web/login.h"
#include "gfetch/web/proxy_rules.h"

namespace gfetch::save {
class BodyFolder;
enum class CaseSensitivity : std::uint8_t;
}  // namespace gfetch::save

namespace gfetch::crawl {

/// Where a header of the first request may go.
enum class HeaderScope {
  kSameOrigin,  ///< the origin of the URL it was given for
  kEverywhere,  ///< every hop: gfetch's own, or by --header-everywhere
};

struct ScopedHeader {
  http::Header header;
  HeaderScope scope = HeaderScope::kSameOrigin;
};

struct RedirectLimits {
  int max_hops = 10;  ///< 0: the first redirect is already an error
};

/// Which failures are worth another attempt.
struct RetryOn {
  bool dns = true;      ///< a name server that is slow or fails; not NXDOMAIN
  bool connect = true;  ///< refused, unreachable, timed out
  bool tls = false;
  bool timeout = true;  ///< no byte for too long
  bool reset = true;    ///< cut off: reset, empty_reply, truncated
  bool any_5xx = false;
  std::vector<int> status_codes = {429, 502, 503, 504};
};

/// Reads `dns,connect,5xx,418`: the classes of RetryOn and status codes. The
/// error is a sentence for the user.
Result<RetryOn> parse_retry_on(std::string_view text);

/// How many retries a whole run may come to: a number of them, or a share of
/// the URLs visited. When everything fails, trying it all again is the last
/// thing that the other side needs.
struct RetryLimit {
  /// The share is not judged before this number of retries.
  static constexpr std::uint64_t kFree = 1000;

  std::optional<std::uint64_t> count = {};
  double percent = 20;  ///< without a count

  bool operator==(const RetryLimit&) const = default;

  /// Reads `N` or `P%`. The error is a sentence for the user.
  static Result<RetryLimit> parse(std::string_view text);
};

struct RetryOptions {
  int max_retries = 2;  ///< of one URL
  RetryLimit budget = {};
  RetryOn on = {};
  Duration first_delay = std::chrono::seconds(1);  ///< doubled each time
  Duration max_delay = std::chrono::seconds(60);   ///< of Retry-After too
};

/// The set of status codes that are a success.
class AcceptSet {
 public:
  struct Range {
    int first = 0;
    int last = 0;

    bool operator==(const Range&) const = default;
  };

  /// Every status below 400.
  AcceptSet() : ranges_{{100, 399}} {}
  explicit AcceptSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  /// Parses a list such as `200..=299,429,3xx`. The end of `200..300` is
  /// excluded. The error is a sentence for the user.
  static Result<AcceptSet> parse(std::string_view text);

  bool contains(int status_code) const;

 private:
  std::vector<Range> ranges_;
};

/// Which hosts may have private addresses: kAuto allows it to the host that
/// the user named for the visit, and refuses it to any other that a redirect
/// leads to.
enum class PrivatePolicy { kAuto, kAllow, kDeny };

/// What every request of a run has in common.
struct RequestTemplate {
  std::string method = "GET";
  std::vector<ScopedHeader> headers;        ///< of the user
  std::shared_ptr<const std::string> body;  ///< null: none
  std::shared_ptr<const http::UploadFile>
      body_file;              ///< in its place; null: none
  std::string user_agent;     ///< empty: none is sent
  std::string authorization;  ///< `Bearer …`; empty: none is sent
  bool compressed = true;     ///< ask for coded bodies
  http::ExchangeLimits limits;
};

/// The request members of a JSON input line. A plain line has none.
struct RequestOverrides {
  std::optional<std::string> method = {};
  std::vector<http::Header> headers = {};
  std::optional<std::string> body = {};
};

enum class BodyHash { kNone, kSha256 };

/// What is made of bodies beyond counting them.
struct BodyOptions {
  bool describes = false;  ///< title and charset, of text
  BodyHash hash = BodyHash::kNone;
  bool keeps = false;  ///< all of it goes into the record
  /// In which those with an accepted status are saved; null: nowhere.
  save::BodyFolder* folder = nullptr;
  /// Names them as the pages of a mirror, in subfolders; absent: all lie side
  /// by side.
  std::optional<save::CaseSensitivity> mirror = {};
  bool resumes = false;  ///< goes on with what is in the folder unfinished
  /// Of a crawl: a body without links in it is not read to its end.
  bool links_only = false;
};

/// The limits of a visit to a prerequisite.
struct PrerequisiteOptions {
  std::string product = "gfetch";  ///< our name in robots.txt
  RedirectLimits redirects = {.max_hops = 5};
  /// Of a server in trouble, and of connections that broke. Anything else would
  /// be the same at a second try, and keeps all visits to the host waiting.
  RetryOptions retry = {.on = {.dns = false,
                               .connect = false,
                               .timeout = false,
                               .any_5xx = true,
                               .status_codes = {429}}};
  TimeLimit max_time = std::chrono::seconds(30);
  std::uint64_t max_wire_bytes = std::uint64_t{4} << 20;
};

struct VisitorOptions {
  RequestTemplate request;
  BodyOptions bodies;
  /// For one URL with all its hops and retries; waiting for a slot at a host,
  /// which is our own politeness, is not counted.
  TimeLimit max_time = std::chrono::seconds(60);
  std::uint64_t max_body_bytes = std::uint64_t{64} << 20;  ///< decoded; 0: any
  /// Of all bodies together, as transferred; 0: any. Waiting for that is
  /// not counted for max_time either.
  std::uint64_t bytes_per_second = 0;
  bool follow_redirects = true;
  RedirectLimits redirects;
  PrivatePolicy private_addresses = PrivatePolicy::kAuto;
  web::LoginOptions logins;
  web::ProxyRules proxies;
  std::string cookies;  ///< `a=1; b=2`, for the host of each URL; empty: none
  std::shared_ptr<web::Hsts> hsts;  ///< hosts asked over https only; null: none
  bool learns_hsts = true;          ///< what servers say of it can be trusted
  std::shared_ptr<web::CookieJar>
      jar;  ///< keeps what servers set; null: none does
  AcceptSet accept;
  RetryOptions retry;
  PrerequisiteOptions prerequisites;
};

}  // namespace gfetch::crawl
