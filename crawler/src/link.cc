#include "gfetch/crawler/link.h"

#include <utility>

namespace gfetch {

void resolve_links(PageFindings& page) {
  for (Link& link : page.links) {
    Result<Url> url = parse_url(link.target, &page.base);
    if (url) link.url = std::move(*url);
  }
}

}  // namespace gfetch
