#include "gfetch/fiber/signal.h"

#include <signal.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include "gfetch/fiber/fiber.h"
#include "loop/loop.h"
#include "scheduler.h"

namespace gfetch {
namespace {

constexpr int kSignals = 65;

struct Slot {
  std::atomic<detail::Loop*> loop{nullptr};  // the loop of the hub that handles
  std::atomic<bool> came{false};
  std::function<void()> handler;
  struct sigaction previous {};
};

std::array<Slot, kSignals> slots;

// The process's signal handler. It may interrupt any code, so it only sets a
// flag and wakes the loop.
void receive(int signo) {
  const int saved_errno = errno;
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  slot.came.store(true, std::memory_order_relaxed);
  if (detail::Loop* loop = slot.loop.load(std::memory_order_acquire)) {
    loop->wake_up();
  }
  errno = saved_errno;
}

// Called by the hub after a wake-up: spawns the handlers of the signals that
// have arrived.
void spawn_handlers() {
  const detail::Loop* loop = &detail::Scheduler::current().loop();
  for (int signo = 1; signo < kSignals; ++signo) {
    Slot& slot = slots.at(static_cast<std::size_t>(signo));
    if (slot.loop.load(std::memory_order_relaxed) != loop) continue;
    if (!slot.came.exchange(false, std::memory_order_relaxed)) continue;
    spawn(slot.handler).name("signal-" + std::to_string(signo));
  }
}

}  // namespace

SignalWatch on_signal(int signo, std::function<void()> handler) {
  if (signo <= 0 || signo >= kSignals) {
    throw std::invalid_argument("no such signal: " + std::to_string(signo));
  }
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  if (slot.loop.load() != nullptr) {
    throw std::logic_error("signal " + std::to_string(signo) +
                           " has a handler already");
  }
  detail::Loop& loop = detail::Scheduler::current().loop();
  loop.on_wake_up(&spawn_handlers);
  slot.handler = std::move(handler);
  slot.came.store(false);
  slot.loop.store(&loop, std::memory_order_release);
  struct sigaction action {};
  action.sa_handler = &receive;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  if (sigaction(signo, &action, &slot.previous) != 0) {
    slot.loop.store(nullptr);
    throw std::system_error(errno, std::generic_category(), "sigaction");
  }
  return SignalWatch(signo);
}

void SignalWatch::cancel() noexcept {
  if (signo_ == 0) return;
  Slot& slot = slots.at(static_cast<std::size_t>(signo_));
  sigaction(std::exchange(signo_, 0), &slot.previous, nullptr);
  slot.loop.store(nullptr, std::memory_order_release);
  slot.handler = nullptr;
}

}  // namespace gfetch
