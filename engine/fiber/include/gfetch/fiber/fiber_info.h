#pragma once
/// A description of a fiber for reports.

#include <cstdint>
#include <string>

namespace gfetch {

struct FiberInfo {
  std::string name;
  std::string waits_for;  ///< such as `queue.get`; empty: ready to run
  std::uint32_t id = 0;
  std::uint32_t spawner_id = 0;
};

}  // namespace gfetch
