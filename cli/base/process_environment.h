#pragma once
/// The environment of the process: its descriptors, limits and variables.

#include <cstdint>
#include <functional>
#include <string>

namespace gfetch {

/// A function that returns the value of an environment variable, or nullptr:
/// std::getenv, or a test's function.
using Environment = std::function<const char*(const char* name)>;

struct ProcessEnvironment {
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  /// Whether NO_COLOR is absent, which forbids colours.
  bool colours_wanted = true;
  bool can_redraw = true;            ///< whether TERM is not `dumb`
  std::uint64_t descriptors = 1024;  ///< the limit of open file descriptors
  /// Looks up a variable; empty: no variable is set.
  Environment variable = {};
  std::string netrc = {};  ///< the path of the default netrc file
};

/// Returns the environment of this process, and raises the limit of open files
/// as far as permitted.
ProcessEnvironment process_environment();

}  // namespace gfetch
