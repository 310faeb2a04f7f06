// Any bytes are a page: its title is found the same however it is cut, and is
// no longer than it may be.
#include <algorithm>
#include <string>
#include <string_view>

#include "gfetch/crawler/title.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

std::string title_of(std::string_view page, std::size_t piece) {
  gfetch::TitleFinder finder;
  while (!page.empty()) {
    finder.feed(page.substr(0, piece));
    page.remove_prefix(std::min(piece, page.size()));
  }
  finder.finish();
  gfetch::fuzz::require(finder.done());
  return finder.title();
}

}  // namespace

/// The first byte says how long the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view page = gfetch::fuzz::text_of(data + 1, size - 1);
  const std::string whole = title_of(page, page.size() + 1);
  gfetch::fuzz::require(whole == title_of(page, data[0] + std::size_t{1}));
  // A character reference may stand for more bytes than it has.
  gfetch::fuzz::require(whole.size() <= 2 * gfetch::TitleFinder::kLongestTitle);
  return 0;
}
