#include "web/links/html_elements.h"

#include <algorithm>

namespace gfetch::web {
namespace {

/// The table of all elements that can have a link. An element without link
/// attributes is listed for its name, which records of links in its style
/// attribute use.
constexpr HtmlElement kElements[] = {
    {"a",
     ElementRole::kAnchor,
     {{{"href", LinkKind::kPage}, {"xlink:href", LinkKind::kPage}}}},
    {"area", ElementRole::kNone, {{{"href", LinkKind::kPage}}}},
    {"article"},
    {"aside"},
    {"audio", ElementRole::kNone, {{{"src"}}}},
    {"b"},
    {"base", ElementRole::kBase},
    {"bgsound", ElementRole::kNone, {{{"src"}}}},
    {"blockquote", ElementRole::kNone, {{{"cite", LinkKind::kPage}}}},
    {"body", ElementRole::kNone, {{{"background"}}}},
    {"button", ElementRole::kNone, {{{"formaction", LinkKind::kPage}}}},
    {"center"},
    {"code"},
    {"dd"},
    {"del", ElementRole::kNone, {{{"cite", LinkKind::kPage}}}},
    {"details"},
    {"div"},
    {"dl"},
    {"dt"},
    {"em"},
    {"embed", ElementRole::kNone, {{{"src"}}}},
    {"feimage", ElementRole::kNone, {{{"href"}, {"xlink:href"}}}},
    {"fieldset"},
    {"figcaption"},
    {"figure"},
    {"font"},
    {"footer"},
    {"form", ElementRole::kForm},
    {"frame",
     ElementRole::kNone,
     {{{"src", LinkKind::kPage}, {"longdesc", LinkKind::kPage}}}},
    {"g"},
    {"h1"},
    {"h2"},
    {"h3"},
    {"h4"},
    {"h5"},
    {"h6"},
    {"header"},
    {"hr"},
    {"html", ElementRole::kNone, {{{"manifest"}}}},
    {"i"},
    {"iframe",
     ElementRole::kRawText,
     {{{"src", LinkKind::kPage},
       {"srcdoc", LinkKind::kPage, AttributeForm::kDocument},
       {"longdesc", LinkKind::kPage}}}},
    {"image",
     ElementRole::kImage,
     {{{"href"},
       {"xlink:href"},
       {"src"},
       {"srcset", LinkKind::kAsset, AttributeForm::kSrcset}}}},
    {"img",
     ElementRole::kImage,
     {{{"src"},
       {"srcset", LinkKind::kAsset, AttributeForm::kSrcset},
       {"longdesc", LinkKind::kPage},
       {"lowsrc"}}}},
    {"input",
     ElementRole::kInput,
     {{{"src"}, {"formaction", LinkKind::kPage}}}},
    {"ins", ElementRole::kNone, {{{"cite", LinkKind::kPage}}}},
    {"label"},
    {"li"},
    {"link", ElementRole::kLink},
    {"main"},
    {"meta", ElementRole::kMeta},
    {"nav"},
    {"noembed", ElementRole::kRawText},
    {"noframes", ElementRole::kRawText},
    {"object", ElementRole::kNone, {{{"data"}}}},
    {"ol"},
    {"option"},
    {"p"},
    {"picture"},
    {"pre"},
    {"q", ElementRole::kNone, {{{"cite", LinkKind::kPage}}}},
    {"rect"},
    {"script", ElementRole::kRawText, {{{"src"}, {"href"}, {"xlink:href"}}}},
    {"section"},
    {"select"},
    {"small"},
    {"source",
     ElementRole::kNone,
     {{{"src"}, {"srcset", LinkKind::kAsset, AttributeForm::kSrcset}}}},
    {"span"},
    {"strong"},
    {"style", ElementRole::kStyle},
    {"sub"},
    {"summary"},
    {"sup"},
    {"svg"},
    {"table", ElementRole::kNone, {{{"background"}}}},
    {"tbody", ElementRole::kNone, {{{"background"}}}},
    {"td", ElementRole::kNone, {{{"background"}}}},
    {"textarea", ElementRole::kRawText},
    {"tfoot", ElementRole::kNone, {{{"background"}}}},
    {"th", ElementRole::kNone, {{{"background"}}}},
    {"thead", ElementRole::kNone, {{{"background"}}}},
    {"title", ElementRole::kTitle},
    {"tr", ElementRole::kNone, {{{"background"}}}},
    {"track", ElementRole::kNone, {{{"src"}}}},
    {"u"},
    {"ul"},
    {"use", ElementRole::kNone, {{{"href"}, {"xlink:href"}}}},
    {"video", ElementRole::kNone, {{{"src"}, {"poster"}}}},
    {"xmp", ElementRole::kRawText},
};
static_assert(std::ranges::is_sorted(kElements, {}, &HtmlElement::name));

constexpr HtmlElement kAnyOther = {"*"};

/// For each letter from `a` to `z`, the index of the first table element with
/// that initial; the last entry is the number of elements.
constexpr std::array<std::uint8_t, 27> kInitials = [] {
  std::array<std::uint8_t, 27> initials{};
  for (const HtmlElement& element : kElements) {
    const auto letter = static_cast<std::size_t>(element.name.front() - 'a');
    for (std::size_t next = letter + 1; next < initials.size(); ++next) {
      ++initials[next];
    }
  }
  return initials;
}();

}  // namespace

const HtmlElement& html_element(std::string_view name) {
  const char first = name.empty() ? '*' : name.front();
  if (first < 'a' || first > 'z') return kAnyOther;
  const auto letter = static_cast<std::size_t>(first - 'a');
  for (std::size_t at = kInitials[letter]; at < kInitials[letter + 1]; ++at) {
    if (kElements[at].name == name) return kElements[at];
  }
  return kAnyOther;
}

}  // namespace gfetch::web
