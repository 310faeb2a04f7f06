#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <utility>

#include "cli/base/exit_code.h"
#include "cli/base/values.h"
#include "cli/base/version.h"
#include "cli/command_line.h"
#include "cli/options/option_table.h"
#include "cli/options/options.h"
#include "cli/options/plan.h"
#include "cli/options/plan_text.h"
#include "cli/render/generate.h"
#include "cli/render/help.h"
#include "cli/run.h"
#include "gfetch/fiber/hub.h"

namespace {

using namespace gfetch;

/// Opens /dev/null for each standard descriptor that is closed, so that no
/// socket gets its number. /dev/null is opened for reading only, so that
/// writing records to a closed stdout is an error.
void occupy_standard_descriptors() {
  int free = 0;
  while (free >= 0 && free <= STDERR_FILENO) {
    free = open("/dev/null", O_RDONLY);
  }
  close(free);
}

/// Returns the text for an option such as --help, which prints a text instead
/// of fetching URLs.
std::string text_of_action(const Options& options) {
  Options defaults;
  const std::vector<OptionSpec> table = option_table(defaults);
  switch (options.action) {
    case Action::kShortHelp:
      return short_help(table);
    case Action::kFullHelp:
      return full_help(table);
    case Action::kVersion:
      return version_text();
    case Action::kGenerate:
      return generated(options.generate, table);
    case Action::kRun:
      break;
  }
  return {};
}

int print(const std::string& text) {
  const bool printed = std::fputs(text.c_str(), stdout) >= 0;
  return printed && std::fflush(stdout) == 0 ? kExitOk : kExitIo;
}

int report_usage_error(const UsageError& error) {
  std::fprintf(stderr, "gfetch: %s\n", printable(error.message).c_str());
  return kExitUsage;
}

/// Prints a bug of gfetch to stderr without allocating memory. Returns the exit
/// code.
int report_bug(const std::exception& bug) {
  if (dynamic_cast<const std::bad_alloc*>(&bug) != nullptr) {
    std::fputs("gfetch: out of memory\n", stderr);
  } else {
    std::fprintf(stderr, "gfetch: a bug: %s\n", bug.what());
  }
  return kExitBug;
}

/// Reports an exception that cannot be handled, because it was thrown in a
/// destructor or in a callback of libcurl.
[[noreturn]] void on_terminate() {
  try {
    if (const std::exception_ptr last = std::current_exception()) {
      std::rethrow_exception(last);
    }
    std::fputs("gfetch: a bug: terminated\n", stderr);
  } catch (const std::exception& bug) {
    report_bug(bug);
  } catch (...) {
    std::fputs("gfetch: a bug: an exception without a name\n", stderr);
  }
  _exit(kExitBug);
}

// The priority that runs before the static initialisers of libraries, which
// allocate memory before main() starts.
constexpr int kBeforeStaticInitialisers = 101;
[[gnu::constructor(kBeforeStaticInitialisers)]] void report_from_the_start() {
  std::set_terminate(on_terminate);
}

int gfetch_main(std::span<const char* const> arguments) {
  auto options = parse_options(arguments, std::getenv);
  if (!options) return report_usage_error(options.error());
  if (options->action != Action::kRun) return print(text_of_action(*options));
  const bool dry_run = options->dry_run;
  auto plan = make_plan(std::move(*options), process_environment());
  if (!plan) return report_usage_error(plan.error());
  if (dry_run) return print(plan_text(*plan));
  Hub hub;
  return run(std::move(*plan));
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_descriptors();
  // With these signals ignored, a closed pipe and a file beyond its size limit
  // are errors of write().
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  try {
    return gfetch_main(
        std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0));
  } catch (const std::exception& bug) {
    return report_bug(bug);
  }
}
