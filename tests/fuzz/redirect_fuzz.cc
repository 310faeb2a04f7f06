// Fuzzes redirects: with any responses, a chain of redirects ends, stays on
// http and https, and sends credentials only to the origin of the seed.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crawler/crawl/policy/redirect.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

constexpr int kMaxHops = 20;

void check(const gfetch::crawl::RedirectStep& step,
           const gfetch::http::Origin& home) {
  require(step.url.is_http());
  require(step.same_origin == (step.url.origin() == home));
  const std::vector<gfetch::crawl::ScopedHeader> headers = {
      {{"Authorization", "secret"}, gfetch::crawl::HeaderScope::kSameOrigin}};
  require(gfetch::crawl::headers_for(step, headers).empty() ==
          !step.same_origin);
}

}  // namespace

/// Each line of the input is a response: a byte for the status, then the
/// Location.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const gfetch::web::Url start =
      *gfetch::web::parse_url("http://u:p@home.example/a?b#c");
  gfetch::crawl::Redirects redirects(start, "POST", {.max_hops = kMaxHops});
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    if (line.empty()) continue;
    const int status_code = 300 + static_cast<unsigned char>(line[0]) % 10;
    const gfetch::Result<bool> more =
        redirects.follow(status_code, line.substr(1));
    if (!more) require(!more.error().message.empty());
    require(redirects.num_hops() <= kMaxHops);
    check(redirects.step(), start.origin());
  }
  return 0;
}
