#include "gfetch/fiber/signal.h"

#include <signal.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/serial.h"
#include "gfetch/fiber/fiber.h"
#include "loop/loop.h"
#include "scheduler.h"
#include "signal_slots.h"

namespace gfetch {
namespace {

constexpr int kSignals = 65;

struct Slot {
  std::atomic<detail::Loop*> loop{nullptr};  // the loop of the hub that handles
  std::atomic<bool> came{false};
  std::atomic<int> receiving{0};  // calls of receive() in progress
  std::shared_ptr<const std::function<void()>> handler;  // copied by the hub
  std::uint64_t number = 0;
  struct sigaction previous {};
};

std::array<Slot, kSignals> slots;

// The process's signal handler. It may interrupt any code, so it only sets a
// flag and wakes the loop.
void receive(int signo) {
  const int saved_errno = errno;
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  slot.came.store(true, std::memory_order_relaxed);
  slot.receiving.fetch_add(1);
  if (detail::Loop* loop = slot.loop.load()) loop->wake_up();
  slot.receiving.fetch_sub(1);
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
    spawn([handler = slot.handler] {
      (*handler)();
    }).name("signal-" + std::to_string(signo));
  }
}

void release(int signo) noexcept {
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  sigaction(signo, &slot.previous, nullptr);
  slot.loop.store(nullptr);
  // A signal that another thread handles now may still wake the loop up.
  while (slot.receiving.load() > 0) std::this_thread::yield();
  detail::dispose(std::exchange(slot.handler, nullptr));
}

}  // namespace

void detail::release_signals(const Loop& loop) noexcept {
  for (int signo = 1; signo < kSignals; ++signo) {
    if (slots.at(static_cast<std::size_t>(signo)).loop.load() == &loop) {
      release(signo);
    }
  }
}

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
  slot.handler =
      std::make_shared<const std::function<void()>>(std::move(handler));
  slot.number = detail::next_serial();
  slot.came.store(false);
  slot.loop.store(&loop, std::memory_order_release);
  struct sigaction action {};
  action.sa_handler = &receive;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  if (sigaction(signo, &action, &slot.previous) != 0) {
    const int error = errno;
    slot.loop.store(nullptr);
    detail::dispose(std::exchange(slot.handler, nullptr));
    throw std::system_error(error, std::generic_category(), "sigaction");
  }
  return SignalWatch(signo, slot.number);
}

void SignalWatch::cancel() noexcept {
  const int signo = std::exchange(signo_, 0);
  if (signo == 0) return;
  const Slot& slot = slots.at(static_cast<std::size_t>(signo));
  // The hub has ended, and another may have set a handler since.
  if (slot.loop.load() == nullptr || slot.number != number_) return;
  release(signo);
}

}  // namespace gfetch
