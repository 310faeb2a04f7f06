#include "loop/ev_backend.h"

#include <ev.h>
#include <fcntl.h>

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

#include "gfetch/fiber/detail/versions.h"

namespace gfetch::detail {
namespace {

int to_ev(int events) noexcept {
  return ((events & kReadable) != 0 ? EV_READ : 0) |
         ((events & kWritable) != 0 ? EV_WRITE : 0);
}

int from_ev(int events) noexcept {
  return ((events & EV_READ) != 0 ? kReadable : 0) |
         ((events & EV_WRITE) != 0 ? kWritable : 0);
}

[[noreturn]] void run_out_of_memory() {
  throw std::bad_alloc();
}

// libev's allocator. libev would abort without a message if it returned null,
// and an exception must not be thrown through libev's C code. Therefore it
// throws std::bad_alloc and is noexcept: std::terminate() reports the
// exception.
void* reallocate(void* old, long size) noexcept {
  if (size == 0) {
    std::free(old);
    return nullptr;
  }
  void* const memory = std::realloc(old, static_cast<std::size_t>(size));
  if (memory == nullptr) run_out_of_memory();
  return memory;
}

struct ev_loop* new_loop() {
  ev_set_allocator(&reallocate);
  return ev_loop_new(EVFLAG_AUTO | EVFLAG_NOTIMERFD);
}

ev_io& ev_io_of(WatchedFd& fd) noexcept {
  static_assert(sizeof(ev_io) <= sizeof fd.ev_io);
  static_assert(alignof(ev_io) <= 8);
  return *reinterpret_cast<ev_io*>(fd.ev_io.data());
}

void report_ready(struct ev_loop*, ev_io* ev, int events) noexcept {
  auto& fd = *static_cast<WatchedFd*>(ev->data);
  if ((events & EV_ERROR) != 0) {
    // libev has stopped the watcher because of an error of the descriptor.
    fd.bound = false;
    fd.on_ready(fd.arg, fd.events);
  } else {
    fd.on_ready(fd.arg, from_ev(events));
  }
}

}  // namespace

struct EvBackend::Ev {
  Ev() : loop(new_loop()) {
    if (loop == nullptr) throw std::runtime_error("libev has no backend here");
    ev_timer_init(
        &poll_limit, [](struct ev_loop*, ev_timer*, int) {}, 0., 0.);
    ev_async_init(&wake_up, [](struct ev_loop*, ev_async*, int) {});
    ev_async_start(loop, &wake_up);
  }
  ~Ev() {
    ev_async_stop(loop, &wake_up);
    ev_loop_destroy(loop);
  }
  Ev(const Ev&) = delete;
  Ev& operator=(const Ev&) = delete;

  struct ev_loop* loop;
  ev_timer poll_limit;
  ev_async wake_up;
};

EvBackend::EvBackend() : ev_(std::make_unique<Ev>()) {}

EvBackend::~EvBackend() = default;

// Changes are passed to libev right before it polls. So to stop and restart a
// watcher between two polls costs nothing, and apply() detects descriptors that
// were closed, for which libev's assertion would fail.
void EvBackend::watch(WatchedFd& fd, int events) noexcept {
  fd.events = events;
  if (!fd.linked()) changed_.push_back(fd);
}

void EvBackend::forget(WatchedFd& fd) noexcept {
  fd.unlink();
  ev_io& ev = ev_io_of(fd);
  if (ev_is_active(&ev)) ev_io_stop(ev_->loop, &ev);
}

void EvBackend::apply_changes() noexcept {
  while (!changed_.empty()) apply(changed_.pop_front());
}

void EvBackend::apply(WatchedFd& fd) noexcept {
  ev_io& ev = ev_io_of(fd);
  const int wanted = to_ev(fd.events);
  if (ev_is_active(&ev)) {
    if (ev.events == wanted) return;
    ev_io_stop(ev_->loop, &ev);
  }
  if (wanted == 0) return;
  if (fcntl(fd.fd, F_GETFD) < 0) {
    fd.bound = false;
    return fd.on_ready(fd.arg, fd.events);
  }
  if (fd.bound) {
    ev_io_modify(&ev, wanted);
  } else {
    ev_io_init(&ev, &report_ready, fd.fd, wanted);
    ev.data = &fd;
    fd.bound = true;
  }
  ev_io_start(ev_->loop, &ev);
}

void EvBackend::poll(Duration longest) {
  if (longest <= Duration::zero()) {
    ev_run(ev_->loop, EVRUN_NOWAIT);
    return;
  }
  if (longest != kForEver) {
    ev_now_update(ev_->loop);
    ev_timer_set(&ev_->poll_limit, seconds(longest), 0.);
    ev_timer_start(ev_->loop, &ev_->poll_limit);
  }
  ev_run(ev_->loop, EVRUN_ONCE);
  ev_timer_stop(ev_->loop, &ev_->poll_limit);
}

void EvBackend::wake_up() noexcept {
  woken_up_.store(true, std::memory_order_release);
  ev_async_send(ev_->loop, &ev_->wake_up);
}

std::string loop_library_version() {
  return "libev " + std::to_string(ev_version_major()) + '.' +
         std::to_string(ev_version_minor());
}

}  // namespace gfetch::detail
