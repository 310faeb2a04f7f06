#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/exit_code.h"
#include "cli/generate.h"
#include "cli/help.h"
#include "cli/option_table.h"
#include "cli/options.h"
#include "cli/version.h"

namespace {

using namespace gfetch;

/// What an option such as --help asks for in place of a run.
std::string answer(const Options& options) {
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

ExitCode print(const std::string& text) {
  const bool printed = std::fputs(text.c_str(), stdout) >= 0;
  return printed && std::fflush(stdout) == 0 ? kExitOk : kExitIo;
}

ExitCode complain(const UsageError& error) {
  std::fprintf(stderr, "gfetch: %s\n", error.message.c_str());
  return kExitUsage;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options =
      parse_options({argv + 1, static_cast<std::size_t>(argc - 1)}, getenv);
  if (!options) return complain(options.error());
  if (options->action != Action::kRun) return print(answer(*options));
  return kExitUsage;
}
