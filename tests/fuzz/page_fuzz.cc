// Fuzzes the link extractor: the findings in any bytes, read as a page or as a
// body without a type, do not depend on how the bytes are split, and stay
// within the limits.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/web/links/link_extractor.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

constexpr std::size_t kMostLinks = 50;

gfetch::web::PageFindings findings_of(
    std::string_view page, std::size_t piece,
    const std::vector<gfetch::http::Header>& headers) {
  static const gfetch::web::Url url =
      *gfetch::web::parse_url("http://site.test/a/b?c");
  gfetch::web::LinkExtractor extractor(url, headers, {.max_links = kMostLinks});
  while (!page.empty()) {
    extractor.feed(page.substr(0, piece));
    page.remove_prefix(std::min(piece, page.size()));
  }
  return extractor.finish();
}

bool same(const gfetch::web::Link& one, const gfetch::web::Link& other) {
  return one.target == other.target && one.text == other.text &&
         one.tag == other.tag && one.attribute == other.attribute &&
         one.position == other.position && one.nofollow == other.nofollow;
}

}  // namespace

/// The first byte of the input is the length of the pieces, and selects whether
/// the body has a type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view page = gfetch::fuzz::text_of(data + 1, size - 1);
  std::vector<gfetch::http::Header> headers;
  if (data[0] < 128) headers.push_back({"Content-Type", "text/html"});
  gfetch::web::PageFindings whole = findings_of(page, page.size() + 1, headers);
  const gfetch::web::PageFindings parts =
      findings_of(page, data[0] % 128 + 1U, headers);
  require(whole.title == parts.title);
  require(whole.base == parts.base);
  require(whole.anchors == parts.anchors);
  require(std::ranges::equal(whole.links, parts.links, same));
  require(whole.links.size() <= kMostLinks);
  for (const gfetch::web::Link& link : whole.links)
    require(link.text.size() <= 200);
  gfetch::web::resolve_links(whole.links, whole.base);
  return 0;
}
