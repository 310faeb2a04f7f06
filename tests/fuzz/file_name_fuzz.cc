// Fuzzes the names of saved files: any suggested name becomes a safe file name,
// which is one component, printable, within the limit, and no dotfile.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/save/file_name.h"
#include "crawler/save/resume.h"
#include "crawler/web/text/utf8.h"
#include "tests/fuzz/require.h"

namespace {

using gfetch::fuzz::require;

void check(const std::string& name) {
  require(!name.empty() && name.size() <= gfetch::save::kMaxFileNameBytes);
  require(name.front() != '.' && name.front() != '-' && name.front() != '~');
  require(name.back() != '.' && name.back() != ' ');
  require(gfetch::web::is_valid_utf8(name));
  for (const char c : name) {
    require(static_cast<unsigned char>(c) >= ' ' && c != '/' && c != '\\');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string wished = gfetch::save::disposition_file_name(input);
  require(gfetch::web::is_valid_utf8(wished));
  check(gfetch::save::safe_file_name(wished, "key"));
  check(gfetch::save::safe_file_name(input, "key"));
  if (const auto origin = gfetch::save::parse_part_origin(input)) {
    require(gfetch::save::parse_part_origin(gfetch::save::text_of(*origin)) ==
            origin);
  }
  if (const auto range = gfetch::save::parse_content_range(input)) {
    require(range->first <= range->last);
  }
  return 0;
}
