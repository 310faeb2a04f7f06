#pragma once
/// Where the command was started.

#include <cstdint>
#include <string>

namespace gfetch {

struct Surroundings {
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  bool colours_wanted = true;        ///< NO_COLOR is not set
  bool can_redraw = true;            ///< the terminal is no dumb one
  std::uint64_t descriptors = 1024;  ///< that may be open
  std::string netrc = {};            ///< where logins usually are
};

/// Of this process. Raises the limit on open files as far as it may.
/// Never blocks.
Surroundings surroundings();

}  // namespace gfetch
