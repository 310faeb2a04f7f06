#pragma once
/// The attributes of HTML elements that hold links.

#include <array>
#include <cstdint>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// The form of the links in an attribute: a URL, image candidates (srcset) or a
/// whole document (srcdoc).
enum class AttributeForm : std::uint8_t { kUrl, kSrcset, kDocument };

struct LinkAttribute {
  std::string_view name = {};
  LinkKind kind = LinkKind::kAsset;
  AttributeForm form = AttributeForm::kUrl;
};

/// The elements that are more than a holder of links, and those whose text is
/// not shown.
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

/// An element with the links in its attributes.
struct HtmlElement {
  std::string_view name;
  ElementRole role = ElementRole::kNone;
  std::array<LinkAttribute, 4> links = {};  ///< unused entries have no name
};

/// The element `name`; an element named `*` when `name` is not in the table.
const HtmlElement& html_element(std::string_view name);

}  // namespace gfetch::web
