#pragma once
/// A pool of stacks for fibers. The stacks are parts of a few large memory
/// mappings; each has a guard area below it. The stack that was returned last
/// is reused first. A stack uses physical memory only for pages that were
/// accessed.
///
/// The guard area is 1 MiB of address space, so that a function with a large
/// frame, which touches its far end first, still ends in the area and not in
/// the stack of another fiber. It uses no memory, but it spreads the stacks, so
/// that each needs half a page table (2 KiB). Beyond 16,384 stacks the area is
/// therefore 64 KiB, and it is one page where there is no address space for
/// more.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/context.h"

namespace gfetch::detail {

/// The kinds of guards below a stack. kMarked: pages marked in the page table
/// (MADV_GUARD_INSTALL, Linux 6.13), which use no mapping. kProtected: pages
/// with mprotect(), which use two of the 65,530 mappings that a process may
/// have. kCanary: a word that an overflow overwrites, checked at each switch.
enum class GuardKind : std::uint8_t { kMarked, kProtected, kCanary };

class StackPool {
 public:
  /// The size of the guard areas: of the first kWide stacks, and of the others.
  static constexpr std::size_t kWideGuard = std::size_t{1} << 20;
  static constexpr std::size_t kNarrowGuard = std::size_t{64} << 10;
  static constexpr std::size_t kWide = 16'384;

  explicit StackPool(std::size_t stack_bytes);
  StackPool(std::size_t stack_bytes, GuardKind best_guard);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// Takes a stack from the pool. Throws std::bad_alloc if the system has no
  /// memory for another stack.
  Stack take();
  void give_back(Stack stack) noexcept;

  /// Leaves all stacks mapped when the pool is destroyed: objects on the stack
  /// of an abandoned fiber may still be in the lists of other objects.
  void keep_stacks() noexcept { keeps_stacks_ = true; }

  /// True if `address` is in the guard area of a stack of this pool.
  /// Async-signal-safe.
  bool guards(const void* address) const noexcept;
  /// False if a stack overflow has overwritten the canary of the stack. True
  /// for a stack whose guard area is protected.
  static bool intact(const Stack& stack) noexcept;

  std::size_t stack_bytes() const noexcept { return stack_bytes_; }
  std::size_t in_use() const noexcept { return cut_ - idle_.size(); }

  /// Returns the best kind of guard that the kernel supports.
  static GuardKind best_guard() noexcept;

 private:
  /// A memory mapping: slots of a guard area and a stack above it.
  struct Chunk {
    std::byte* begin;
    std::size_t bytes;
    std::size_t guard_bytes;
  };

  Stack cut();
  void map_chunk();
  bool map_chunk(std::size_t slots, std::size_t guard_bytes);
  void guard(std::byte* area, std::size_t bytes) noexcept;

  std::size_t stack_bytes_;
  GuardKind guard_;
  std::size_t protected_ = 0;  // number of guard areas made by mprotect()
  bool keeps_stacks_ = false;
  std::size_t cut_ = 0;        // number of stacks made so far
  std::byte* next_ = nullptr;  // start of the unused part of the last chunk
  std::byte* chunk_end_ = nullptr;
  std::size_t next_chunk_slots_ = 16;
  std::vector<Chunk> chunks_;
  std::vector<Stack> idle_;
};

}  // namespace gfetch::detail
