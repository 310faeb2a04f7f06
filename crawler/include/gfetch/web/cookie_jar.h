#pragma once
/// Cookies as RFC 6265 and its successor (6265bis) have them: which ones an
/// answer sets, and which ones a request bears. A plain value: no I/O, and the
/// time is passed in.
///
///   CookieJar jar;
///   jar.store(url, "sid=31d4; Path=/; Secure; Max-Age=3600", now);
///   std::string field = jar.cookies_for(next_url, now);  // "sid=31d4"
///
/// Stricter than the RFC where bulk fetching asks for it: a jar is bounded,
/// and a request bears no more than 8 KiB of cookies.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/net/result.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

using SystemTime = std::chrono::system_clock::time_point;

struct Cookie {
  std::string name;
  std::string value;
  std::string domain;     ///< lower case, without a dot in front
  bool host_only = true;  ///< not sent to the hosts below `domain`
  std::string path = "/";
  bool secure = false;  ///< sent over https only
  bool http_only = false;
  std::optional<SystemTime> expires;  ///< absent: with the run

  bool operator==(const Cookie&) const = default;
};

/// The moment that `text` means in an Expires attribute (RFC 6265, 5.1.1):
/// servers write dates in more ways than HTTP knows.
/// Never blocks.
std::optional<SystemTime> parse_cookie_date(std::string_view text);

/// The cookie that a Set-Cookie field of an answer from `url` sets; nothing
/// when it must not set it: for another host, for a public suffix such as
/// `co.uk`, as secure over http, against its `__Host-` or `__Secure-` prefix,
/// over 4 KiB. One that has expired deletes its like.
/// Never blocks.
std::optional<Cookie> parse_set_cookie(const Url& url, std::string_view field,
                                       SystemTime now);

/// The cookies of a file in Netscape's format, as curl and browsers' tools
/// write it. The error names the first line that holds no cookie.
/// Never blocks.
Result<std::vector<Cookie>> parse_netscape_cookies(std::string_view text);

class CookieJar {
 public:
  static constexpr std::size_t kMostOfOneDomain = 100;
  static constexpr std::size_t kMost = 20'000;
  static constexpr std::size_t kMostBytesSent = 8190;

  /// Does what a Set-Cookie field of an answer from `url` asks for. An answer
  /// over http leaves secure cookies as they are.
  /// Never blocks.
  void store(const Url& url, std::string_view field, SystemTime now);

  /// Keeps `cookie`, in place of one of its name, domain and path. When there
  /// are too many, the oldest go.
  /// Never blocks.
  void add(Cookie cookie, SystemTime now);

  /// The Cookie field of a request for `url`; empty: none.
  /// Never blocks.
  std::string cookies_for(const Url& url, SystemTime now) const;

  /// All that have not expired, in Netscape's format.
  /// Never blocks.
  std::string netscape(SystemTime now) const;

  /// Never blocks.
  std::size_t size() const { return size_; }

 private:
  struct Kept {
    Cookie cookie;
    std::uint64_t number = 0;  ///< in the order in which they came to be
  };
  using Shelf = std::vector<Kept>;  ///< those of one domain

  bool secure_one_stands(const Url& url, const Cookie& cookie) const;
  void make_room(Shelf& shelf, SystemTime now);
  void drop_oldest();

  std::map<std::string, Shelf, std::less<>> shelves_;
  std::uint64_t numbers_ = 0;
  std::size_t size_ = 0;
};

}  // namespace gfetch::web
