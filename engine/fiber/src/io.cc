#include "gfetch/fiber/io.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"

namespace gfetch {
namespace {

bool wait_for(int fd, int events, const char* what, WaitLimit limit) {
  if (fcntl(fd, F_GETFD) < 0) {
    throw std::system_error(errno, std::generic_category(), what);
  }
  detail::Waiter waiter(what);
  detail::IoWatcher watcher(
      fd,
      [](void* self, int) noexcept {
        static_cast<detail::Waiter*>(self)->wake();
      },
      &waiter);
  watcher.watch(events);
  return waiter.wait(limit);
}

}  // namespace

bool wait_readable(int fd) {
  return wait_readable(fd, WaitLimit());
}

bool wait_readable(int fd, WaitLimit limit) {
  return wait_for(fd, detail::kReadable, "wait_readable", limit);
}

bool wait_writable(int fd) {
  return wait_writable(fd, WaitLimit());
}

bool wait_writable(int fd, WaitLimit limit) {
  return wait_for(fd, detail::kWritable, "wait_writable", limit);
}

bool make_nonblocking(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) return false;
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
    throw std::system_error(errno, std::generic_category(), "make_nonblocking");
  }
  return true;
}

}  // namespace gfetch
