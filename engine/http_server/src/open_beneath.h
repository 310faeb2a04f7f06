#pragma once
/// Opens files of a folder and of no other.

#include <string>
#include <utility>

namespace gfetch::http::server {

/// An open descriptor that it closes; -1: none.
class OwnFd {
 public:
  OwnFd() = default;
  explicit OwnFd(int fd) noexcept : fd_(fd) {}
  OwnFd(OwnFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnFd& operator=(OwnFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~OwnFd();

  int get() const noexcept { return fd_; }
  bool open() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Opens `path`, which is relative, for reading, and only if it lies in
/// `folder`, where symbolic links lead, too. Sets errno where it fails: EXDEV
/// or ELOOP for a path that leads out. A kernel without openat2() (before 5.6)
/// follows no link.
OwnFd open_beneath(int folder, const std::string& path);

/// The same without openat2().
OwnFd open_without_links(int folder, const std::string& path);

}  // namespace gfetch::http::server
