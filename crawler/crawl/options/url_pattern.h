#pragma once
/// A user's regular expression for URLs, in RE2's syntax. RE2 matches in linear
/// time, so that a long URL of a hostile page cannot delay a crawl.

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

  /// Returns true if a part of url.href() matches; `^` and `$` match the ends
  /// of the URL.
  bool found_in(const web::Url& url) const;

 private:
  struct Compiled;
  explicit UrlPattern(std::shared_ptr<const Compiled> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace gfetch::crawl
