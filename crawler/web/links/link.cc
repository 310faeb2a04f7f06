#include "gfetch/web/link.h"

#include <utility>

namespace gfetch::web {

void resolve_links(std::span<Link> links, const Url& base) {
  for (Link& link : links) {
    if (!link.url.href().empty()) continue;
    Result<Url> url = parse_url(link.target, &base);
    if (url) link.url = std::move(*url);
  }
}

}  // namespace gfetch::web
