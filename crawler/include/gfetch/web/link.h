#pragma once
/// The links of a page, and the other facts in it that a crawler or a link
/// checker needs.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/web/position.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

/// The kind of a link: kPage is a page that a reader can visit, kAsset is a
/// resource needed to display a page (image, style sheet, script, font, media).
enum class LinkKind { kPage, kAsset };

struct Link {
  std::string target = {};  ///< not resolved; character references decoded
  Url url = {};  ///< set by resolve_links(); empty when `target` is not a URL
  LinkKind kind = LinkKind::kPage;
  /// Such as `a`; `link:` for a header; static text.
  std::string_view tag = {};
  std::string_view attribute = {};  ///< such as `href`, `srcset`; static text
  std::string text = {};   ///< the link's text or an image's alt, truncated
  Position position = {};  ///< the position of the tag with the link
  bool nofollow = false;   ///< marked by `rel=nofollow` or a page directive
};

/// The findings in one body: its links, anchors and robots directives.
struct PageFindings {
  std::vector<Link> links;  ///< in document order, not yet resolved
  Url base;                 ///< the base URL of the links
  std::string title;
  std::string charset;  ///< the declared encoding's name; or empty
  /// The ids and names to which a fragment can refer, not percent-decoded.
  std::vector<std::string> anchors;
  bool noindex = false;   ///< set by a meta element or X-Robots-Tag
  bool nofollow = false;  ///< set by a meta element or X-Robots-Tag
  bool cut = false;       ///< links are missing: a limit was exceeded
};

/// Resolves the target of each of `links` that has no URL yet against `base`.
/// (Links from headers are resolved when they are found.) A target that is not
/// a URL leaves the link's URL empty.
void resolve_links(std::span<Link> links, const Url& base);

}  // namespace gfetch::web
