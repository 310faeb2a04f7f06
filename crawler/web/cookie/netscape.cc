#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/web/cookie_jar.h"
#include "web/text/number.h"
#include "web/text/text.h"
#include "web/url/public_suffix.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kHttpOnly = "#HttpOnly_";
constexpr std::string_view kHeading =
    "# Netscape HTTP Cookie File\n"
    "# Written by gfetch; the next run with --cookie-jar replaces it.\n\n";

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "TRUE" || text == "true") return true;
  if (text == "FALSE" || text == "false") return false;
  return std::nullopt;
}

/// Parses the expiry time of a cookie. Some tools write fractions of a second,
/// which are dropped.
std::optional<std::int64_t> seconds(std::string_view text) {
  return whole_number<std::int64_t>(text.substr(0, text.find('.')));
}

/// Returns true if the line has control characters, which must not get into a
/// request header.
bool has_controls(std::string_view line) {
  return std::any_of(line.begin(), line.end(), [](char c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F;
  });
}

/// Parses a line of Netscape's cookie file: the fields domain,
/// include-subdomains, path, secure, expiry, name and value.
std::optional<Cookie> parse_line(std::string_view line) {
  if (has_controls(line)) return std::nullopt;
  Cookie cookie;
  if (line.starts_with(kHttpOnly)) {
    cookie.http_only = true;
    line.remove_prefix(kHttpOnly.size());
  }
  std::array<std::string_view, 6> fields;
  for (std::string_view& field : fields) field = take_until(line, '\t');
  const std::optional<bool> include_subdomains = parse_flag(fields[1]);
  const std::optional<bool> secure = parse_flag(fields[3]);
  const std::optional<std::int64_t> expires = seconds(fields[4]);
  std::string_view domain = fields[0];
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (!include_subdomains || !secure || !expires || domain.empty() ||
      fields[5].empty() || !fields[2].starts_with('/')) {
    return std::nullopt;
  }
  cookie.domain = domain;
  cookie.host_only = !*include_subdomains || is_public_suffix(cookie.domain);
  cookie.path = fields[2];
  cookie.secure = *secure;
  if (*expires > 0) {
    // The largest expiry time in seconds since 1970 that fits into
    // system_clock, which counts nanoseconds and ends in the year 2262.
    constexpr std::int64_t kLast = 9'000'000'000;
    cookie.expires =
        SystemTime(std::chrono::seconds(std::min(*expires, kLast)));
  }
  cookie.name = fields[5];
  cookie.value = line;
  return cookie;
}

void append_line(std::string& out, const Cookie& cookie) {
  const auto flag = [](bool set) { return set ? "\tTRUE\t" : "\tFALSE\t"; };
  std::int64_t expires = 0;
  if (cookie.expires) {
    expires = std::chrono::floor<std::chrono::seconds>(*cookie.expires)
                  .time_since_epoch()
                  .count();
  }
  if (cookie.http_only) out += kHttpOnly;
  if (!cookie.host_only) out += '.';
  out += cookie.domain + flag(!cookie.host_only) + cookie.path +
         flag(cookie.secure) + std::to_string(expires) + '\t' + cookie.name +
         '\t' + cookie.value + '\n';
}

}  // namespace

Result<std::vector<Cookie>> parse_netscape_cookies(std::string_view text) {
  std::vector<Cookie> cookies;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    const bool comment = line.starts_with('#') && !line.starts_with(kHttpOnly);
    if (comment || line.find_first_not_of(" \t") == line.npos) continue;
    std::optional<Cookie> cookie = parse_line(line);
    if (!cookie) {
      return Error{ErrorKind::kOther,
                   "line " + std::to_string(number) +
                       " is not a cookie in Netscape's format"};
    }
    cookies.push_back(std::move(*cookie));
  }
  return cookies;
}

std::string CookieJar::netscape(SystemTime now) const {
  std::string out(kHeading);
  for (const auto& [domain, entries] : domains_) {
    for (const Entry& entry : entries) {
      const bool expired = entry.cookie.expires && *entry.cookie.expires <= now;
      if (!expired) append_line(out, entry.cookie);
    }
  }
  return out;
}

}  // namespace gfetch::web
