#include "cli/base/process_environment.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace gfetch {

ProcessEnvironment process_environment() {
  ProcessEnvironment process;
  process.variable = [](const char* name) { return std::getenv(name); };
  process.stdin_is_terminal = isatty(STDIN_FILENO) == 1;
  process.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  process.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  const char* const no_color = std::getenv("NO_COLOR");
  process.colours_wanted = no_color == nullptr || *no_color == '\0';
  const char* const term = std::getenv("TERM");
  process.can_redraw = term == nullptr || std::string_view(term) != "dumb";
  const char* const netrc = std::getenv("NETRC");
  const char* const home = std::getenv("HOME");
  if (netrc != nullptr && *netrc != '\0') {
    process.netrc = netrc;
  } else if (home != nullptr) {
    process.netrc = std::string(home) + "/.netrc";
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    const rlimit most{files.rlim_max, files.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &most) == 0) files = most;
    process.descriptors = files.rlim_cur;
  }
  return process;
}

}  // namespace gfetch
