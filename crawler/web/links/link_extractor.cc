#include "web/links/link_extractor.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "web/charset/charset.h"
#include "web/charset/sniffed_text.h"
#include "web/coding/decode.h"
#include "web/html/meta_charset.h"
#include "web/links/header_links.h"
#include "web/links/link_collector.h"
#include "web/links/sniffed_type.h"
#include "web/links/text_reader.h"

namespace gfetch::web {
namespace {

/// The limits of a sitemap by the sitemap protocol. They apply to feeds, too.
constexpr std::uint64_t kMaxSitemapBytes = std::uint64_t{50} * 1024 * 1024;
constexpr std::size_t kMaxSitemapLinks = 50'000;

/// The format of a body, which determines its reader.
enum class Form { kNothing, kPage, kStyle, kFeed, kSitemap };

bool is_gzip(const MediaType& type) {
  return type.essence == "application/gzip" ||
         type.essence == "application/x-gzip";
}

/// Returns true if the body is a gzip file of XML: the URL's file name ends in
/// `.xml.gz` and the Content-Type does not contradict it. (Servers send such
/// files with the type of a gzip file, not as XML with a content coding.)
bool is_gzipped_xml(const Url& page, const MediaType& type) {
  return page.pathname().ends_with(".xml.gz") &&
         (is_gzip(type) || type.essence == "application/octet-stream");
}

Form form_of(const Url& page, const MediaType& type, bool as_sitemap) {
  if (as_sitemap) return Form::kSitemap;
  if (type.is_html()) return Form::kPage;
  if (type.is_css()) return Form::kStyle;
  return type.is_xml() || is_gzipped_xml(page, type) ? Form::kFeed
                                                     : Form::kNothing;
}

bool is_feed(Form form) {
  return form == Form::kFeed || form == Form::kSitemap;
}

/// Returns true if the body of a feed or a sitemap can be a gzip file.
bool may_be_gzip(Form form, const Url& page, const MediaType& type) {
  return form == Form::kSitemap ||
         (form == Form::kFeed &&
          (is_gzip(type) || page.pathname().ends_with(".gz")));
}

std::unique_ptr<TextReader> reader_of(Form form, LinkCollector& links) {
  switch (form) {
    case Form::kPage:
      return read_page(links);
    case Form::kStyle:
      return read_style(links);
    case Form::kFeed:
      return read_feed(links);
    case Form::kSitemap:
      return read_sitemap(links);
    case Form::kNothing:
      break;
  }
  return nullptr;
}

/// Returns the media type to use for the charset detection. The declared type
/// of a feed is often wrong, so a feed always counts as XML.
MediaType text_type(MediaType type, Form form) {
  if (is_feed(form)) type.essence = "application/xml";
  return type;
}

/// The reader of a body whose format is known.
class TypedBody {
 public:
  TypedBody(const Url& page, const MediaType& type, Form form,
            LinkCollector& links, std::function<void()> pause)
      : form_(form),
        links_(links),
        pause_(std::move(pause)),
        text_(text_type(type, form), meta_prescan),
        reader_(reader_of(form, links)) {
    if (is_feed(form)) links.limit_links(kMaxSitemapLinks);
    if (may_be_gzip(form, page, type)) begin_unzipping();
  }
  // The class is not copyable, because unzipper_ points to it.
  TypedBody(const TypedBody&) = delete;
  TypedBody& operator=(const TypedBody&) = delete;

  bool unzips() const { return unzipper_.has_value(); }

  void feed(std::string_view bytes) {
    if (!reader_) return;
    if (!unzipper_) return read(bytes);
    if (!unzipper_->feed(bytes)) give_up();
  }

  void finish() {
    if (unzipper_ && !unzipper_->finish()) links_.findings().cut = true;
    if (reader_) {
      reader_->feed(text_.finish());
      reader_->finish();
    }
    if (text_.encoding() == nullptr) return;
    links_.findings().charset = text_.encoding()->name;
  }

 private:
  /// Inserts a gzip decoder before the reader. It passes a body without the
  /// gzip magic number unchanged.
  void begin_unzipping() {
    Result<BodyDecoder> made =
        BodyDecoder::create({{"Content-Encoding", "gzip"}},
                            {.max_bytes = kMaxSitemapBytes, .pause = pause_},
                            [this](std::string_view bytes) {
                              read(bytes);
                              return Result<void>();
                            });
    if (made) unzipper_ = std::move(*made);
  }

  /// Passes the next bytes of the decompressed text to the reader.
  void read(std::string_view bytes) {
    if (is_feed(form_)) {
      if (bytes.size() > left_) links_.findings().cut = true;
      bytes = bytes.substr(0, left_);
      left_ -= bytes.size();
    }
    reader_->feed(text_.read(bytes));
  }

  /// Stops reading after damaged data or too many bytes, and keeps the findings
  /// so far.
  void give_up() {
    links_.findings().cut = true;
    unzipper_.reset();
    reader_.reset();
  }

  Form form_;
  LinkCollector& links_;
  std::function<void()> pause_;
  SniffedText text_;
  std::unique_ptr<TextReader> reader_;  ///< null: the format has no links
  std::optional<BodyDecoder> unzipper_;
  /// The bytes of a feed that may still be read.
  std::uint64_t left_ = kMaxSitemapBytes;
};

}  // namespace

class LinkExtractor::State {
 public:
  State(const Url& page, const std::vector<http::Header>& headers,
        LinkExtractorOptions options)
      : as_sitemap_(options.as_sitemap),
        pause_(options.pause),
        links_(page, std::move(options)) {
    read_headers(headers, links_);
    if (as_sitemap_ || !may_be_sniffed(headers)) {
      begin(declared_type(headers));
    }
  }

  void feed(std::string_view bytes) {
    if (body_) return body_->feed(bytes);
    head_ += bytes;
    if (head_.size() >= kSniffedBytes) sniff();
  }

  bool unzips() const { return !body_ || body_->unzips(); }

  std::size_t found_bytes() const { return links_.bytes(); }

  PageFindings finish() {
    if (!body_) sniff();
    body_->finish();
    return links_.take();
  }

 private:
  void begin(const MediaType& type) {
    const Form form = form_of(links_.page(), type, as_sitemap_);
    body_.emplace(links_.page(), type, form, links_, pause_);
  }

  void sniff() {
    begin(parse_media_type(sniffed_type(head_)));
    body_->feed(head_);
    head_.clear();
  }

  bool as_sitemap_;
  std::function<void()> pause_;
  LinkCollector links_;
  std::string head_;  ///< the bytes received before the type is known
  std::optional<TypedBody> body_;  ///< absent until the type is known
};

bool may_hold_links(const Url& page, const std::vector<http::Header>& headers) {
  return may_be_sniffed(headers) ||
         form_of(page, declared_type(headers), false) != Form::kNothing;
}

LinkExtractor::LinkExtractor(const Url& page,
                             const std::vector<http::Header>& headers,
                             LinkExtractorOptions options)
    : state_(std::make_unique<State>(page, headers, std::move(options))) {}

LinkExtractor::LinkExtractor(LinkExtractor&&) noexcept = default;
LinkExtractor& LinkExtractor::operator=(LinkExtractor&&) noexcept = default;
LinkExtractor::~LinkExtractor() = default;

void LinkExtractor::feed(std::string_view bytes) {
  state_->feed(bytes);
}

bool LinkExtractor::unzips() const {
  return state_->unzips();
}

std::size_t LinkExtractor::found_bytes() const {
  return state_->found_bytes();
}

PageFindings LinkExtractor::finish() {
  return state_->finish();
}

}  // namespace gfetch::web
