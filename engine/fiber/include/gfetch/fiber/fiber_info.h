#pragma once
/// A fiber as reports list it.

#include <cstdint>
#include <string>

namespace gfetch {

struct FiberInfo {
  std::string name;
  std::string waits_for;  ///< `queue.get`; empty when it is ready to run
  std::uint32_t id = 0;
  std::uint32_t spawner_id = 0;
};

}  // namespace gfetch
