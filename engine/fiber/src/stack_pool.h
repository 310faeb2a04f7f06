#pragma once
/// A pool of stacks for fibers. The stacks are parts of a few large memory
/// mappings; each has a guard page below it. The stack that was returned last
/// is reused first. A stack uses physical memory only for pages that were
/// accessed.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/context.h"

namespace gfetch::detail {

/// The kinds of guards below a stack. kMarked: a page marked in the page table
/// (MADV_GUARD_INSTALL, Linux 6.13), which uses no mapping. kProtected: a page
/// with mprotect(), which uses two of the 65,530 mappings that a process may
/// have. kCanary: a word that an overflow overwrites, checked at each switch.
enum class GuardKind : std::uint8_t { kMarked, kProtected, kCanary };

class StackPool {
 public:
  explicit StackPool(std::size_t stack_bytes);
  StackPool(std::size_t stack_bytes, GuardKind best_guard);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// Takes a stack from the pool. Throws std::bad_alloc if the system has no
  /// memory for another stack.
  Stack take();
  void give_back(Stack stack) noexcept;

  /// True if `address` is in a guard page of a stack of this pool.
  /// Async-signal-safe.
  bool guards(const void* address) const noexcept;
  /// False if a stack overflow has overwritten the canary of the stack. True
  /// for a stack with a guard page.
  static bool intact(const Stack& stack) noexcept;

  std::size_t stack_bytes() const noexcept { return stack_bytes_; }
  std::size_t in_use() const noexcept { return cut_ - idle_.size(); }

  /// Returns the best kind of guard that the kernel supports.
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
  std::size_t protected_ = 0;  // number of guard pages made by mprotect()
  std::size_t cut_ = 0;        // number of stacks made so far
  std::byte* next_ = nullptr;  // start of the unused part of the last chunk
  std::byte* chunk_end_ = nullptr;
  std::size_t next_chunk_slots_ = 16;
  std::vector<Chunk> chunks_;
  std::vector<Stack> idle_;
};

}  // namespace gfetch::detail
