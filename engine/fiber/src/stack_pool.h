#pragma once
/// The fibers' stacks. They are cut from a few large mappings, each with a
/// guard page below it. The stack that was given back last is used again first.
/// A stack costs memory only for the pages that were touched.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/context.h"

namespace gfetch::detail {

/// The guard below a stack. Marking a page in the page table
/// (MADV_GUARD_INSTALL, Linux 6.13) costs nothing. mprotect costs two of the
/// 65,530 mappings that a process may have. A canary is a word that an overflow
/// overwrites; it is checked when the fiber switches.
enum class GuardKind : std::uint8_t { kMarked, kProtected, kCanary };

class StackPool {
 public:
  explicit StackPool(std::size_t stack_bytes);
  StackPool(std::size_t stack_bytes, GuardKind best_guard);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// Throws std::bad_alloc when the system has no memory for another stack.
  Stack take();
  void give_back(Stack stack) noexcept;

  /// `address` is in a guard page of this pool. Async-signal-safe.
  bool guards(const void* address) const noexcept;
  /// The canary of a stack without a guard page was not overwritten.
  static bool intact(const Stack& stack) noexcept;

  std::size_t stack_bytes() const noexcept { return stack_bytes_; }
  std::size_t in_use() const noexcept { return cut_ - idle_.size(); }

  /// The best guard that this kernel offers.
  static GuardKind best_guard() noexcept;

 private:
  struct Chunk {
    std::byte* begin;
    std::size_t bytes;
  };

  Stack cut();
  void map_chunk();
  void guard(std::byte* page) noexcept;

  std::size_t stack_bytes_;
  std::size_t slot_bytes_;
  GuardKind guard_;
  std::size_t protected_ = 0;  // guard pages made by mprotect
  std::size_t cut_ = 0;        // stacks made so far
  std::byte* next_ = nullptr;  // free part of the last chunk
  std::byte* chunk_end_ = nullptr;
  std::size_t next_chunk_slots_ = 16;
  std::vector<Chunk> chunks_;
  std::vector<Stack> idle_;
};

}  // namespace gfetch::detail
