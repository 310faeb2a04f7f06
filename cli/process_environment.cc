#include "cli/surroundings.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace gfetch {

Surroundings surroundings() {
  Surroundings where;
  where.stdin_is_terminal = isatty(STDIN_FILENO) == 1;
  where.stdout_is_terminal = isatty(STDOUT_FILENO) == 1;
  where.stderr_is_terminal = isatty(STDERR_FILENO) == 1;
  const char* const no_color = std::getenv("NO_COLOR");
  where.colours_wanted = no_color == nullptr || *no_color == '\0';
  const char* const term = std::getenv("TERM");
  where.can_redraw = term == nullptr || std::string_view(term) != "dumb";
  const char* const netrc = std::getenv("NETRC");
  const char* const home = std::getenv("HOME");
  if (netrc != nullptr && *netrc != '\0') {
    where.netrc = netrc;
  } else if (home != nullptr) {
    where.netrc = std::string(home) + "/.netrc";
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    const rlimit most{files.rlim_max, files.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &most) == 0) files = most;
    where.descriptors = files.rlim_cur;
  }
  return where;
}

}  // namespace gfetch
