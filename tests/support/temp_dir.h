#pragma once
/// A temporary folder for one test, which its destructor removes.

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

  /// Writes `text` to the file `name`, creates the folders that contain it, and
  /// returns the path of the file.
  std::filesystem::path write(std::string_view name,
                              std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// Returns the contents of a file; empty when it cannot be read.
std::string read_file(const std::filesystem::path& file);

}  // namespace gfetch::test
