// A fiber that never yields holds the whole program: the handler of SIGQUIT
// runs in a fiber, and gets no turn. So the first signal asks the program to
// shut down, and the second ends it at once, in the process's own handler,
// which interrupts the fiber wherever it is.

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/shutdown.h"
#include "gfetch/fiber/signal.h"

using namespace std::chrono_literals;

namespace {

// The state of the handler, which may be called between any two instructions.
volatile sig_atomic_t signals = 0;
void (*engine_handler)(int) = nullptr;

// Unlike std::puts, it may be called by a signal handler.
void say(std::string_view line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(1);
}

void handle(int signal) {
  signals = signals + 1;
  if (signals == 1) return engine_handler(signal);  // wakes the hub
  say("the second signal: ended at once\n");
  _exit(0);
}

// Puts handle() in front of the engine's handler.
void handle_first(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  engine_handler = action.sa_handler;
  action.sa_handler = &handle;
  sigaction(signal, &action, nullptr);
}

void never_yield() {
  say("computing\n");
  raise(SIGQUIT);  // simulates the user's first Ctrl-\, SIGQUIT
  say("the first signal: still computing\n");
  raise(SIGQUIT);
  for (;;) {
  }
}

}  // namespace

int main() {
  gfetch::Hub hub;
  auto on_quit = gfetch::on_signal(SIGQUIT, [] { gfetch::shutdown(2s); });
  handle_first(SIGQUIT);
  gfetch::spawn(never_yield).join();
}
