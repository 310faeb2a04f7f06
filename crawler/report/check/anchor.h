#pragma once
/// Finds the anchor names that a URL's fragment may refer to.

#include <string>
#include <string_view>

namespace gfetch::report {

/// The part of a page that a fragment refers to, called "the indicated part" by
/// the HTML Standard. A page has it if one of its anchors is named `written` or
/// `decoded`.
struct IndicatedPart {
  bool top = false;     ///< the top of the page, which needs no anchor
  std::string written;  ///< the fragment as written in the URL
  std::string decoded;  ///< the fragment percent-decoded, as UTF-8
};

/// Returns the part of a page that `fragment`, a URL's fragment without its
/// `#`, refers to.
IndicatedPart indicated_part(std::string_view fragment);

}  // namespace gfetch::report
