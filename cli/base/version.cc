#include "cli/base/version.h"

#include <fmt/format.h>

#include <nlohmann/json_fwd.hpp>

#include "gfetch/http/library_versions.h"
#include "gfetch/version.h"

namespace gfetch {

std::string_view version() {
  return GFETCH_VERSION;
}

std::string version_text() {
  std::string out = fmt::format("gfetch {}\n", version());
  for (const std::string& library : http::library_versions()) {
    out += fmt::format("{}\n", library);
  }
  out += fmt::format("fmt {}.{}.{}\n", FMT_VERSION / 10000,
                     FMT_VERSION / 100 % 100, FMT_VERSION % 100);
  out += fmt::format("nlohmann_json {}.{}.{}\n", NLOHMANN_JSON_VERSION_MAJOR,
                     NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
  return out;
}

}  // namespace gfetch
