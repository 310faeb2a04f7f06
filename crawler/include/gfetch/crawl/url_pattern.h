#pragma once
/// A regular expression of the user's over URLs, in RE2's syntax: it takes
/// linear time whatever it is, so that nobody's page can stop a crawl.

#include <memory>
#include <string_view>
#include <utility>

#include "gfetch/net/result.h"
#include "gfetch/web/url.h"
#include "gfetch/web/usage_error.h"

namespace gfetch::crawl {

class UrlPattern {
 public:
  /// The error says what is wrong with `pattern`, and names it.
  static Result<UrlPattern, UsageError> parse(std::string_view pattern);

  /// Whether any part of url.href() matches; `^` and `$` stand for its ends.
  bool found_in(const web::Url& url) const;

 private:
  struct Compiled;
  explicit UrlPattern(std::shared_ptr<const Compiled> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace gfetch::crawl
