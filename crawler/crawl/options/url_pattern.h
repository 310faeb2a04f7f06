#pragma once
/// The user's regular expression for URLs, in RE2's syntax. RE2 matches in
/// linear time, so that no URL of a hostile page can stall a crawl.

#include <memory>
#include <string_view>
#include <utility>

#include "gfetch/net/result.h"
#include "gfetch/web/url.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::crawl {

class UrlPattern {
 public:
  /// Compiles `pattern`. The error names the pattern and its fault.
  static Result<UrlPattern, UsageError> parse(std::string_view pattern);

  /// True when a part of url.href() matches; `^` and `$` match its ends.
  bool found_in(const web::Url& url) const;

 private:
  struct Compiled;
  explicit UrlPattern(std::shared_ptr<const Compiled> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace gfetch::crawl
