// Whatever servers and files say, the jar stays within its bounds, gives its
// cookies to nobody else, and writes a file that it can read again.
#include <chrono>
#include <string>
#include <string_view>

#include "gfetch/web/cookie_jar.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

const web::SystemTime kNow{std::chrono::seconds(1'800'000'000)};

void check_sent(const web::CookieJar& jar, const web::Url& url) {
  const std::string sent = jar.cookies_for(url, kNow);
  require(sent.size() <= web::CookieJar::kMostBytesSent);
  for (const char c : sent) require(c != '\r' && c != '\n' && c != '\0');
}

}  // namespace

/// Each line is a Set-Cookie field; all of it is a cookie file, too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text = gfetch::fuzz::text_of(data, size);
  const web::Url home = *web::parse_url("https://a.example.org/x/y");
  const web::Url other = *web::parse_url("http://b.example.net/");
  web::CookieJar jar;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view field = gfetch::fuzz::take_line(rest);
    jar.store(home, field, kNow);
    (void)web::parse_cookie_date(field);
  }
  check_sent(jar, home);
  require(jar.cookies_for(other, kNow).empty());
  require(jar.size() <= web::CookieJar::kMostOfOneDomain * 3);
  const auto again = web::parse_netscape_cookies(jar.netscape(kNow));
  require(again.ok());
  const auto file = web::parse_netscape_cookies(text);
  if (!file) require(!file.error().message.empty());
  if (!file) return 0;
  web::CookieJar from_file;
  for (const web::Cookie& cookie : *file) from_file.add(cookie, kNow);
  check_sent(from_file, home);
  require(web::parse_netscape_cookies(from_file.netscape(kNow)).ok());
  return 0;
}
