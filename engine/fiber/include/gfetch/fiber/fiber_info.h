#pragma once
/// A description of a fiber for reports.

#include <cstdint>
#include <string>

#include "gfetch/fiber/detail/language.h"

namespace gfetch {

/// How a fiber has ended, if it has.
enum class FiberOutcome : std::uint8_t {
  kRunning,   ///< the fiber has not ended, or was not started
  kReturned,  ///< its function has returned: the fiber has a result
  kThrew,     ///< an exception other than FiberExit has ended it
  kKilled,    ///< a FiberExit has ended it: the fiber has no result
};

struct FiberInfo {
  std::string name;
  std::string waits_for;  ///< such as `queue.get`; empty: ready to run
  std::uint32_t id = 0;
  std::uint32_t spawner_id = 0;
};

}  // namespace gfetch
