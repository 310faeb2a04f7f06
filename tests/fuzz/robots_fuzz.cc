// Fuzzes robots.txt: any bytes have the same rules when they are read in
// pieces, and the matching of patterns agrees with an exhaustive search.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/web/robots/pattern.h"
#include "crawler/web/robots/robots.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;
using gfetch::web::RobotsReader;
using gfetch::web::RobotsRules;
using gfetch::web::RobotsVerdict;

gfetch::web::RobotsRules read_in_pieces(std::string_view text,
                                        std::size_t size) {
  gfetch::web::RobotsReader reader;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(piece.size());
    if (!reader.feed(piece)) break;
  }
  return std::move(reader).finish();
}

/// Matches by an exhaustive search: computes, byte by byte of `pattern`, all
/// offsets of `path` that the bytes of `pattern` so far can reach.
bool matches_by_trying(std::string_view pattern, std::string_view path) {
  std::vector<char> reached(path.size() + 1);
  reached[0] = 1;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '$' && i + 1 == pattern.size()) {
      return reached[path.size()] != 0;
    }
    if (pattern[i] == '*') {
      for (std::size_t at = 0; at < path.size(); ++at) {
        reached[at + 1] |= reached[at];
      }
      continue;
    }
    for (std::size_t at = path.size(); at > 0; --at) {
      reached[at] =
          static_cast<char>(reached[at - 1] != 0 && path[at - 1] == pattern[i]);
    }
    reached[0] = 0;
  }
  return std::find(reached.begin(), reached.end(), 1) != reached.end();
}

void check_pattern(std::string_view pattern, std::string_view path) {
  if (pattern.size() > 1000 || path.size() > 1000) return;
  const std::string normal = gfetch::web::normal_pattern(pattern);
  const std::string where = gfetch::web::normal_path(path);
  require(where.find_first_of("*$ ") == std::string::npos);
  require(gfetch::web::normal_path(where) == where);
  std::size_t steps = 0;
  require(gfetch::web::matches(normal, where, steps) ==
          matches_by_trying(normal, where));
  require(steps <= normal.size() + where.size());
}

}  // namespace

/// The first line of the input is a path, the second a pattern, the rest a
/// robots.txt.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view text = gfetch::fuzz::text_of(data, size);
  const std::string path = "/" + std::string(gfetch::fuzz::take_line(text));
  const std::string_view pattern = gfetch::fuzz::take_line(text);
  check_pattern(pattern, path);
  const gfetch::web::RobotsRules rules = gfetch::web::RobotsRules::parse(text);
  const gfetch::web::RobotsRules same =
      read_in_pieces(text, pattern.size() + 1);
  const gfetch::web::RobotsVerdict verdict = rules.judge(path);
  require(same.judge(path).line == verdict.line);
  require(same.allows(path) == verdict.allowed);
  require(same.sitemaps() == rules.sitemaps());
  require(same.crawl_delay() == rules.crawl_delay());
  require(rules.allows("/robots.txt"));
  require(verdict.allowed || verdict.line > 0);
  const auto delay = rules.crawl_delay().value_or(gfetch::Duration(0));
  require(delay.count() >= 0 && delay <= std::chrono::hours(24));
  return 0;
}
