#include "socket_wait.h"

#include <utility>

#include "gfetch/fiber/detail/watcher.h"

namespace gfetch::net {

/// A wait in progress, on the stack of the fiber that waits.
class Direction::Wait {
 public:
  Wait(Direction& direction, const char* what) noexcept
      : waiter(what), direction_(&direction) {
    direction.wait_ = this;
  }
  ~Wait() {
    if (direction_ == nullptr) return;
    direction_->wait_ = nullptr;
    if (direction_->watcher_) direction_->watcher_->watch(0);
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  void close() noexcept {
    direction_ = nullptr;
    waiter.wake_soon();
  }
  bool closed() const noexcept { return direction_ == nullptr; }

  detail::Waiter waiter;

 private:
  Direction* direction_;  // null: was closed
};

void Direction::throw_in_use(const char* what) {
  throw ConcurrentUse(std::string(what) +
                      ": another fiber waits in this direction of the socket");
}

bool Direction::failed_for_good(const char* what) {
  if (errno == EAGAIN || errno == EINTR) return false;
  throw SocketError(errno, what);
}

void Direction::wait_or_throw(int fd, const char* what,
                              const WaitLimit& limit) {
  if (!wait(fd, what, limit)) throw SocketTimeout(what);
}

void Direction::watch(int fd) {
  if (watcher_) watcher_->watch(events_);
  // A watcher whose hub has ended watches nothing.
  if (watcher_ && watcher_->watched() != 0) return;
  watcher_.emplace(
      fd,
      [](void* self, int) noexcept {
        Wait* const wait = static_cast<Direction*>(self)->wait_;
        if (wait != nullptr) wait->waiter.wake();
      },
      this);
  watcher_->watch(events_);
}

bool Direction::finish(const Wait& wait, bool woken, const char* what) {
  if (!wait.closed()) return woken;
  throw SocketError(
      EBADF, std::string(what) + ": the socket was closed by another fiber");
}

bool Direction::wait(int fd, const char* what, const WaitLimit& limit) {
  check_free(what);
  watch(fd);
  Wait wait(*this, what);
  const bool woken = wait.waiter.wait(limit);
  return finish(wait, woken, what);
}

bool Direction::pause(Duration time, const char* what, const WaitLimit& limit) {
  check_free(what);
  Wait wait(*this, what);
  detail::Timer timer(
      [](void* self) noexcept { static_cast<detail::Waiter*>(self)->wake(); },
      &wait.waiter);
  timer.start(time);
  const bool woken = wait.waiter.wait(limit);
  return finish(wait, woken, what);
}

void Direction::close() noexcept {
  if (wait_ != nullptr) std::exchange(wait_, nullptr)->close();
  watcher_.reset();
}

}  // namespace gfetch::net
