#include "web/html/foreign_elements.h"

#include <algorithm>
#include <array>

namespace gfetch::web {
namespace {

/// The depth limit of the element stack. Deeper elements are not recorded.
constexpr std::size_t kMaxDepth = 64;

/// The MathML text integration points and the HTML integration points: foreign
/// elements whose content is HTML.
constexpr std::array<std::string_view, 9> kIntegrationPoints = {
    "annotation-xml", "desc", "foreignobject", "mi", "mn", "mo", "ms",
    "mtext",          "title"};

/// The HTML start tags that end foreign content (HTML Standard, 13.2.6.5).
constexpr std::array<std::string_view, 43> kBreakoutTags = {
    "b",      "big",    "blockquote", "body",    "br",    "center", "code",
    "dd",     "div",    "dl",         "dt",      "em",    "embed",  "h1",
    "h2",     "h3",     "h4",         "h5",      "h6",    "head",   "hr",
    "i",      "img",    "li",         "listing", "menu",  "meta",   "nobr",
    "ol",     "p",      "pre",        "ruby",    "s",     "small",  "span",
    "strike", "strong", "sub",        "sup",     "table", "tt",     "u",
    "ul"};

/// Returns the entry of `names` that equals `name`; empty when there is none.
std::string_view found_in(const auto& names, std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  return found != names.end() ? *found : std::string_view();
}

}  // namespace

void ForeignElements::push(Element element) {
  if (open_.size() < kMaxDepth) open_.push_back(element);
  inside_ = open_.back().kind == Kind::kForeign;
}

bool ForeignElements::enter(std::string_view name, bool self_closing) {
  if (inside_ && !found_in(kBreakoutTags, name).empty()) {
    while (!open_.empty() && open_.back().kind == Kind::kForeign) {
      open_.pop_back();
    }
    inside_ = false;
  }
  const bool within = inside_;
  const std::string_view foreign = name == "svg"    ? "svg"
                                   : name == "math" ? "math"
                                                    : "";
  if (!foreign.empty()) {
    if (!self_closing) push({Kind::kForeign, foreign});
    return true;
  }
  if (within && !self_closing) {
    const std::string_view point = found_in(kIntegrationPoints, name);
    if (!point.empty()) push({Kind::kIntegrationPoint, point});
  }
  return within;
}

void ForeignElements::leave(std::string_view name) {
  if (open_.empty()) return;
  const auto last = std::find_if(
      open_.rbegin(), open_.rend(),
      [name](const Element& element) { return element.name == name; });
  if (last == open_.rend()) return;
  open_.erase(last.base() - 1, open_.end());
  inside_ = !open_.empty() && open_.back().kind == Kind::kForeign;
}

}  // namespace gfetch::web
