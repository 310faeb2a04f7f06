#pragma once
/// Detects crawler traps by the form of a single URL: relative links that add a
/// folder per page, queries that grow with each page.

#include <cstddef>
#include <optional>
#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::crawl {

/// The limits of an ordinary URL. A URL that exceeds one of them is a trap.
struct TrapLimits {
  std::size_t bytes = 2083;   ///< the URL's length (Internet Explorer's limit)
  std::size_t segments = 20;  ///< the number of path segments
  std::size_t repetitions = 2;      ///< successive repeats of 1 to 3 segments
  std::size_t parameters = 32;      ///< the number of query parameters
  std::size_t same_parameter = 16;  ///< parameters with one name: `a=1&a=2`
};

/// Returns the sign of a crawler trap in `url`, as a string literal; nothing
/// when there is none.
std::optional<std::string_view> trap_in(const web::Url& url,
                                        const TrapLimits& limits = {});

}  // namespace gfetch::crawl
