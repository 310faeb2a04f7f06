#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "crawl/body/body_use.h"
#include "web/charset/charset.h"
#include "web/charset/sniffed_text.h"
#include "web/html/html_tokenizer.h"
#include "web/html/meta_charset.h"
#include "web/html/page_title.h"

namespace gfetch::crawl {
namespace {

/// The number of bytes of a page within which its title is searched.
constexpr std::size_t kTitleSearch = std::size_t{512} * 1024;

/// Finds the encoding and the title of one body.
class Description {
 public:
  explicit Description(web::MediaType type)
      : is_page_(type.is_html()), text_(std::move(type), web::meta_prescan) {}

  void take(std::string_view bytes) {
    // The title is near the start of a page. The text after the title is not
    // decoded.
    constexpr std::size_t kAtOnce = std::size_t{16} * 1024;
    while (!bytes.empty() && !done()) {
      const std::string_view part = bytes.substr(0, kAtOnce);
      bytes.remove_prefix(part.size());
      read(text_.read(part));
    }
  }

  void finish() {
    read(text_.finish());
    if (is_page_) tokenizer_.finish();
    title_.finish();
  }

  void record(Visit& visit) const {
    if (text_.encoding() != nullptr) visit.charset = text_.encoding()->name;
    visit.title = title_.title();
  }

 private:
  bool done() const { return title_.done() || left_ == 0; }

  void read(std::string_view text) {
    text = text.substr(0, left_);
    left_ -= text.size();
    if (is_page_) tokenizer_.feed(text);
  }

  bool is_page_;
  web::SniffedText text_;
  std::size_t left_ = is_page_ ? kTitleSearch : web::kPrescanLimit;
  web::PageTitle title_;
  web::HtmlTokenizer tokenizer_{title_};
};

class DescribeText final : public BodyUse {
 public:
  Result<void> begin(const http::Response& response) override {
    const http::Header* header = find_header(response.headers, "Content-Type");
    web::MediaType type =
        web::parse_media_type(header == nullptr ? "" : header->value);
    description_.reset();
    if (type.is_text()) description_.emplace(std::move(type));
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (description_) description_->take(bytes);
    return {};
  }

  Result<void> finish() override { return {}; }

  // A partial body is described, too: its beginning is enough for the encoding
  // and the title.
  void record(Visit& visit) override {
    if (!description_) return;
    description_->finish();
    description_->record(visit);
  }

 private:
  std::optional<Description> description_;
};

}  // namespace

std::unique_ptr<BodyUse> describe_text() {
  return std::make_unique<DescribeText>();
}

}  // namespace gfetch::crawl
