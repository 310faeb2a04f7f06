#pragma once
/// The options of the visits of a run: the request, the body, redirects,
/// retries and logins. Plain values.

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

/// The origins to which a header may be sent.
enum class HeaderScope {
  kSameOrigin,  ///< only the origin of the URL it was given for
  kEverywhere,  ///< the origins of all redirects as well
};

struct ScopedHeader {
  http::Header header;
  HeaderScope scope = HeaderScope::kSameOrigin;
};

struct RedirectLimits {
  int max_hops = 10;  ///< the most redirects; with 0 any is an error
};

/// The kinds of failures after which a request is repeated.
struct RetryOn {
  bool dns = true;      ///< retry DNS failures, except NXDOMAIN
  bool connect = true;  ///< retry connections refused, unreachable or timed out
  bool tls = false;
  bool timeout = true;  ///< retry when no byte arrives within a time limit
  bool reset = true;    ///< retry connections that ended early
  bool any_5xx = false;
  std::vector<int> status_codes = {429, 502, 503, 504};
};

/// Parses a list such as `dns,connect,5xx,418` of the classes of RetryOn and
/// status codes. The error is a sentence for the user.
Result<RetryOn> parse_retry_on(std::string_view text);

/// The limit of retries in a whole run: a number of retries, or a share of the
/// visited URLs. It keeps a run from repeating all requests when everything
/// fails, which would only add load.
struct RetryLimit {
  /// The number of retries from which the share applies.
  static constexpr std::uint64_t kFree = 1000;

  std::optional<std::uint64_t> count = {};
  double percent = 20;  ///< the share, unless there is a count

  bool operator==(const RetryLimit&) const = default;

  /// Parses a limit `N` or `P%`. The error is a sentence for the user.
  static Result<RetryLimit> parse(std::string_view text);
};

struct RetryOptions {
  int max_retries = 2;  ///< the most retries of one URL
  RetryLimit budget = {};
  RetryOn on = {};
  /// The first delay, doubled with each retry.
  Duration first_delay = std::chrono::seconds(1);
  /// The limit of delays and of Retry-After.
  Duration max_delay = std::chrono::seconds(60);
};

/// The set of accepted status codes, which count as a success.
class AcceptSet {
 public:
  struct Range {
    int first = 0;
    int last = 0;

    bool operator==(const Range&) const = default;
  };

  /// Creates the default set: all statuses below 400.
  AcceptSet() : ranges_{{100, 399}} {}
  explicit AcceptSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  /// Parses a list of statuses such as `200..=299,429,3xx`. The end of
  /// `200..300` is excluded. The error is a sentence for the user.
  static Result<AcceptSet> parse(std::string_view text);

  bool contains(int status_code) const;

 private:
  std::vector<Range> ranges_;
};

/// The hosts that may have private addresses. With kAuto these are the hosts
/// that the user named, except those whose first answer was public; other
/// hosts, to which redirects lead, may not. With kDeny no host may, and a name
/// that a proxy will resolve is resolved here first.
enum class PrivatePolicy { kAuto, kAllow, kDeny };

/// The common parts of all requests of a run.
struct RequestTemplate {
  std::string method = "GET";
  std::vector<ScopedHeader> headers;        ///< the headers that the user gave
  std::shared_ptr<const std::string> body;  ///< the request body; or null
  /// The request body as a file, instead of `body`; or null.
  std::shared_ptr<const http::UploadFile> body_file;
  std::string user_agent;     ///< the User-Agent; empty: not sent
  std::string authorization;  ///< such as `Bearer …`; empty: not sent
  bool compressed = true;     ///< accept bodies with content codings
  http::ExchangeLimits limits;
};

/// The request members of a JSON input line. A plain line has none.
struct RequestOverrides {
  std::optional<std::string> method = {};
  std::vector<http::Header> headers = {};
  std::optional<std::string> body = {};
};

enum class BodyHash { kNone, kSha256 };

/// The uses of response bodies, which are otherwise only counted.
struct BodyOptions {
  bool describes = false;  ///< record the charset and title of texts
  BodyHash hash = BodyHash::kNone;
  bool keeps = false;  ///< put the complete body into the record
  /// The folder in which bodies with an accepted status are saved; null: bodies
  /// are not saved.
  std::shared_ptr<save::BodyFolder> folder = {};
  /// Save the bodies as the pages of a mirror, in subfolders. Absent: all
  /// bodies are saved in one folder.
  std::optional<save::CaseSensitivity> mirror = {};
  bool resumes = false;  ///< resume partial bodies in the folder
  /// For a crawl: do not read a body that contains no links to its end.
  bool links_only = false;
};

/// The limits of a visit to a prerequisite, a robots.txt.
struct PrerequisiteOptions {
  std::string product = "gfetch";  ///< gfetch's product token in robots.txt
  RedirectLimits redirects = {.max_hops = 5};
  /// Retries only for an overloaded or failing server and for broken
  /// connections. Any other failure would happen again, and all visits to the
  /// host would wait for it.
  RetryOptions retry = {.on = {.dns = false,
                               .connect = false,
                               .timeout = false,
                               .any_5xx = true,
                               .status_codes = {429}}};
  /// The time limit for one robots.txt with its redirects and retries. The
  /// shorter one of this limit and VisitorOptions::max_time holds.
  TimeLimit max_time = std::chrono::seconds(30);
  std::uint64_t max_wire_bytes = std::uint64_t{4} << 20;
};

struct VisitorOptions {
  RequestTemplate request;
  BodyOptions bodies;
  /// The time limit for one URL with all its redirects and retries. Waiting for
  /// a slot at a host does not count, because politeness causes it; nor does
  /// waiting for robots.txt, whose own limit is at most this long.
  TimeLimit max_time = std::chrono::seconds(60);
  /// The size limit of a decoded body in bytes; 0: no limit.
  std::uint64_t max_body_bytes = std::uint64_t{64} << 20;
  /// The memory in bytes for the windows of all decoders (br, zstd) together. A
  /// body whose window has no room waits for that of another one.
  std::uint64_t max_window_bytes = std::uint64_t{128} << 20;
  /// The limit of transferred bytes per second of all bodies together; 0: no
  /// limit. Waiting for it does not count for max_time.
  std::uint64_t bytes_per_second = 0;
  bool follow_redirects = true;
  RedirectLimits redirects;
  PrivatePolicy private_addresses = PrivatePolicy::kAuto;
  web::LoginOptions logins;
  web::ProxyRules proxies;
  std::string cookies;  ///< `a=1; b=2`, sent to the host of each URL; or empty
  /// The hosts to request over https only; or null.
  std::shared_ptr<web::Hsts> hsts;
  bool learns_hsts = true;  ///< store the HSTS policies of servers
  /// The jar for the cookies of servers; null: cookies are ignored.
  std::shared_ptr<web::CookieJar> jar;
  AcceptSet accept;
  RetryOptions retry;
  PrerequisiteOptions prerequisites;
};

}  // namespace gfetch::crawl
