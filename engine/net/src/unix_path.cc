#include "unix_path.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace gfetch::net {
namespace {

/// The path of an address that has a file; empty for all others.
std::string file_of(const SocketAddress& address) {
  const std::string_view path = address.path();
  if (path.empty() || path.front() == '\0') return {};
  return std::string(path);
}

/// True if `address` is the file of a socket that refuses connections: the
/// process that made it is gone.
bool is_stale(const SocketAddress& address, SocketType type) {
  struct stat file {};
  if (lstat(file_of(address).c_str(), &file) < 0 || !S_ISSOCK(file.st_mode)) {
    return false;
  }
  const Socket probe(SocketFamily::kUnix, type);
  return connect(probe.fd(), static_cast<const sockaddr*>(address.data()),
                 static_cast<socklen_t>(address.size())) < 0 &&
         errno == ECONNREFUSED;
}

}  // namespace

void bind_over_stale_path(Socket& socket, const SocketAddress& address,
                          SocketType type, bool remove_stale) {
  try {
    socket.bind(address);
  } catch (const SocketError& error) {
    const std::string path = file_of(address);
    if (error.system_error() != EADDRINUSE || !remove_stale || path.empty() ||
        !is_stale(address, type)) {
      throw;
    }
    unlink(path.c_str());
    socket.bind(address);
  }
}

OwnPath::OwnPath(const SocketAddress& bound) noexcept {
  std::string path = file_of(bound);
  struct stat file {};
  if (path.empty() || lstat(path.c_str(), &file) < 0) return;
  path_ = std::move(path);
  device_ = file.st_dev;
  file_ = file.st_ino;
}

OwnPath::OwnPath(OwnPath&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      device_(other.device_),
      file_(other.file_) {}

OwnPath& OwnPath::operator=(OwnPath&& other) noexcept {
  remove();
  path_ = std::exchange(other.path_, {});
  device_ = other.device_;
  file_ = other.file_;
  return *this;
}

void OwnPath::remove() noexcept {
  if (path_.empty()) return;
  struct stat file {};
  if (lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ &&
      file.st_ino == file_) {
    unlink(path_.c_str());
  }
  path_.clear();
}

}  // namespace gfetch::net
