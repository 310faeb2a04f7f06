#pragma once
/// The process that gfetch runs in: its descriptors, limits and variables.

#include <cstdint>
#include <functional>
#include <string>

namespace gfetch {

/// The value of an environment variable, or nullptr: std::getenv, or a test's.
using Environment = std::function<const char*(const char* name)>;

struct ProcessEnvironment {
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  bool colours_wanted = true;        ///< NO_COLOR is not set
  bool can_redraw = true;            ///< TERM is not dumb
  std::uint64_t descriptors = 1024;  ///< the most that may be open
  Environment variable = {};         ///< empty: no variable is set
  std::string netrc = {};            ///< the path of the default netrc file
};

/// Asks about this process, and raises its limit on open files as far as it
/// may.
ProcessEnvironment process_environment();

}  // namespace gfetch
