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

/// The purpose of a link: kPage is a page that a reader can visit, kAsset a
/// resource that is needed to display the page (image, style sheet, script,
/// font, media).
enum class LinkKind { kPage, kAsset };

struct Link {
  std::string target = {};  ///< unresolved, character references decoded
  Url url = {};  ///< set by resolve_links(); empty when `target` is not a URL
  LinkKind kind = LinkKind::kPage;
  std::string_view tag = {};        ///< `a`, `img`; `link:` of a header; static
  std::string_view attribute = {};  ///< `href`, `srcset`, `style`; static
  std::string text = {};            ///< link text or an image's alt, truncated
  Position position = {};           ///< of the tag that holds the link
  bool nofollow = false;            ///< by `rel=nofollow` or for the whole page
};

/// The result of reading one body.
struct PageFindings {
  std::vector<Link> links;  ///< in document order, not resolved
  Url base;                 ///< the base URL of the links
  std::string title;
  std::string charset;  ///< name of the encoding; empty when none was declared
  /// The ids and names that a fragment can refer to, not decoded.
  std::vector<std::string> anchors;
  bool noindex = false;   ///< by a meta element or X-Robots-Tag
  bool nofollow = false;  ///< by a meta element or X-Robots-Tag
  bool cut = false;       ///< a limit was exceeded: links are missing
};

/// Sets the URL of each of `links` that has none yet: its target, resolved
/// against `base`. (Links from header fields are resolved when they are found.)
/// A target that is not a URL leaves the URL of its link empty.
void resolve_links(std::span<Link> links, const Url& base);

}  // namespace gfetch::web
