#pragma once
/// URLs that look like those of a site without end: relative links that lead
/// ever deeper, queries that grow with each page. Each URL is judged alone.

#include <cstddef>
#include <optional>
#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// More than these is a trap.
struct TrapLimits {
  std::size_t bytes = 2083;         ///< of the URL: what any browser took
  std::size_t segments = 20;        ///< of the path
  std::size_t repetitions = 2;      ///< of one to three segments, in a row
  std::size_t parameters = 32;      ///< of the query
  std::size_t same_parameter = 16;  ///< with one name: `a=1&a=2`
};

/// What is wrong with `url`, in words that live for ever; nothing: it looks
/// like any other.
/// Never blocks.
std::optional<std::string_view> trap_in(const web::Url& url,
                                        const TrapLimits& limits = {});

}  // namespace gfetch::crawl
