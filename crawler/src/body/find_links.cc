#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "body_use.h"
#include "gfetch/crawler/charset.h"
#include "gfetch/crawler/link_extractor.h"
#include "gfetch/engine/fiber.h"

namespace gfetch::detail {
namespace {

// What LinkExtractor reads.
bool may_hold_links(const MediaType& type) {
  const std::string_view essence = type.essence;
  return type.is_html() || essence == "text/css" || essence.ends_with("xml");
}

class FindLinks final : public BodyUse {
 public:
  FindLinks(const AcceptSet& accept, Purpose purpose)
      : accept_(accept), as_sitemap_(purpose == Purpose::kSitemap) {}

  bool wants(const Response& response) const override {
    const Header* header = find_header(response.headers, "Content-Type");
    return reads(response) && (as_sitemap_ || header == nullptr ||
                               may_hold_links(parse_media_type(header->value)));
  }

  void prepare(Request& request) override { url_ = request.url; }

  Result<void> begin(const Response& response) override {
    extractor_.reset();
    if (!reads(response)) return {};
    if (const Result<Url> url = parse_url(url_)) {
      extractor_.emplace(*url, response.headers,
                         LinkExtractorOptions{.as_sitemap = as_sitemap_});
    }
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (extractor_) extractor_->feed(bytes);
    return {};
  }

  Result<void> finish() override {
    if (!extractor_) return {};
    found_ = std::make_shared<PageFindings>(extractor_->finish());
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
  bool reads(const Response& response) const {
    return accept_.contains(response.status_code);
  }

  // A page may hold so many that others want their turn meanwhile.
  static void resolve(PageFindings& page) {
    constexpr std::size_t kAtOnce = 1000;
    std::span<gfetch::Link> rest = page.links;
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
  std::string url_;
  std::optional<LinkExtractor> extractor_;
  std::shared_ptr<PageFindings> found_;
};

}  // namespace

std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose) {
  return std::make_unique<FindLinks>(options.accept, purpose);
}

}  // namespace gfetch::detail
