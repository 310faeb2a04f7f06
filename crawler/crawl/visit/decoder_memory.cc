#include "crawl/visit/decoder_memory.h"

namespace gfetch::crawl {

void DecoderMemory::take(std::uint64_t bytes) {
  const SemaphoreGuard turn(turn_);
  while (!has_room(bytes)) {
    freed_.clear();
    // The hub gives the wait of the main fiber up if nothing can end it.
    if (!freed_.wait()) break;
  }
  taken_ += bytes;
}

bool DecoderMemory::try_take(std::uint64_t bytes) {
  if (!has_room(bytes)) return false;
  taken_ += bytes;
  return true;
}

void DecoderMemory::give_back(std::uint64_t bytes) noexcept {
  taken_ -= std::min(bytes, taken_);
  freed_.set();
}

}  // namespace gfetch::crawl
