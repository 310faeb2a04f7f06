#include "gfetch/fiber/hub.h"

#include <signal.h>

#include <utility>

#include "loop/loop.h"
#include "scheduler.h"

namespace gfetch {
namespace {

std::string loop_exit_text(const std::vector<FiberInfo>& blocked) {
  std::string text = "this operation would block for ever; blocked:";
  for (const FiberInfo& fiber : blocked) {
    text += "\n  " + fiber.name + " in " + fiber.waits_for;
  }
  return text;
}

}  // namespace

LoopExit::LoopExit(std::vector<FiberInfo> blocked)
    : std::runtime_error(loop_exit_text(blocked)),
      blocked_(std::move(blocked)) {}

BlockingSwitchOut::BlockingSwitchOut()
    : std::logic_error("the hub itself must not block") {}

Hub::Hub(const HubOptions& options)
    : loop_(std::make_unique<detail::Loop>(options)),
      scheduler_(std::make_unique<detail::Scheduler>(*this, *loop_, options)) {
  // A peer that hangs up is an error of one write, not of the process.
  signal(SIGPIPE, SIG_IGN);
}

Hub::~Hub() = default;

Hub& Hub::current() {
  return detail::Scheduler::current().hub();
}

bool Hub::exists() noexcept {
  return detail::Scheduler::find() != nullptr;
}

TimePoint Hub::now() const noexcept {
  return loop_->now();
}

const std::vector<std::uint32_t>& Hub::schedule() const noexcept {
  return loop_->schedule_so_far();
}

bool Hub::join(TimeLimit limit) {
  return scheduler_->join(limit);
}

void Hub::post(std::function<void()> fn) {
  mailbox().post(std::move(fn));
}

Mailbox Hub::mailbox() const noexcept {
  return Mailbox(loop_->inbox());
}

bool Mailbox::post(std::function<void()> fn) const {
  return inbox_->post([fn = std::move(fn)] {
    try {
      fn();
    } catch (...) {
      detail::Scheduler::current().report("a posted function",
                                          std::current_exception());
    }
  });
}

void Hub::on_error(ErrorHandler handler) {
  scheduler_->on_error(std::move(handler));
}

std::vector<FiberInfo> Hub::fibers() const {
  return scheduler_->fibers();
}

std::size_t Hub::fiber_count() const noexcept {
  return scheduler_->fiber_count();
}

std::size_t Hub::watcher_count() const noexcept {
  return loop_->active_timers() + loop_->active_io();
}

void detail::ref(Hub& hub) noexcept {
  hub.loop().ref();
}

void detail::unref(Hub& hub) noexcept {
  hub.loop().unref();
}

KeepAlive::KeepAlive(Hub& hub) noexcept : hub_(hub) {
  detail::ref(hub_);
}

KeepAlive::~KeepAlive() {
  detail::unref(hub_);
}

}  // namespace gfetch
