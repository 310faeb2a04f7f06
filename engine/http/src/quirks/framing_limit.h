#pragma once
/// Limits the framing of a chunked body. libcurl swallows chunk extensions and
/// trailers without a word, and a server can make them endless: the bytes that
/// the kernel received are compared with the bytes that libcurl passed on.

#include <cstdint>
#include <optional>

namespace gfetch::http {

class FramingLimit {
 public:
  /// True if the connection `fd` received over `limit` bytes more than
  /// `passed_on`, counted from the first call. One exchange has one limit.
  bool exceeded(int fd, std::uint64_t limit, std::uint64_t passed_on);

 private:
  // Bytes received for earlier exchanges on this connection.
  std::optional<std::uint64_t> base_;
};

}  // namespace gfetch::http
