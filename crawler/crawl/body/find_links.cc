#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "crawl/body/body_use.h"
#include "gfetch/fiber/fiber.h"
#include "web/links/link_extractor.h"
#include "web/url/public_suffix.h"

namespace gfetch::crawl {
namespace {

/// The bytes of findings from which a page takes memory of the run, and what it
/// takes: enough for 100,000 links with their URLs.
constexpr std::size_t kSmallPage = std::size_t{1} << 20;
constexpr std::uint64_t kLargestPage = std::uint64_t{64} << 20;

class FindLinks final : public BodyUse {
 public:
  FindLinks(const AcceptSet& accept, Purpose purpose, LinkMemory memory)
      : accept_(accept),
        as_sitemap_(purpose == Purpose::kSitemap),
        memory_(memory) {}

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
    return extractor_ && (extractor_->unzips() || needs_memory());
  }

  Result<void> take(std::string_view bytes) override {
    if (!extractor_) return {};
    take_memory();
    extractor_->feed(bytes);
    return {};
  }

  Result<void> finish() override {
    if (!extractor_) return {};
    take_memory();
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

  bool needs_memory() const {
    return !memory_.hold.held() && extractor_->found_bytes() > kSmallPage;
  }

  void take_memory() {
    if (!needs_memory()) return;
    memory_.hold.take(memory_.memory, web::registrable_domain(page_->host()),
                      kLargestPage);
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
  LinkMemory memory_;
  std::optional<web::Url> page_;
  std::optional<web::LinkExtractor> extractor_;
  std::shared_ptr<web::PageFindings> found_;
};

}  // namespace

std::unique_ptr<BodyUse> find_links(const VisitorOptions& options,
                                    Purpose purpose, LinkMemory memory) {
  return std::make_unique<FindLinks>(options.accept, purpose, memory);
}

}  // namespace gfetch::crawl
