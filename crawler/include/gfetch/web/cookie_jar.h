#pragma once
/// Cookies by RFC 6265 and its successor, 6265bis: the cookies that a response
/// sets and that a request sends. A plain value without I/O; the caller passes
/// the time in.
///
///   CookieJar jar;
///   jar.store(url, "sid=31d4; Path=/; Secure; Max-Age=3600", now);
///   std::string field = jar.cookies_for(next_url, now);  // "sid=31d4"
///
/// Two limits are stricter than the RFC: a jar holds a bounded number of
/// cookies, and a request sends at most 8 KiB of them.

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
  std::string domain;     ///< the domain in lower case, without a leading dot
  bool host_only = true;  ///< whether the cookie is not sent to subdomains
  std::string path = "/";
  bool secure = false;  ///< whether the cookie is sent over https only
  bool http_only = false;
  std::optional<SystemTime> expires;  ///< absent: a session cookie

  bool operator==(const Cookie&) const = default;
};

/// Parses the date of an Expires attribute by RFC 6265, 5.1.1, which accepts
/// more forms than HTTP's dates. Returns nothing when `text` is not a date.
std::optional<SystemTime> parse_cookie_date(std::string_view text);

/// Parses a Set-Cookie field of a response from `url` (RFC 6265, 5.2 and 5.3).
/// Returns nothing for a cookie that must be ignored: one for another host or
/// for a public suffix such as `co.uk`, one that is Secure but came over http,
/// one that breaks the rule of its `__Host-` or `__Secure-` prefix, and one
/// over 4 KiB. A cookie that has expired deletes the stored one.
std::optional<Cookie> parse_set_cookie(const Url& url, std::string_view field,
                                       SystemTime now);

/// Parses a cookie file in Netscape's format, which curl and tools for browsers
/// write. The error names the first line that is not a cookie.
Result<std::vector<Cookie>> parse_netscape_cookies(std::string_view text);

class CookieJar {
 public:
  static constexpr std::size_t kMaxPerDomain = 100;
  static constexpr std::size_t kMaxCookies = 20'000;
  static constexpr std::size_t kMaxFieldBytes = 8190;

  /// Stores, replaces or deletes the cookie of a Set-Cookie field in a response
  /// from `url`. A response over http does not change a Secure cookie.
  void store(const Url& url, std::string_view field, SystemTime now);

  /// Stores `cookie` and replaces the one with the same name, domain and path.
  /// When a limit is exceeded, the expired cookies are evicted, or else the
  /// oldest of the domain or of the sites (registrable domains) with the most
  /// cookies (RFC 6265, 5.3). A cookie of the user's own is never evicted, and
  /// does not count for the limits.
  enum class Owner : std::uint8_t { kServer, kUser };
  void add(Cookie cookie, SystemTime now, Owner owner = Owner::kServer);

  /// Returns the value of the Cookie header of a request for `url`; empty when
  /// no cookie matches.
  std::string cookies_for(const Url& url, SystemTime now) const;

  /// Returns all cookies that have not expired, as a file in Netscape's format.
  std::string netscape(SystemTime now) const;

  std::size_t size() const { return size_; }

 private:
  struct Entry {
    Cookie cookie;
    std::uint64_t number = 0;  ///< increases in the order of creation
    Owner owner = Owner::kServer;
  };
  using Entries = std::vector<Entry>;  ///< the cookies of one domain

  std::vector<const Entry*> entries_for(const Url& url, SystemTime now) const;
  bool would_hide_secure_cookie(const Url& url, const Cookie& cookie) const;
  /// Erases the cookies for which `chosen` returns true, and counts them.
  template <class Chosen>
  void erase_if(Entries& entries, Chosen chosen);
  void evict_from(Entries& entries, SystemTime now);
  void evict(SystemTime now);
  void evict_of_largest_sites();

  std::map<std::string, Entries, std::less<>> domains_;
  std::uint64_t last_number_ = 0;
  std::size_t size_ = 0;       ///< the number of all cookies
  std::size_t evictable_ = 0;  ///< the number of cookies of servers
};

}  // namespace gfetch::web
