#pragma once
/// Which attributes of which elements are links.

#include <array>
#include <cstdint>
#include <string_view>

#include "gfetch/web/link.h"

namespace gfetch::web {

/// How an attribute holds its links.
enum class AttributeForm : std::uint8_t { kUrl, kSrcset, kDocument };

struct LinkAttribute {
  std::string_view name = {};
  LinkKind kind = LinkKind::kAsset;
  AttributeForm form = AttributeForm::kUrl;
};

/// Elements that mean more than their attributes, or whose text is no page's.
enum class ElementRole : std::uint8_t {
  kNone,
  kAnchor,
  kArea,
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

struct HtmlElement {
  std::string_view name;
  ElementRole role = ElementRole::kNone;
  std::array<LinkAttribute, 4> links = {};  ///< the rest has no name
};

/// The element called `name`; one called `*` for those that mean nothing here.
const HtmlElement& html_element(std::string_view name);

}  // namespace gfetch::web
