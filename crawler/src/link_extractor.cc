#include "gfetch/crawler/link_extractor.h"

#include <utility>

#include "charset/sniffed_text.h"
#include "gfetch/crawler/charset.h"
#include "links/header_links.h"
#include "links/link_collector.h"
#include "links/text_reader.h"

namespace gfetch {
namespace {

MediaType type_of(const std::vector<Header>& headers) {
  const Header* header = find_header(headers, "Content-Type");
  return parse_media_type(header == nullptr ? "" : header->value);
}

/// What reads a body of `type`; null when nothing does.
std::unique_ptr<detail::TextReader> reader_of(const MediaType& type,
                                              detail::LinkCollector& links) {
  if (type.is_html()) return detail::read_page(links);
  if (type.essence == "text/css") return detail::read_style(links);
  return nullptr;
}

}  // namespace

struct LinkExtractor::State {
  State(const Url& page, const std::vector<Header>& headers,
        LinkExtractorOptions options)
      : links(page, std::move(options)), text(type_of(headers)) {
    detail::read_headers(headers, links);
    reader = reader_of(type_of(headers), links);
  }

  detail::LinkCollector links;
  detail::SniffedText text;
  std::unique_ptr<detail::TextReader> reader;
};

LinkExtractor::LinkExtractor(const Url& page,
                             const std::vector<Header>& headers,
                             LinkExtractorOptions options)
    : state_(std::make_unique<State>(page, headers, std::move(options))) {}

LinkExtractor::LinkExtractor(LinkExtractor&&) noexcept = default;
LinkExtractor& LinkExtractor::operator=(LinkExtractor&&) noexcept = default;
LinkExtractor::~LinkExtractor() = default;

void LinkExtractor::feed(std::string_view bytes) {
  if (state_->reader) state_->reader->feed(state_->text.read(bytes));
}

PageFindings LinkExtractor::finish() {
  State& state = *state_;
  if (state.reader) {
    state.reader->feed(state.text.finish());
    state.reader->finish();
  }
  PageFindings findings = state.links.take();
  if (state.text.encoding() != nullptr) {
    findings.charset = state.text.encoding()->name;
  }
  return findings;
}

}  // namespace gfetch
