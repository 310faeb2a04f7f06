// Fuzzes the file names of a mirror: two URLs, one per line, share a file only
// if they are the same page, and neither file has the path of the other's
// folder.
#include <array>
#include <string>
#include <string_view>

#include "crawler/crawl/seen/seen_key.h"
#include "crawler/save/file_name.h"
#include "crawler/save/mirror_name.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

constexpr std::array<std::string_view, 4> kTypes = {"text/html", "image/png",
                                                    "text/plain", ""};

void check_parts(std::string_view name) {
  require(name.size() <= gfetch::save::kMaxMirrorPathBytes);
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    require(!part.empty() && part.size() <= gfetch::save::kMaxFileNameBytes);
    require(part.front() != '.' && part.front() != '-');
    name.remove_prefix(std::min(end + 1, name.size()));
  }
}

void compare(const gfetch::web::Url& one, std::string_view type,
             const gfetch::web::Url& other,
             gfetch::save::CaseSensitivity letters) {
  const std::string name = mirror_name(one, type, letters);
  check_parts(name);
  if (gfetch::crawl::seen_key(one) == gfetch::crawl::seen_key(other)) {
    return require(name == mirror_name(other, type, letters));
  }
  for (const std::string_view others_type : kTypes) {
    const std::string others = mirror_name(other, others_type, letters);
    require(name != others);
    require(!name.starts_with(others + '/'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view text = gfetch::fuzz::text_of(data, size);
  const auto one = gfetch::web::parse_url(gfetch::fuzz::take_line(text));
  const auto other = gfetch::web::parse_url(text);
  if (!one || !other || !one->is_http() || !other->is_http()) return 0;
  for (const auto letters : {gfetch::save::CaseSensitivity::kSensitive,
                             gfetch::save::CaseSensitivity::kInsensitive}) {
    for (const std::string_view type : kTypes) {
      compare(*one, type, *other, letters);
    }
  }
  return 0;
}
