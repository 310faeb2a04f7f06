#pragma once
/// The fibers' stacks: cut from a few large mappings, each with a guard page
/// below, and used again, the last one given back first. A stack costs memory
/// only for the pages that were touched.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gfetch/fiber/detail/context.h"

namespace gfetch::detail {

/// How the end of a stack is guarded. Marking pages in the page table
/// (MADV_GUARD_INSTALL, Linux 6.13) costs nothing; mprotect costs two of the
/// 65,530 mappings a process may have; beyond that there is only a word to be
/// found overwritten.
enum class GuardKind : std::uint8_t { kMarked, kProtected, kCanary };

class StackPool {
 public:
  explicit StackPool(std::size_t stack_bytes);
  StackPool(std::size_t stack_bytes, GuardKind best_guard);
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  /// Throws std::bad_alloc when the system has no room for more.
  Stack take();
  void give_back(Stack stack) noexcept;

  /// Whether `address` lies in a guard page of ours. Async-signal-safe.
  bool guards(const void* address) const noexcept;
  /// Whether the word at the end of a stack without a guard page is intact.
  static bool intact(const Stack& stack) noexcept;

  std::size_t stack_bytes() const noexcept { return stack_bytes_; }
  std::size_t in_use() const noexcept { return cut_ - idle_.size(); }

  /// What this kernel can do.
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
  std::byte* next_ = nullptr;  // free room in the last chunk
  std::byte* chunk_end_ = nullptr;
  std::size_t next_chunk_slots_ = 16;
  std::vector<Chunk> chunks_;
  std::vector<Stack> idle_;
};

}  // namespace gfetch::detail
