#include "gfetch/crawler/link_extractor.h"

#include <utility>

namespace gfetch {

struct LinkExtractor::State {
  PageFindings findings;
};

LinkExtractor::LinkExtractor(const Url& page,
                             const std::vector<Header>& /*headers*/,
                             LinkExtractorOptions /*options*/)
    : state_(std::make_unique<State>()) {
  state_->findings.base = page;
}

LinkExtractor::LinkExtractor(LinkExtractor&&) noexcept = default;
LinkExtractor& LinkExtractor::operator=(LinkExtractor&&) noexcept = default;
LinkExtractor::~LinkExtractor() = default;

void LinkExtractor::feed(std::string_view /*bytes*/) {}

PageFindings LinkExtractor::finish() {
  return std::move(state_->findings);
}

}  // namespace gfetch
