// Fuzzes the URL parser: when any bytes parse as a URL, its serialisation is
// ASCII and parses to the same URL.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawl/scope/page_family.h"
#include "crawl/scope/traps.h"
#include "crawler/crawl/seen/seen_key.h"
#include "gfetch/http/request_url.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::Result;
using gfetch::fuzz::require;
using gfetch::web::Url;

void check_parts(const gfetch::web::Url& url) {
  for (const char c : url.href()) require(c > 0x1F && c < 0x7F);
  require(url.href().starts_with(url.scheme()));
  require(url.href().find(url.host()) != std::string::npos);
  require(url.without_fragment().find('#') == std::string::npos);
}

void check_stable(const gfetch::web::Url& url) {
  const Result<gfetch::web::Url> again = gfetch::web::parse_url(url.href());
  require(again.ok());
  require(again->href() == url.href());
  require(again->origin() == url.origin());
  require(again->pathname() == url.pathname());
  require(again->search() == url.search());
  require(again->password() == url.password());
}

void check_http(const gfetch::web::Url& url) {
  if (!url.is_http()) return;
  require(!url.host().empty() && url.pathname().starts_with('/'));
  const Result<gfetch::web::Url> sent =
      gfetch::web::parse_url(url.request_url());
  require(sent.ok());
  require(sent->href() == url.request_url());
  require(sent->origin() == url.origin());
  require(!sent->has_credentials() && !sent->has_fragment());
  const gfetch::http::RequestUrl requested(url.request_url());
  require(requested.text() == url.request_url());
  require(requested.origin() == url.origin());
  require(url.to_request() == requested);
  const Result<gfetch::web::Url> shown = gfetch::web::parse_url(url.redacted());
  require(shown.ok());
  require(url.password().empty() || shown->password() == "***");
}

/// Checks that a seen key, parsed as a URL, has the same seen key.
void check_key(const gfetch::web::Url& url) {
  if (!url.is_http()) return;
  for (const bool ignore : {false, true}) {
    const gfetch::crawl::SeenKeyOptions options{ignore, ignore};
    const std::string key = gfetch::crawl::seen_key(url, options);
    const Result<gfetch::web::Url> spelled = gfetch::web::parse_url(key);
    require(spelled.ok());
    require(gfetch::crawl::seen_key(*spelled, options) == key);
  }
  const std::string family = gfetch::crawl::family_of(url);
  require(family.find_first_of("0123456789",
                               url.pathname().data() - url.href().data()) ==
          std::string::npos);
  static_cast<void>(gfetch::crawl::trap_in(url));
}

void check(const Result<gfetch::web::Url>& url) {
  if (!url) return require(!url.error().message.empty());
  check_parts(*url);
  check_stable(*url);
  check_http(*url);
  check_key(*url);
}

}  // namespace

/// The first line of the input is the base URL and the rest the URL, or the
/// whole input is the URL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check(gfetch::web::parse_url(input));
  const Result<gfetch::web::Url> typed = gfetch::web::parse_http_url(input);
  check(typed);
  require(!typed || typed->is_http());
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const Result<gfetch::web::Url> base =
      gfetch::web::parse_url(input.substr(0, end));
  if (base) check(gfetch::web::parse_url(input.substr(end + 1), &*base));
  return 0;
}
