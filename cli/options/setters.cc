#include "cli/options/setters.h"

namespace gfetch {

Parsed<std::string> parse_path(std::string_view text) {
  if (!text.empty()) return std::string(text);
  return UsageError{"wants the name of a file, not an empty one"};
}

}  // namespace gfetch
