#include "cli/terminal/signals.h"

#include <signal.h>
#include <unistd.h>

#include "cli/terminal/progress.h"

namespace gfetch {
namespace {

constexpr int kSignalExit = 128;
constexpr std::size_t kStatusRows = 20;

bool hangups_are_ignored() {
  struct sigaction action {};
  return sigaction(SIGHUP, nullptr, &action) == 0 &&
         action.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals(Console& console) : console_(console) {
  for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) {
    if (number == SIGHUP && hangups_are_ignored()) continue;
    watches_.push_back(on_signal(number, [this, number] { received(number); }));
  }
  watches_.push_back(on_signal(SIGUSR1, [this] { print_status(); }));
}

void Signals::stop(crawl::RunEnd reason) {
  if (session_ != nullptr) session_->stop(reason);
}

void Signals::received(int signal) {
  const int as_int = signal == SIGQUIT ? SIGINT : signal;
  if (!exit_code_) exit_code_ = kSignalExit + as_int;
  if (++times_ > 2) _exit(*exit_code_);
  stop(crawl::RunEnd::kInterrupted);
}

void Signals::print_status() {
  if (session_ == nullptr) return;
  console_.print(status_report(session_->status(kStatusRows)));
}

}  // namespace gfetch
