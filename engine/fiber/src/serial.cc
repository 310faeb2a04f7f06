#include "gfetch/fiber/detail/serial.h"

#include <atomic>

namespace gfetch::detail {
namespace {

constexpr Serial kBlock = 1024;

constinit std::atomic<Serial> next_block{1};

/// The numbers that a thread has taken and not given yet.
struct Block {
  Serial next = 0;
  Serial end = 0;
};

constinit thread_local Block block;

}  // namespace

Serial next_serial() noexcept {
  if (block.next == block.end) {
    block.next = next_block.fetch_add(kBlock, std::memory_order_relaxed);
    block.end = block.next + kBlock;
  }
  return block.next++;
}

}  // namespace gfetch::detail
