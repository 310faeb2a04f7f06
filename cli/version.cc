#include "cli/version.h"

#include <fmt/format.h>

namespace gfetch {

std::string_view version() {
  return GFETCH_VERSION;
}

std::string version_text() {
  return fmt::format("gfetch {}\n", version());
}

}  // namespace gfetch
