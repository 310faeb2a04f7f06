#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "gfetch/web/cookie_jar.h"
#include "web/cookie/cookie_match.h"
#include "web/text/text.h"
#include "web/url/public_suffix.h"

namespace gfetch::web {
namespace {

/// The size limits of a cookie's name-value pair and of an attribute (6265bis,
/// 5.6 and 5.5).
constexpr std::size_t kMaxPairBytes = 4096;
constexpr std::size_t kMaxAttributeBytes = 1024;
constexpr std::chrono::hours kMaxLifetime{24 * 400};

bool has_controls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

/// Returns the default path of a cookie (RFC 6265, 5.1.4): the directory of the
/// URL's path.
std::string default_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || slash == 0) return "/";
  return std::string(path.substr(0, slash));
}

std::optional<SystemTime> max_age(std::string_view value, SystemTime now) {
  if (value.empty()) return std::nullopt;
  const bool negative = value.front() == '-';
  const std::string_view digits = value.substr(negative ? 1 : 0);
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) {
    return std::nullopt;
  }
  if (negative) return SystemTime::min();
  std::int64_t seconds = 0;
  const char* end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, seconds).ec != std::errc()) {
    return now + kMaxLifetime;
  }
  if (seconds == 0) return SystemTime::min();
  return now + std::chrono::seconds(std::min<std::int64_t>(
                   seconds, std::chrono::seconds(kMaxLifetime).count()));
}

/// The attributes of a cookie. If an attribute is repeated, its last value
/// counts.
struct Attributes {
  std::optional<SystemTime> max_age;
  std::optional<SystemTime> expires;
  std::string domain;
  std::string path;
  bool secure = false;
  bool http_only = false;

  void take(std::string_view attribute, SystemTime now) {
    const std::string name = lower(trimmed(take_until(attribute, '=')));
    const std::string_view value = trimmed(attribute);
    if (value.size() > kMaxAttributeBytes) return;
    if (name == "max-age") {
      if (const auto end = web::max_age(value, now)) max_age = end;
    } else if (name == "expires") {
      if (const auto end = parse_cookie_date(value)) expires = end;
    } else if (name == "domain") {
      if (value.empty()) return;
      domain = lower(value.starts_with('.') ? value.substr(1) : value);
    } else if (name == "path") {
      path = value;
    } else if (name == "secure") {
      secure = true;
    } else if (name == "httponly") {
      http_only = true;
    }
  }
};

/// Sets the domain of `cookie` to `wanted`. Returns false when the host of
/// `url` may not set cookies for `wanted`.
bool set_domain(Cookie& cookie, const Url& url, const std::string& wanted) {
  const std::string host(url.host());
  cookie.domain = host;
  cookie.host_only = true;
  if (wanted.empty() || (wanted == host && is_address(url))) {
    return true;
  }
  if (wanted.ends_with('.') || is_address(url)) return false;
  // A host whose name is a public suffix can only set a host-only cookie.
  if (is_public_suffix(wanted)) return wanted == host;
  if (!domain_matches(host, wanted)) return false;
  cookie.domain = wanted;
  cookie.host_only = false;
  return true;
}

/// Returns true if `cookie` satisfies the conditions of its name's prefix,
/// `__Host-` or `__Secure-` (6265bis, 4.1.3).
bool fulfils_prefix(const Cookie& cookie, const Attributes& attributes) {
  const std::string name = lower(cookie.name);
  if (name.starts_with("__host-")) {
    return cookie.secure && cookie.host_only && attributes.domain.empty() &&
           attributes.path == "/";
  }
  return !name.starts_with("__secure-") || cookie.secure;
}

}  // namespace

std::optional<Cookie> parse_set_cookie(const Url& url, std::string_view field,
                                       SystemTime now) {
  std::string_view pair = take_until(field, ';');
  if (pair.find('=') == pair.npos) return std::nullopt;
  Cookie cookie;
  cookie.name = trimmed(take_until(pair, '='));
  cookie.value = trimmed(pair);
  if (cookie.name.empty() || has_controls(cookie.name) ||
      has_controls(cookie.value) ||
      cookie.name.size() + cookie.value.size() > kMaxPairBytes) {
    return std::nullopt;
  }
  Attributes attributes;
  while (!field.empty()) attributes.take(take_until(field, ';'), now);
  cookie.secure = attributes.secure;
  cookie.http_only = attributes.http_only;
  if (cookie.secure && url.scheme() != "https") return std::nullopt;
  if (!set_domain(cookie, url, attributes.domain)) return std::nullopt;
  cookie.path =
      attributes.path.starts_with('/') && !has_controls(attributes.path)
          ? attributes.path
          : default_path(url.pathname());
  cookie.expires = attributes.max_age ? attributes.max_age : attributes.expires;
  if (cookie.expires) {
    cookie.expires = std::min(*cookie.expires, now + kMaxLifetime);
  }
  if (!fulfils_prefix(cookie, attributes)) return std::nullopt;
  return cookie;
}

}  // namespace gfetch::web
