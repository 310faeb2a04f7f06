// Fuzzes input lines: the lines of any bytes do not depend on how the bytes are
// split into blocks, and each JSON line is a seed or gives an error with a
// message.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawl/seed/seed_lines.h"
#include "crawler/web/text/utf8.h"
#include "gfetch/crawl/visitor_options.h"
#include "gfetch/web/url.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

std::vector<std::string> lines_of(std::string_view bytes, std::size_t block) {
  gfetch::crawl::LineSplitter splitter;
  std::vector<std::string> lines;
  const auto take = [&] {
    while (const auto line = splitter.next()) {
      lines.push_back(std::to_string(line->number) +
                      (line->too_long ? "!" : ":") + std::string(line->text));
    }
  };
  while (!bytes.empty()) {
    splitter.feed(bytes.substr(0, block));
    bytes.remove_prefix(std::min(block, bytes.size()));
    take();
  }
  splitter.finish();
  take();
  return lines;
}

void check_line(std::string_view line) {
  const std::string_view text = gfetch::crawl::seed_text(line);
  require(text.empty() || text.front() != '#');
  require(gfetch::crawl::shown(line).size() <= 8 * 1024);
  const auto seed = gfetch::crawl::parse_seed_json(text);
  if (!seed) require(!seed.error().message.empty());
  if (seed && gfetch::web::parse_http_url(seed->url))
    require(!seed->url.empty());
}

}  // namespace

/// The first byte of the input is the length of the blocks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = gfetch::fuzz::text_of(data + 1, size - 1);
  const std::vector<std::string> whole = lines_of(bytes, bytes.size() + 1);
  require(whole == lines_of(bytes, data[0] + std::size_t{1}));
  for (std::string_view rest = bytes; !rest.empty();) {
    check_line(gfetch::fuzz::take_line(rest));
  }
  return 0;
}
