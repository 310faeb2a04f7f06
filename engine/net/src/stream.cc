#include "gfetch/net/stream.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "gfetch/fiber/detail/deadline.h"

namespace gfetch::net {
namespace {

/// Reads a piece of a file; returns its length, 0 at the end of the file.
std::size_t read_at(int file, std::uint64_t offset, std::span<char> into) {
  ssize_t got = 0;
  do {
    got = pread(file, into.data(), into.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    throw std::system_error(errno, std::generic_category(), "send_file");
  }
  return static_cast<std::size_t>(got);
}

}  // namespace

Stream::~Stream() = default;

std::uint64_t Stream::send_file(int file, std::uint64_t offset,
                                std::uint64_t count, const WaitLimit& limit) {
  constexpr std::uint64_t kPiece = 65'536;
  const detail::Deadline deadline(limit);
  std::vector<char> piece(std::min(count, kPiece));
  std::uint64_t sent = 0;
  while (sent < count) {
    const std::size_t wanted = std::min(count - sent, kPiece);
    const std::size_t got =
        read_at(file, offset + sent, std::span(piece).first(wanted));
    if (got == 0) break;
    send_all(std::string_view(piece.data(), got), deadline.left());
    sent += got;
  }
  return sent;
}

}  // namespace gfetch::net
