#pragma once
/// What a page leads to, and what else it says of itself to those who follow
/// its links or check them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/web/position.h"
#include "gfetch/web/url.h"

namespace gfetch::web {

/// What a link is for: kPage is somewhere to go, kAsset something that is
/// fetched to show the page (images, styles, scripts, fonts, media).
enum class LinkKind { kPage, kAsset };

struct Link {
  std::string target = {};  ///< as it stands, character references decoded
  Url url = {};  ///< that it leads to, by resolve_links(); or no URL at all
  LinkKind kind = LinkKind::kPage;
  std::string_view tag = {};        ///< `a`, `img`; `link:` of a header; static
  std::string_view attribute = {};  ///< `href`, `srcset`, `style`; static
  std::string text = {};            ///< of the link, or an image's alt; cut
  Position position = {};           ///< of the tag it stands in
  bool nofollow = false;            ///< `rel=nofollow`, or the whole page's
};

/// All that a body came to.
struct PageFindings {
  std::vector<Link> links;  ///< in the order of the page, not resolved
  Url base;                 ///< what they are relative to
  std::string title;
  std::string charset;  ///< in which it was read; empty: nothing says it
  /// The ids and names that a fragment may name, as they stand.
  std::vector<std::string> anchors;
  bool noindex = false;   ///< said by meta or X-Robots-Tag
  bool nofollow = false;  ///< likewise
  bool cut = false;       ///< more than the reader keeps: links are missing
};

/// Finds out where each of `links` leads, as a page with `base` means it, but
/// for those of headers, which know already. A target that is no URL leaves its
/// link without one.
/// Never blocks.
void resolve_links(std::span<Link> links, const Url& base);

}  // namespace gfetch::web
