// Fuzzes the cookie jar with any Set-Cookie headers and cookie files: the jar
// stays within its limits, sends cookies to matching hosts only, and can read
// the file that it writes.
#include <chrono>
#include <string>
#include <string_view>

#include "gfetch/web/cookie_jar.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

const gfetch::web::SystemTime kNow{std::chrono::seconds(1'800'000'000)};

void check_sent(const gfetch::web::CookieJar& jar,
                const gfetch::web::Url& url) {
  const std::string sent = jar.cookies_for(url, kNow);
  require(sent.size() <= gfetch::web::CookieJar::kMaxFieldBytes);
  for (const char c : sent) require(c != '\r' && c != '\n' && c != '\0');
}

}  // namespace

/// Each line of the input is a Set-Cookie header; the whole input is also a
/// cookie file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  const gfetch::web::Url home =
      *gfetch::web::parse_url("https://a.example.org/x/y");
  const gfetch::web::Url other =
      *gfetch::web::parse_url("http://b.example.net/");
  gfetch::web::CookieJar jar;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view field = gfetch::fuzz::take_line(rest);
    jar.store(home, field, kNow);
    (void)gfetch::web::parse_cookie_date(field);
  }
  check_sent(jar, home);
  require(jar.cookies_for(other, kNow).empty());
  require(jar.size() <= gfetch::web::CookieJar::kMaxPerDomain * 3);
  const auto again = gfetch::web::parse_netscape_cookies(jar.netscape(kNow));
  require(again.ok());
  const auto file = gfetch::web::parse_netscape_cookies(text);
  if (!file) require(!file.error().message.empty());
  if (!file) return 0;
  gfetch::web::CookieJar from_file;
  for (const gfetch::web::Cookie& cookie : *file) from_file.add(cookie, kNow);
  check_sent(from_file, home);
  require(gfetch::web::parse_netscape_cookies(from_file.netscape(kNow)).ok());
  return 0;
}
