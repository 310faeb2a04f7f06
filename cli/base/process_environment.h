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
  bool colours_wanted = true;        ///< false if NO_COLOR is set
  bool can_redraw = true;            ///< false if TERM is `dumb`
  std::uint64_t descriptors = 1024;  ///< the limit of open file descriptors
  Environment variable = {};         ///< empty: no variable is set
  std::string netrc = {};            ///< the path of the default netrc file
};

/// Returns the environment of this process, and raises the limit of open files
/// as far as permitted.
ProcessEnvironment process_environment();

}  // namespace gfetch
