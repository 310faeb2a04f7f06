// Fuzzes the CSS scanner: the URLs that it finds do not depend on how the bytes
// are split.
#include <algorithm>
#include <string>
#include <string_view>

#include "crawler/web/css/css_scanner.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

std::string urls_in(std::string_view sheet, std::size_t piece) {
  std::string urls;
  gfetch::web::CssScanner scanner([&urls](const auto& url) {
    gfetch::fuzz::require(!url.target.empty());
    urls += url.target;
    urls += url.import ? "@" : "!";
    urls += std::to_string(url.position.line) + ":" +
            std::to_string(url.position.column) + "\n";
  });
  while (!sheet.empty()) {
    scanner.feed(sheet.substr(0, piece));
    sheet.remove_prefix(std::min(piece, sheet.size()));
  }
  scanner.finish();
  return urls;
}

}  // namespace

/// The first byte of the input is the length of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view sheet = gfetch::fuzz::text_of(data + 1, size - 1);
  gfetch::fuzz::require(urls_in(sheet, sheet.size() + 1) ==
                        urls_in(sheet, data[0] + std::size_t{1}));
  return 0;
}
