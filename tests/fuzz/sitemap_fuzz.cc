// Fuzzes sitemaps and feeds: the links in any bytes, gzipped or not, do not
// depend on how the bytes are split, and stay within the limit.
#include <algorithm>
#include <string>
#include <string_view>

#include "crawler/web/links/link_extractor.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

constexpr std::size_t kMostLinks = 50;

std::string links_of(std::string_view body, std::size_t piece, bool sitemap) {
  static const gfetch::web::Url url =
      *gfetch::web::parse_url("http://site.test/a/b.gz");
  gfetch::web::LinkExtractor extractor(
      url, {{"Content-Type", "text/xml"}},
      {.as_sitemap = sitemap, .max_links = kMostLinks});
  while (!body.empty()) {
    extractor.feed(body.substr(0, piece));
    body.remove_prefix(std::min(piece, body.size()));
  }
  gfetch::web::PageFindings findings = extractor.finish();
  gfetch::fuzz::require(findings.links.size() <= kMostLinks);
  gfetch::web::resolve_links(findings.links, findings.base);
  std::string links;
  for (const gfetch::web::Link& link : findings.links) {
    links += std::string(link.tag) + " " + link.target + "\n";
  }
  return links;
}

}  // namespace

/// The first byte of the input is the length of the pieces, and selects how the
/// body's type is given.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body = gfetch::fuzz::text_of(data + 1, size - 1);
  const bool sitemap = data[0] < 128;
  gfetch::fuzz::require(
      links_of(body, body.size() + 1, sitemap) ==
      links_of(body, data[0] % 128 + std::size_t{1}, sitemap));
  return 0;
}
