#pragma once
/// Where the published conformance suites lie, if they do. They are no part of
/// the project: a test that needs them is skipped without them, and says so.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace gfetch::test {

/// `$GFETCH_CONFORMANCE/name`, or the same beside the sources; nothing when it
/// is not there.
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
