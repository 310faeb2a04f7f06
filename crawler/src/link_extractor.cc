#include "gfetch/crawler/link_extractor.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "charset/sniffed_text.h"
#include "gfetch/crawler/charset.h"
#include "gfetch/crawler/decode.h"
#include "links/header_links.h"
#include "links/link_collector.h"
#include "links/text_reader.h"

namespace gfetch {
namespace {

/// The sitemap protocol's own limits; feeds are held to them as well.
constexpr std::uint64_t kLongestSitemap = std::uint64_t{50} * 1024 * 1024;
constexpr std::size_t kMostSitemapLinks = 50'000;

/// What a body is read as.
enum class Form { kNothing, kPage, kStyle, kFeed, kSitemap };

MediaType type_of(const std::vector<Header>& headers) {
  const Header* header = find_header(headers, "Content-Type");
  return parse_media_type(header == nullptr ? "" : header->value);
}

bool is_gzip(const MediaType& type) {
  return type.essence == "application/gzip" ||
         type.essence == "application/x-gzip";
}

Form form_of(const MediaType& type, const LinkExtractorOptions& options) {
  if (options.as_sitemap) return Form::kSitemap;
  if (type.is_html()) return Form::kPage;
  if (type.essence == "text/css") return Form::kStyle;
  return type.is_xml() || is_gzip(type) ? Form::kFeed : Form::kNothing;
}

bool is_feed(Form form) {
  return form == Form::kFeed || form == Form::kSitemap;
}

/// Whether what a feed has for its body may be a gzip file: it is mostly served
/// as what it is, and not as the coding of what it holds.
bool may_be_gzip(Form form, const Url& page, const MediaType& type) {
  return form == Form::kSitemap ||
         (form == Form::kFeed &&
          (is_gzip(type) || page.pathname().ends_with(".gz")));
}

std::unique_ptr<detail::TextReader> reader_of(Form form,
                                              detail::LinkCollector& links) {
  switch (form) {
    case Form::kPage:
      return detail::read_page(links);
    case Form::kStyle:
      return detail::read_style(links);
    case Form::kFeed:
      return detail::read_feed(links);
    case Form::kSitemap:
      return detail::read_sitemap(links);
    case Form::kNothing:
      break;
  }
  return nullptr;
}

LinkExtractorOptions limited(LinkExtractorOptions options, Form form) {
  if (is_feed(form)) {
    options.max_links = std::min(options.max_links, kMostSitemapLinks);
  }
  return options;
}

/// By which the charset of a body is found: the type of a feed may be wrong.
MediaType text_type(MediaType type, Form form) {
  if (is_feed(form)) type.essence = "application/xml";
  return type;
}

}  // namespace

struct LinkExtractor::State {
  State(const Url& page, const std::vector<Header>& headers,
        const MediaType& type, LinkExtractorOptions options)
      : form(form_of(type, options)),
        links(page, limited(std::move(options), form)),
        text(text_type(type, form)),
        reader(reader_of(form, links)) {
    detail::read_headers(headers, links);
    if (may_be_gzip(form, page, type)) begin_unzipping();
  }

  /// What was not gzipped passes as it is.
  void begin_unzipping() {
    Result<BodyDecoder> made = BodyDecoder::create(
        {{"Content-Encoding", "gzip"}}, {.max_bytes = kLongestSitemap},
        [this](std::string_view bytes) {
          read(bytes);
          return Result<void>();
        });
    if (made) unzipper = std::move(*made);
  }

  void feed(std::string_view bytes) {
    if (!reader) return;
    if (!unzipper) return read(bytes);
    if (!unzipper->feed(bytes)) give_up();
  }

  /// Takes bytes of text.
  void read(std::string_view bytes) {
    if (is_feed(form)) {
      if (bytes.size() > left) links.findings().cut = true;
      bytes = bytes.substr(0, left);
      left -= bytes.size();
    }
    reader->feed(text.read(bytes));
  }

  /// Damaged, or too much: there is what was found so far.
  void give_up() {
    links.findings().cut = true;
    unzipper.reset();
    reader.reset();
  }

  void finish() {
    if (unzipper && !unzipper->finish()) links.findings().cut = true;
    if (!reader) return;
    reader->feed(text.finish());
    reader->finish();
  }

  Form form;
  detail::LinkCollector links;
  detail::SniffedText text;
  std::unique_ptr<detail::TextReader> reader;  ///< null: nothing is read
  std::optional<BodyDecoder> unzipper;
  std::uint64_t left = kLongestSitemap;  ///< of a feed
};

LinkExtractor::LinkExtractor(const Url& page,
                             const std::vector<Header>& headers,
                             LinkExtractorOptions options)
    : state_(std::make_unique<State>(page, headers, type_of(headers),
                                     std::move(options))) {}

LinkExtractor::LinkExtractor(LinkExtractor&&) noexcept = default;
LinkExtractor& LinkExtractor::operator=(LinkExtractor&&) noexcept = default;
LinkExtractor::~LinkExtractor() = default;

void LinkExtractor::feed(std::string_view bytes) {
  state_->feed(bytes);
}

PageFindings LinkExtractor::finish() {
  State& state = *state_;
  state.finish();
  PageFindings findings = state.links.take();
  if (state.text.encoding() != nullptr) {
    findings.charset = state.text.encoding()->name;
  }
  return findings;
}

}  // namespace gfetch
