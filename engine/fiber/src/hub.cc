#include "gfetch/fiber/hub.h"

#include <signal.h>

#include <stdexcept>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/greenlet_switch.h"
#include "loop/loop.h"
#include "scheduler.h"
#include "shutdown.h"

namespace gfetch {
namespace {

constinit thread_local Hub* thread_hub = nullptr;

/// The handler set by Hub::on_error(), to which the thread's reports go.
struct ErrorHandling {
  ~ErrorHandling() { detail::set_exception_handler(nullptr); }
  Hub::ErrorHandler handler;
};

}  // namespace

struct Hub::Parts {
  explicit Parts(const HubOptions& options)
      : loop(options), scheduler(loop, options) {}

  ErrorHandling errors;
  detail::Loop loop;
  detail::Scheduler scheduler;
};

Hub::Hub(const HubOptions& options) : parts_(std::make_unique<Parts>(options)) {
  thread_hub = this;
  // If a peer closes its connection, write() fails, and SIGPIPE does not end
  // the process.
  signal(SIGPIPE, SIG_IGN);
}

Hub::~Hub() {
  detail::end_all_fibers(parts_->scheduler);
  detail::end_all_greenlets();
  parts_.reset();
  thread_hub = nullptr;
}

Hub& Hub::current() {
  if (thread_hub == nullptr) {
    throw std::logic_error("this thread has no gfetch::Hub");
  }
  return *thread_hub;
}

bool Hub::exists() noexcept {
  return thread_hub != nullptr;
}

TimePoint Hub::now() const noexcept {
  return parts_->loop.now();
}

const std::vector<std::uint32_t>& Hub::schedule() const noexcept {
  return parts_->loop.schedule_so_far();
}

bool Hub::join(TimeLimit limit) {
  return detail::run_until_idle(parts_->scheduler, limit);
}

void Hub::post(std::function<void()> fn) {
  mailbox().post(std::move(fn));
}

Mailbox Hub::mailbox() const noexcept {
  return Mailbox(parts_->loop.inbox());
}

bool Mailbox::post(std::function<void()> fn) const {
  return inbox_->post([fn = std::move(fn)] {
    try {
      fn();
    } catch (...) {
      detail::report_exception("a posted function", std::current_exception());
    }
  });
}

void Hub::on_error(ErrorHandler handler) {
  parts_->errors.handler = std::move(handler);
  detail::set_exception_handler(&parts_->errors.handler);
}

std::vector<FiberInfo> Hub::fibers() const {
  return parts_->scheduler.registry().infos();
}

std::size_t Hub::fiber_count() const noexcept {
  return parts_->scheduler.registry().size();
}

std::size_t Hub::watcher_count() const noexcept {
  return parts_->loop.active_timers() + parts_->loop.active_io();
}

void detail::ref(Hub& hub) noexcept {
  hub.parts_->loop.ref();
}

void detail::unref(Hub& hub) noexcept {
  hub.parts_->loop.unref();
}

KeepAlive::KeepAlive(Hub& hub) noexcept : hub_(hub) {
  detail::ref(hub_);
}

KeepAlive::~KeepAlive() {
  detail::unref(hub_);
}

}  // namespace gfetch
