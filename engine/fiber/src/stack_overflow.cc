#include "stack_overflow.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace gfetch::detail {
namespace {

constexpr std::size_t kSignalStackBytes = std::size_t{64} * 1024;

struct sigaction previous_segv;
struct sigaction previous_bus;
OverflowCheck overflow_check;

void write_out(std::string_view text) noexcept {
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, text.data(), text.size());
}

// Calls the signal handler that was set before catch_stack_overflows().
void pass_on(const struct sigaction& previous, int signo, siginfo_t* info,
             void* context) {
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    previous.sa_sigaction(signo, info, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signo);
  } else {
    // There was no handler: after the return the access faults again, and the
    // default action ends the process.
    signal(signo, SIG_DFL);
  }
}

void on_fault(int signo, siginfo_t* info, void* context) {
  overflow_check(info->si_addr);
  pass_on(signo == SIGSEGV ? previous_segv : previous_bus, signo, info,
          context);
}

// Sets up a signal stack, because the signal handler cannot run on the stack
// that overflowed.
void provide_signal_stack() {
  stack_t current{};
  if (sigaltstack(nullptr, &current) == 0 &&
      (current.ss_flags & SS_DISABLE) == 0) {
    return;
  }
  struct Ours {
    std::unique_ptr<std::byte[]> memory =
        std::make_unique<std::byte[]>(kSignalStackBytes);
    ~Ours() {
      stack_t off{};
      off.ss_flags = SS_DISABLE;
      sigaltstack(&off, nullptr);
    }
  };
  thread_local Ours ours;
  stack_t mine{};
  mine.ss_sp = ours.memory.get();
  mine.ss_size = kSignalStackBytes;
  sigaltstack(&mine, nullptr);
}

}  // namespace

void catch_stack_overflows(OverflowCheck check) {
  provide_signal_stack();
  static std::once_flag once;
  std::call_once(once, [check] {
    overflow_check = check;
    struct sigaction action {};
    action.sa_sigaction = &on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &previous_segv);
    sigaction(SIGBUS, &action, &previous_bus);
  });
}

void die_of_stack_overflow(const FiberState* fiber) noexcept {
  write_out("gfetch: the stack of ");
  if (fiber == nullptr) {
    write_out("the hub");
  } else {
    // name() allocates memory, which is not async-signal-safe. At worst the
    // process, which ends here in any case, ends without the message.
    write_out(fiber->name());
  }
  write_out(
      " overflowed; give HubOptions::stack_bytes a larger value, or keep "
      "large objects on the heap\n");
  std::abort();
}

}  // namespace gfetch::detail
