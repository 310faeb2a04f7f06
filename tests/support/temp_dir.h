#pragma once
/// A temporary folder for one test, removed at its end.

#include <filesystem>
#include <string>
#include <string_view>

namespace gfetch::test {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Writes `text` to the file `name`, creates its parent folders, and returns
  /// its path.
  std::filesystem::path write(std::string_view name,
                              std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// Reads a whole file; empty when it cannot be read.
std::string read_file(const std::filesystem::path& file);

}  // namespace gfetch::test
