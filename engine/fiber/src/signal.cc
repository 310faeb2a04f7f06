#include "gfetch/fiber/signal.h"

#include <signal.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <mutex>
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
  // With the mutex:
  std::shared_ptr<const std::function<void()>> handler;  // copied by the hub
  std::uint64_t number = 0;
  struct sigaction previous {};
};

std::array<Slot, kSignals> slots;

// Held where handlers are set, removed and copied, in any thread.
constinit std::mutex mutex;

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

using Handler = std::shared_ptr<const std::function<void()>>;

// Returns the handler of `loop` for the signal if the signal has arrived since
// the last call, otherwise null.
Handler take_handler(int signo, const detail::Loop* loop) {
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  if (slot.loop.load(std::memory_order_relaxed) != loop) return nullptr;
  if (!slot.came.exchange(false, std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(mutex);
  return slot.loop.load() == loop ? slot.handler : nullptr;
}

// Called by the hub after a wake-up: spawns the handlers of the signals that
// have arrived.
void spawn_handlers() {
  const detail::Loop* loop = &detail::Scheduler::current().loop();
  for (int signo = 1; signo < kSignals; ++signo) {
    auto handler = take_handler(signo, loop);
    if (handler == nullptr) continue;
    spawn([handler = std::move(handler)] {
      (*handler)();
    }).name("signal-" + std::to_string(signo));
  }
}

// Requires the mutex. Returns the handler, which the caller destroys without
// it.
Handler release(int signo) noexcept {
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  sigaction(signo, &slot.previous, nullptr);
  slot.loop.store(nullptr);
  // A signal that another thread handles now may still wake the loop up.
  while (slot.receiving.load() > 0) std::this_thread::yield();
  return std::exchange(slot.handler, nullptr);
}

// Installs receive() for the signal. Requires the mutex.
void install(int signo, Slot& slot) {
  struct sigaction action {};
  action.sa_handler = &receive;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  if (sigaction(signo, &action, &slot.previous) == 0) return;
  const int error = errno;
  slot.loop.store(nullptr);
  throw std::system_error(error, std::generic_category(), "sigaction");
}

}  // namespace

void detail::release_signals(const Loop& loop) noexcept {
  for (int signo = 1; signo < kSignals; ++signo) {
    Handler handler;
    {
      const std::lock_guard lock(mutex);
      const Slot& slot = slots.at(static_cast<std::size_t>(signo));
      if (slot.loop.load() == &loop) handler = release(signo);
    }
    detail::dispose(std::move(handler));
  }
}

SignalWatch on_signal(int signo, std::function<void()> handler) {
  if (signo <= 0 || signo >= kSignals) {
    throw std::invalid_argument("no such signal: " + std::to_string(signo));
  }
  detail::Loop& loop = detail::Scheduler::current().loop();
  auto shared =
      std::make_shared<const std::function<void()>>(std::move(handler));
  Slot& slot = slots.at(static_cast<std::size_t>(signo));
  const std::lock_guard lock(mutex);
  if (slot.loop.load() != nullptr) {
    throw std::logic_error("signal " + std::to_string(signo) +
                           " has a handler already");
  }
  loop.on_wake_up(&spawn_handlers);
  slot.number = detail::next_serial();
  slot.came.store(false);
  slot.loop.store(&loop, std::memory_order_release);
  install(signo, slot);
  slot.handler = std::move(shared);
  return SignalWatch(signo, slot.number);
}

void SignalWatch::cancel() noexcept {
  const int signo = std::exchange(signo_, 0);
  if (signo == 0) return;
  Handler handler;
  {
    const std::lock_guard lock(mutex);
    const Slot& slot = slots.at(static_cast<std::size_t>(signo));
    // The hub has ended, and another may have set a handler since.
    if (slot.loop.load() == nullptr || slot.number != number_) return;
    handler = release(signo);
  }
  detail::dispose(std::move(handler));
}

}  // namespace gfetch
