#include "cli/terminal/signals.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "cli/terminal/progress.h"

namespace gfetch {
namespace {

constexpr int kSignalExit = 128;
constexpr std::size_t kStatusRows = 20;

// The state of the process's signal handler.
std::atomic<int> exit_code_of_first{0};  // 0: no signal has arrived
std::atomic<void (*)(int)> engine_handler{nullptr};

int exit_code_for(int signal) {
  return kSignalExit + (signal == SIGQUIT ? SIGINT : signal);
}

// Ends the process at the second signal. The first one is passed to the engine,
// whose loop ends the run; but a loop that never gets a turn must not keep the
// process alive.
void handle(int signal) {
  int first = 0;
  if (!exit_code_of_first.compare_exchange_strong(first,
                                                  exit_code_for(signal))) {
    _exit(first);
  }
  engine_handler.load()(signal);
}

// Puts handle() in front of the engine's handler. SignalWatch::cancel()
// restores the handler of before both.
void handle_first(int signal) {
  struct sigaction action {};
  sigaction(signal, nullptr, &action);
  engine_handler = action.sa_handler;
  action.sa_handler = &handle;
  sigaction(signal, &action, nullptr);
}

bool hangups_are_ignored() {
  struct sigaction action {};
  return sigaction(SIGHUP, nullptr, &action) == 0 &&
         action.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals(Console& console) : console_(console) {
  exit_code_of_first = 0;
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) {
    if (number == SIGHUP && hangups_are_ignored()) continue;
    watches_.push_back(on_signal(number, [this, number] { received(number); }));
    handle_first(number);
  }
  watches_.push_back(on_signal(SIGUSR1, [this] { print_status(); }));
}

void Signals::stop(crawl::RunEnd reason) {
  if (session_ != nullptr) session_->stop(reason);
}

void Signals::received(int signal) {
  exit_code_ = exit_code_for(signal);
  if (output_ != nullptr) output_->hurry();
  stop(crawl::RunEnd::kInterrupted);
}

void Signals::print_status() {
  if (session_ == nullptr) return;
  console_.print(status_report(session_->status(kStatusRows)));
}

}  // namespace gfetch
