#pragma once
/// Finds the published conformance suites. They are not part of the project; a
/// test that needs a missing suite is skipped with a message.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace gfetch::test {

/// Returns the path `$GFETCH_CONFORMANCE/name`, or that of a folder beside the
/// sources; nullopt if it does not exist.
inline std::optional<std::filesystem::path> conformance_file(
    const std::string& name) {
  namespace fs = std::filesystem;
  const char* chosen = std::getenv("GFETCH_CONFORMANCE");
  const fs::path folder =
      chosen != nullptr
          ? fs::path(chosen)
          : fs::path(GFETCH_SOURCE_DIR) / ".." / "shared" / "conformance";
  const fs::path file = folder / name;
  if (!fs::exists(file)) return std::nullopt;
  return file;
}

}  // namespace gfetch::test
