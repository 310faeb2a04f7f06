#include "gfetch/fiber/select.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/io_watcher.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/fiber.h"

namespace gfetch {
namespace {

[[noreturn]] void throw_bad_descriptor() {
  throw std::system_error(EBADF, std::generic_category(), "select");
}

/// Returns the descriptors that are ready now, without waiting.
Selected look(std::span<pollfd> fds, std::size_t reading) {
  if (poll(fds.data(), fds.size(), 0) < 0) {
    throw std::system_error(errno, std::generic_category(), "poll");
  }
  Selected ready;
  for (std::size_t i = 0; i < fds.size(); ++i) {
    if ((fds[i].revents & POLLNVAL) != 0) throw_bad_descriptor();
    if (fds[i].revents == 0) continue;
    (i < reading ? ready.readable : ready.writable).push_back(fds[i].fd);
  }
  return ready;
}

/// Waits until a descriptor is ready. Returns false if `limit` expired first.
/// Blocks the calling fiber.
bool wait_for_any(std::span<const pollfd> fds, const WaitLimit& limit) {
  detail::Waiter waiter("select");
  std::vector<std::unique_ptr<detail::IoWatcher>> watchers;
  for (const pollfd& one : fds) {
    watchers.push_back(std::make_unique<detail::IoWatcher>(
        one.fd,
        [](void* self, int) noexcept {
          static_cast<detail::Waiter*>(self)->wake();
        },
        &waiter, detail::Priority::kPoll));
    watchers.back()->watch(one.events == POLLIN ? detail::kReadable
                                                : detail::kWritable);
  }
  return waiter.wait(limit);
}

}  // namespace

Selected select(std::span<const int> read, std::span<const int> write,
                const WaitLimit& limit) {
  std::vector<pollfd> fds;
  for (const int fd : read) fds.push_back({fd, POLLIN, 0});
  for (const int fd : write) fds.push_back({fd, POLLOUT, 0});
  // poll() ignores negative descriptors.
  const bool negative = std::any_of(
      fds.begin(), fds.end(), [](const pollfd& one) { return one.fd < 0; });
  if (negative) throw_bad_descriptor();
  Selected ready = look(fds, read.size());
  const detail::Deadline deadline(limit);
  // Another fiber may take during the yield what made a descriptor ready.
  if (!ready.empty()) {
    yield();
    ready = look(fds, read.size());
  }
  while (ready.empty() && wait_for_any(fds, deadline.left())) {
    ready = look(fds, read.size());
  }
  return ready;
}

Selected select(std::initializer_list<int> read,
                std::initializer_list<int> write, const WaitLimit& limit) {
  return select(std::span(read.begin(), read.size()),
                std::span(write.begin(), write.size()), limit);
}

}  // namespace gfetch
