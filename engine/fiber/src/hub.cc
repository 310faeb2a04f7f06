#include "gfetch/fiber/hub.h"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "exception_report.h"
#include "gfetch/fiber/detail/disposal.h"
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
  detail::ExceptionHandlerRef handler;
};

}  // namespace

struct Hub::Parts {
  explicit Parts(const HubOptions& options)
      : loop(options), scheduler(loop, options), began(loop.now()) {}

  ErrorHandling errors;
  detail::Loop loop;
  detail::Scheduler scheduler;
  const TimePoint began;
};

Hub::Hub(const HubOptions& options) : parts_(std::make_unique<Parts>(options)) {
  thread_hub = this;
  // If a peer closes its connection, write() fails, and SIGPIPE does not end
  // the process.
  signal(SIGPIPE, SIG_IGN);
}

Hub::~Hub() {
  if (thread_hub != this) {
    // Its fibers have their stacks in use in its own thread.
    std::fprintf(
        stderr, "gfetch: %s\n",
        detail::used_elsewhere("the Hub that is destroyed", mailbox().thread())
            .c_str());
    std::abort();
  }
  detail::end_all_work(parts_->scheduler);
  on_error({});
  detail::end_posts(parts_->scheduler);
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

void Hub::require_here() const {
  if (thread_hub == this) return;
  throw std::logic_error(detail::used_elsewhere("the Hub", mailbox().thread()));
}

TimePoint Hub::now() const noexcept {
  return parts_->loop.now();
}

HubTimes Hub::times() const noexcept {
  const Duration idle = parts_->loop.idle_time();
  return {.held = now() - parts_->began - idle, .idle = idle};
}

const std::vector<std::uint32_t>& Hub::schedule() const noexcept {
  return parts_->loop.schedule_so_far();
}

bool Hub::join(TimeLimit limit) {
  require_here();
  return detail::run_until_idle(parts_->scheduler, limit);
}

void Hub::post(detail::UniqueFunction fn) {
  mailbox().post(std::move(fn));
}

Mailbox Hub::mailbox() const noexcept {
  return Mailbox(parts_->loop.inbox());
}

bool Mailbox::post(detail::UniqueFunction fn) const {
  detail::Inbox::Posts posts;
  posts.push_back(detail::ReservedPost::guarded(std::move(fn)));
  if (inbox_->post(posts)) return true;
  // The inbox has refused the function. The caller may be another hub.
  detail::dispose(std::move(posts));
  return false;
}

detail::UniqueFunction detail::ReservedPost::guarded(UniqueFunction fn) {
  return [fn = std::move(fn)]() mutable {
    try {
      fn();
    } catch (...) {
      report_exception("a posted function", std::current_exception());
    }
    dispose(std::move(fn));
  };
}

detail::ReservedPost::ReservedPost(Mailbox mailbox, UniqueFunction fn)
    : mailbox_(std::move(mailbox)) {
  post_.push_back(std::move(fn));
}

void detail::ReservedPost::send() noexcept {
  if (!mailbox_.inbox_->post(post_)) dispose(std::move(post_));
}

void Hub::on_error(ErrorHandler handler) {
  require_here();
  auto& current = parts_->errors.handler;
  detail::set_exception_handler(&current);
  auto previous = std::exchange(
      current, handler
                   ? std::make_shared<const ErrorHandler>(std::move(handler))
                   : nullptr);
  detail::dispose(std::move(previous));
}

std::vector<FiberInfo> Hub::fibers() const {
  require_here();
  return parts_->scheduler.registry().infos();
}

std::size_t Hub::fiber_count() const noexcept {
  return parts_->scheduler.registry().size();
}

std::size_t Hub::watcher_count() const noexcept {
  return parts_->loop.active_timers() + parts_->loop.active_io();
}

int Mailbox::thread() const noexcept {
  return inbox_->thread();
}

std::string detail::used_elsewhere(const std::string& what, int owner) {
  return what + " belongs to the hub of thread " + std::to_string(owner) +
         ", and is used in thread " + std::to_string(gettid()) +
         (Hub::exists() ? ", which has another hub" : ", which has no hub");
}

void detail::ref(Hub& hub) noexcept {
  ++*hub.parts_->loop.refs();
}

void detail::unref(Hub& hub) noexcept {
  --*hub.parts_->loop.refs();
}

KeepAlive::KeepAlive(Hub& hub)
    : mailbox_(hub.mailbox()), refs_(hub.parts_->loop.refs()) {
  hub.require_here();
  ++*refs_;
}

// The hub of another thread may wait for nothing but the end of this object.
KeepAlive::~KeepAlive() {
  --*refs_;
  const bool here = Hub::exists() && Hub::current().mailbox() == mailbox_;
  if (!here) mailbox_.inbox_->wake_up();
}

}  // namespace gfetch
