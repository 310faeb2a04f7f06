#include "web/links/link_collector.h"

#include <algorithm>
#include <utility>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// The size limit in bytes of all link targets and anchors of a page: enough
/// for 100,000 links.
constexpr std::size_t kMaxBytes = std::size_t{32} * 1024 * 1024;

/// The initial capacity of the list of links.
constexpr std::size_t kInitialLinks = 64;

bool is_data(std::string_view target) {
  constexpr std::string_view kScheme = "data:";
  target.remove_prefix(run_of(target, kWhitespaceByte));
  return equal_without_case(target.substr(0, kScheme.size()), kScheme);
}

/// Returns true if a target needs no request: a data URL contains its resource,
/// and an empty target is a link, to the page itself, only in `href`.
bool is_ignored(const LinkSource& source, std::string_view target) {
  if (run_of(target, kWhitespaceByte) < target.size()) return is_data(target);
  return source.kind != LinkKind::kPage || source.attribute != "href";
}

}  // namespace

LinkCollector::LinkCollector(const Url& page, LinkExtractorOptions options)
    : options_(std::move(options)), page_(page) {
  findings_.base = page;
}

void LinkCollector::limit_links(std::size_t max_links) {
  options_.max_links = std::min(options_.max_links, max_links);
}

bool LinkCollector::reserve(std::size_t bytes) {
  bytes_ += bytes;
  if (bytes_ <= kMaxBytes) return true;
  findings_.cut = true;
  return false;
}

Link* LinkCollector::add(const LinkSource& source, std::string_view target) {
  if (is_ignored(source, target)) return nullptr;
  std::vector<Link>& links = findings_.links;
  if (links.size() >= options_.max_links) {
    findings_.cut = true;
    return nullptr;
  }
  if (!reserve(target.size())) return nullptr;
  if (links.empty()) links.reserve(kInitialLinks);
  Link& link = links.emplace_back();
  link.target = target;
  link.kind = source.kind;
  link.tag = source.tag;
  link.attribute = source.attribute;
  return &link;
}

void LinkCollector::mark_cut(std::string_view target) {
  if (!is_data(target)) findings_.cut = true;
}

void LinkCollector::add_anchor(std::string_view name) {
  if (name.empty() || options_.max_anchors == 0) return;
  if (findings_.anchors.size() >= options_.max_anchors) {
    findings_.cut = true;
  } else if (reserve(name.size())) {
    findings_.anchors.emplace_back(name);
  }
}

void LinkCollector::add_directives(std::string_view directives) {
  while (!directives.empty()) {
    std::string_view word = take_until(directives, ',');
    word.remove_prefix(run_of(word, kWhitespaceByte));
    word = word.substr(0, run_before(word, kWhitespaceByte));
    const bool none = equal_without_case(word, "none");
    findings_.noindex |= none || equal_without_case(word, "noindex");
    findings_.nofollow |= none || equal_without_case(word, "nofollow");
  }
}

void LinkCollector::set_text(std::size_t link, std::string text) {
  findings_.links[link].text = std::move(text);
}

PageFindings LinkCollector::take() {
  if (findings_.nofollow) {
    for (Link& link : findings_.links) link.nofollow = true;
  }
  return std::move(findings_);
}

}  // namespace gfetch::web
