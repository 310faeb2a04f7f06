#include "open_beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace gfetch::http::server {

namespace {

// A pipe without a writer must not stop the thread.
constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

}  // namespace

OwnFd::~OwnFd() {
  if (fd_ < 0) return;
  const int error = errno;
  close(fd_);
  errno = error;
}

OwnFd open_without_links(int folder, const std::string& path) {
  OwnFd at(openat(folder, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string_view rest = path;
  while (at.open()) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string part(rest.substr(0, end));
    if (part == "..") {
      errno = EXDEV;
      return {};
    }
    const bool last = end == rest.size();
    at = OwnFd(openat(
        at.get(), part.empty() ? "." : part.c_str(),
        O_NOFOLLOW | (last ? kFlags : O_PATH | O_DIRECTORY | O_CLOEXEC)));
    if (last) break;
    rest.remove_prefix(end + 1);
  }
  return at;
}

OwnFd open_beneath(int folder, const std::string& path) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(kFlags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  // EAGAIN: a folder was renamed meanwhile.
  for (int tries = 0; tries < 10; ++tries) {
    OwnFd file(static_cast<int>(
        syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)));
    if (file.open() || (errno != EAGAIN && errno != EINTR)) {
      // A sandbox may refuse a call that it does not know.
      if (file.open() || (errno != ENOSYS && errno != EPERM)) return file;
      break;
    }
  }
  return open_without_links(folder, path);
}

}  // namespace gfetch::http::server
