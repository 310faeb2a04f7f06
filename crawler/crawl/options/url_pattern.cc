#include "crawl/options/url_pattern.h"

#include <re2/re2.h>

#include <string>

namespace gfetch::crawl {

struct UrlPattern::Compiled {
  explicit Compiled(const std::string& pattern)
      : expression(pattern, RE2::Quiet) {}

  RE2 expression;
};

Result<UrlPattern, UsageError> UrlPattern::parse(std::string_view pattern) {
  const std::string text(pattern);
  auto compiled = std::make_shared<const Compiled>(text);
  if (!compiled->expression.ok()) {
    return UsageError{"\"" + text + "\" is no regular expression: " +
                      compiled->expression.error()};
  }
  return UrlPattern(std::move(compiled));
}

bool UrlPattern::found_in(const web::Url& url) const {
  return RE2::PartialMatch(url.href(), compiled_->expression);
}

}  // namespace gfetch::crawl
