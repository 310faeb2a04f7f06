#pragma once
/// The fibers of a hub that were started and have not ended, in the order in
/// which they were started. The main fiber is not among them.

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
  /// Keeps a reference to `fiber`, and gives it an id.
  void add(FiberState& fiber) noexcept;
  /// Leaves the reference of add() to the caller.
  void remove(FiberState& fiber) noexcept;

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
