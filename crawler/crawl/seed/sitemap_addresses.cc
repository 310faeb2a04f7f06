#include "crawl/seed/sitemap_addresses.h"

#include <utility>

#include "gfetch/web/url.h"

namespace gfetch::crawl {
namespace {

web::LinkExtractor extractor_of_sitemap() {
  // URLs in sitemaps are absolute, so the base URL does not matter.
  return {*web::parse_url("http://sitemap.invalid/"), {}, {.as_sitemap = true}};
}

}  // namespace

SitemapAddresses::SitemapAddresses() : extractor_(extractor_of_sitemap()) {}

void SitemapAddresses::finish() {
  web::PageFindings found = extractor_.finish();
  finished_ = true;
  cut_ = found.cut;
  links_ = std::move(found.links);
}

std::optional<SitemapAddresses::Address> SitemapAddresses::next() {
  if (next_ == links_.size()) return std::nullopt;
  const web::Link& link = links_[next_++];
  return Address{link.target, link.position.line};
}

std::optional<std::string_view> SitemapAddresses::take_error() {
  if (std::exchange(error_taken_, true)) return std::nullopt;
  if (cut_) {
    return "the sitemap is damaged, or has more than 50,000 addresses or 50 "
           "MiB: the rest is left out";
  }
  if (links_.empty()) return "the sitemap names no address";
  return std::nullopt;
}

}  // namespace gfetch::crawl
