// Fuzzes the configuration file: any text is valid or gives an error that names
// a line.
#include <string>
#include <string_view>

#include "cli/config_file.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/require.h"

using gfetch::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto settings =
      gfetch::parse_config(gfetch::fuzz::text_of(data, size), "file");
  if (!settings) {
    require(settings.error().message.starts_with("file:"));
    return 0;
  }
  for (const gfetch::Setting& setting : *settings) {
    require(setting.where.starts_with("file:"));
  }
  return 0;
}
