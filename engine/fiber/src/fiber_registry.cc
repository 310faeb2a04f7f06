#include "fiber_registry.h"

#include "gfetch/fiber/detail/waiter.h"

namespace gfetch::detail {

void FiberRegistry::add(FiberState& fiber) noexcept {
  fiber.add_ref();
  fibers_.push_back(fiber);
  ++size_;
}

void FiberRegistry::remove(FiberState& fiber) noexcept {
  fiber.unlink();
  --size_;
}

std::vector<RefPtr<FiberState>> FiberRegistry::fibers() {
  std::vector<RefPtr<FiberState>> all;
  all.reserve(size_);
  for (FiberState* fiber = fibers_.first(); fiber != nullptr;
       fiber = fibers_.after(*fiber)) {
    all.emplace_back(fiber);
  }
  return all;
}

std::vector<FiberInfo> FiberRegistry::infos() {
  std::vector<FiberInfo> all;
  all.reserve(size_);
  for (FiberState* fiber = fibers_.first(); fiber != nullptr;
       fiber = fibers_.after(*fiber)) {
    all.push_back(info(*fiber));
  }
  return all;
}

FiberInfo FiberRegistry::info(const FiberState& fiber) {
  return {.name = fiber.name(),
          .waits_for = fiber.waits_in != nullptr ? fiber.waits_in->what() : "",
          .id = fiber.id,
          .spawner_id = fiber.spawner_id};
}

}  // namespace gfetch::detail
