#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "crawl/body/body_use.h"
#include "gfetch/fiber/fiber.h"
#include "web/links/link_extractor.h"

namespace gfetch::crawl {
namespace {

class FindLinks final : public BodyUse {
 public:
  FindLinks(const AcceptSet& accept, Purpose purpose)
      : accept_(accept), as_sitemap_(purpose == Purpose::kSitemap) {}

  bool wants(const http::Response& response) const override {
    return reads(response) &&
           (as_sitemap_ || may_hold_links(*page_, response.headers));
  }

  void prepare(http::Request& request) override {
    Result<web::Url> url = web::parse_url(request.url.text());
    page_ = url ? std::optional(std::move(*url)) : std::nullopt;
  }

  Result<void> begin(const http::Response& response) override {
    extractor_.reset();
    if (!reads(response)) return {};
    extractor_.emplace(*page_, response.headers,
                       web::LinkExtractorOptions{.as_sitemap = as_sitemap_,
                                                 .pause = [] { yield(); }});
    return {};
  }

  bool takes_long() const override {
    return extractor_ && extractor_->unzips();
  }

  Result<void> take(std::string_view bytes) override {
    if (extractor_) extractor_->feed(bytes);
    return {};
  }

  Result<void> finish() override {
    if (!extractor_) return {};
    found_ = std::make_shared<web::PageFindings>(extractor_->finish());
    extractor_.reset();
    resolve(*found_);
    return {};
  }

  void record(Visit& visit) override {
    if (!found_) return;
    visit.title = found_->title;
    visit.charset = found_->charset;
    visit.page = std::move(found_);
  }

 private:
  bool reads(const http::Response& response) const {
    return page_ && accept_.contains(response.status_code);
  }

  // Resolves the links of a page. Yields after every kAtOnce links, so that a
  // page with many links does not delay other fibers.
  static void resolve(web::PageFindings& page) {
    constexpr std::size_t kAtOnce = 1000;
    std::span<web::Link> rest = page.links;
    for (;;) {
      const auto part = rest.first(std::min(rest.size(), kAtOnce));
      resolve_links(part, page.base);
      rest = rest.subspan(part.size());
      if (rest.empty()) return;
      yield();
    }
  }

  const AcceptSet& accept_;
  bool as_sitemap_;
  std::optional<web::Url> page_;
  std::optional<web::LinkExtractor> extractor_;
  std::shared_ptr<web::PageFindings> found_;
};

}  // namespace

std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose) {
  return std::make_unique<FindLinks>(options.accept, purpose);
}

}  // namespace gfetch::crawl
