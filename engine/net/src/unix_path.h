#pragma once
/// The file of a Unix socket, which the kernel leaves behind.

#include <sys/types.h>

#include <string>

#include "gfetch/net/socket.h"

namespace gfetch::net {

/// Binds `socket` to `address`. If that is the path of a socket at which no
/// process listens any more, and `remove_stale`, the file is removed first.
void bind_over_stale_path(Socket& socket, const SocketAddress& address,
                          SocketType type, bool remove_stale);

/// The file that a server has made by binding a socket to a path. Its
/// destructor removes the file, unless another one has its place by then.
class OwnPath {
 public:
  OwnPath() noexcept = default;
  explicit OwnPath(const SocketAddress& bound) noexcept;
  OwnPath(OwnPath&& other) noexcept;
  OwnPath& operator=(OwnPath&& other) noexcept;
  ~OwnPath() { remove(); }

  void remove() noexcept;

 private:
  std::string path_;  // empty: none
  dev_t device_ = 0;
  ino_t file_ = 0;
};

}  // namespace gfetch::net
