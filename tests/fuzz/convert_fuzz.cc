// Fuzzes the link conversion of a mirror with any bytes as a page or a style
// sheet. The result is longer than the source by the new links at most, and a
// converted style sheet contains no link that is left to convert.
#include <optional>
#include <string>
#include <string_view>

#include "crawler/report/mirror/convert.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

/// A link target with all characters that a URL may contain and that are
/// special in HTML or CSS.
constexpr std::string_view kTarget = "../a'b%22c%20&amp;(d).html?e\\f;g,h";

std::optional<std::string> new_target(std::string_view target) {
  if (target.empty() || target.front() == '#') return std::nullopt;
  return std::string(kTarget);
}

}  // namespace

/// The first byte of the input selects a page or a style sheet.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view source = gfetch::fuzz::text_of(data + 1, size - 1);
  const std::size_t most = (source.size() + 1) * 4 * kTarget.size();
  if (data[0] % 2 == 0) {
    const auto page = gfetch::report::convert_page(source, new_target);
    require(page.size() <= most);
    return 0;
  }
  const auto style = gfetch::report::convert_style(source, new_target);
  require(style.size() <= most);
  require(gfetch::report::convert_style(style, new_target) == style);
  return 0;
}
