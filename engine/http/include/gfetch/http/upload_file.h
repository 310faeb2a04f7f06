#pragma once
/// A file as the body of requests: read as it is sent, never held in memory,
/// and by as many requests at the same time as there are.
///
///   auto file = gfetch::http::UploadFile::open("backup.tar");
///   if (!file) return file.error();
///   request.method = "PUT";
///   request.body_file = *file;

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "gfetch/net/result.h"

namespace gfetch::http {

class UploadFile {
 public:
  /// Opens a regular file; its size from now on is that of the body. The error
  /// is kIo, for what cannot be opened or has no size of its own, as a pipe.
  /// Blocks the thread for as long as the disk takes.
  static Result<std::shared_ptr<const UploadFile>> open(
      const std::string& path);

  ~UploadFile();
  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;

  std::uint64_t size() const { return size_; }

  /// Reads from `offset` on, as much as `buffer` holds or is left up to
  /// size(), and says how much; nothing when it cannot be read, for example
  /// because the file has shrunk.
  /// Blocks the thread for as long as the disk takes.
  std::optional<std::size_t> read(std::uint64_t offset,
                                  std::span<char> buffer) const;

 private:
  UploadFile(int descriptor, std::uint64_t size)
      : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::uint64_t size_;
};

}  // namespace gfetch::http
