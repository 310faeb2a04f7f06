#include "gfetch/crawl/crawl_rules.h"

#include "crawl/options/url_pattern.h"

namespace gfetch::crawl {

Result<void, UsageError> check_pattern(std::string_view pattern) {
  const auto compiled = UrlPattern::parse(pattern);
  if (!compiled) return compiled.error();
  return {};
}

}  // namespace gfetch::crawl
