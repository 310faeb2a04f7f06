#pragma once
/// A file as the body of requests. The file is read in pieces while it is sent,
/// and several requests may send it at the same time.
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

/// An open regular file that requests can send as their body.
class UploadFile {
 public:
  /// Opens a regular file. Its present size is the length of the body. Fails
  /// with kIo if the file cannot be opened or is not a regular file.
  /// Blocks the thread for the time of the disk access.
  static Result<std::shared_ptr<const UploadFile>> open(
      const std::string& path);

  ~UploadFile();
  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;

  std::uint64_t size() const { return size_; }

  /// Reads bytes of the file from `offset` on, until `buffer` is full or size()
  /// is reached. Returns the number of bytes read, or nullopt if the file
  /// cannot be read or has become shorter.
  /// Blocks the thread for the time of the disk access.
  std::optional<std::size_t> read(std::uint64_t offset,
                                  std::span<char> buffer) const;

 private:
  UploadFile(int descriptor, std::uint64_t size)
      : descriptor_(descriptor), size_(size) {}

  int descriptor_;
  std::uint64_t size_;
};

}  // namespace gfetch::http
