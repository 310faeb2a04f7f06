#pragma once
/// Limits the framing of a chunked body. libcurl discards chunk extensions
/// without reporting them, and a server can make them endless. Therefore two
/// numbers of bytes are compared: those that the kernel has received on the
/// socket (TCP_INFO), and those that libcurl has delivered.
///
/// Invariants:
/// - The difference also contains the overhead of TLS: the limit is reached a
///   little earlier with TLS, and never later.
/// - Bytes that were received before the first check are not counted.

#include <cstdint>
#include <optional>

namespace gfetch::http {

class FramingLimit {
 public:
  /// True if the socket `fd` has received over `limit` bytes more than libcurl
  /// has delivered to the exchange (`passed_on`), counted from the first call.
  /// Each exchange has its own FramingLimit.
  bool exceeded(int fd, std::uint64_t limit, std::uint64_t passed_on);

 private:
  // Bytes that the socket had received for earlier exchanges; absent before the
  // first call.
  std::optional<std::uint64_t> base_;
};

}  // namespace gfetch::http
