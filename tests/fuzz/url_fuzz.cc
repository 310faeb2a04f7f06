// Any bytes are a URL or are not; if they are, what came of them is stable,
// ASCII, and the same for all who parse it again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gfetch/crawler/url.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::Result;
using gfetch::Url;
using gfetch::fuzz::require;

void check_parts(const Url& url) {
  for (const char c : url.href()) require(c > 0x1F && c < 0x7F);
  require(url.href().starts_with(url.scheme()));
  require(url.href().find(url.host()) != std::string::npos);
  require(url.without_fragment().find('#') == std::string::npos);
}

void check_stable(const Url& url) {
  const Result<Url> again = gfetch::parse_url(url.href());
  require(again.ok());
  require(again->href() == url.href());
  require(again->origin() == url.origin());
  require(again->pathname() == url.pathname());
  require(again->search() == url.search());
  require(again->password() == url.password());
}

void check_http(const Url& url) {
  if (!url.is_http()) return;
  require(!url.host().empty() && url.pathname().starts_with('/'));
  const Result<Url> sent = gfetch::parse_url(url.request_url());
  require(sent.ok());
  require(sent->href() == url.request_url());
  require(sent->origin() == url.origin());
  require(!sent->has_credentials() && !sent->has_fragment());
  const Result<Url> shown = gfetch::parse_url(url.redacted());
  require(shown.ok());
  require(url.password().empty() || shown->password() == "***");
}

void check(const Result<Url>& url) {
  if (!url) return require(!url.error().message.empty());
  check_parts(*url);
  check_stable(*url);
  check_http(*url);
}

}  // namespace

/// The input's first line is the base, the rest the URL; or all is the URL.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check(gfetch::parse_url(input));
  const Result<Url> typed = gfetch::parse_http_url(input);
  check(typed);
  require(!typed || typed->is_http());
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  const Result<Url> base = gfetch::parse_url(input.substr(0, end));
  if (base) check(gfetch::parse_url(input.substr(end + 1), &*base));
  return 0;
}
