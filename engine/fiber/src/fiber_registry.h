#pragma once
/// The list of a hub's fibers that were started and have not ended, in the
/// order in which they were started. It does not contain the main fiber.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/fiber_state.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/ref_ptr.h"
#include "gfetch/fiber/fiber_info.h"

namespace gfetch::detail {

class FiberRegistry {
 public:
  /// Adds `fiber` to the registry with a reference.
  void add(FiberState& fiber) noexcept;
  /// Removes `fiber` from the registry. The caller becomes the owner of the
  /// reference that add() took.
  void remove(FiberState& fiber) noexcept;

  /// Returns the number for another fiber, which is not 0.
  std::uint32_t next_id() noexcept {
    if (++last_id_ == 0) ++last_id_;
    return last_id_;
  }

  std::size_t size() const noexcept { return size_; }
  std::vector<RefPtr<FiberState>> fibers();
  std::vector<FiberInfo> infos();

  static FiberInfo info(const FiberState& fiber);

 private:
  List<FiberState> fibers_;
  std::size_t size_ = 0;
  std::uint32_t last_id_ = 0;
};

}  // namespace gfetch::detail
