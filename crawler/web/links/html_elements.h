#pragma once
/// The table of HTML elements and their attributes that hold links.

#include <array>
#include <cstdint>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// The syntax of a link attribute: a URL, image candidates (srcset) or a whole
/// document (srcdoc).
enum class AttributeForm : std::uint8_t { kUrl, kSrcset, kDocument };

struct LinkAttribute {
  std::string_view name = {};
  LinkKind kind = LinkKind::kAsset;
  AttributeForm form = AttributeForm::kUrl;
};

/// The role of an element for the page reader. Most elements only hold links; a
/// few need special treatment, and the text of some is not displayed.
enum class ElementRole : std::uint8_t {
  kNone,
  kAnchor,
  kBase,
  kForm,
  kImage,
  kInput,
  kLink,
  kMeta,
  kRawText,
  kStyle,
  kTitle,
};

/// An HTML element and its link attributes.
struct HtmlElement {
  std::string_view name;
  ElementRole role = ElementRole::kNone;
  /// The link attributes; an unused array element has no name.
  std::array<LinkAttribute, 4> links = {};
};

/// Returns the element named `name`, or the generic element `*` when `name` is
/// not in the table.
const HtmlElement& html_element(std::string_view name);

}  // namespace gfetch::web
