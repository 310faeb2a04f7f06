#pragma once
/// The memory for the windows of all decoders of a run. A body whose window has
/// no room waits until other bodies have ended.

#include <algorithm>
#include <cstdint>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/semaphore.h"
#include "web/coding/window_budget.h"

namespace gfetch::crawl {

class DecoderMemory final : public web::WindowBudget {
 public:
  explicit DecoderMemory(std::uint64_t bytes) : bytes_(bytes) {}

  /// Takes `bytes`, in the order of the calls. If nothing is taken, any number
  /// of bytes may be taken, so that no body waits for ever.
  /// Blocks the calling fiber.
  void take(std::uint64_t bytes) override;

  bool try_take(std::uint64_t bytes) override;
  void give_back(std::uint64_t bytes) noexcept override;

  std::uint64_t taken() const noexcept { return taken_; }

 private:
  bool has_room(std::uint64_t bytes) const noexcept {
    return taken_ == 0 || bytes <= bytes_ - std::min(taken_, bytes_);
  }

  std::uint64_t bytes_;
  std::uint64_t taken_ = 0;
  Semaphore turn_{1, "decoder memory"};  ///< orders the fibers that wait
  Event freed_{"decoder memory"};
};

}  // namespace gfetch::crawl
