#include "stack_pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(begin, end) 0
#endif
#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(begin, bytes)
#define ASAN_UNPOISON_MEMORY_REGION(begin, bytes)
#endif

namespace gfetch::detail {
namespace {

constexpr int kGuardInstall = 102;  // MADV_GUARD_INSTALL; glibc 2.36 lacks it
constexpr std::size_t kMaxProtected = 10'000;
constexpr std::size_t kMaxChunkSlots = 4096;
constexpr std::size_t kMaxWarm = 1024;  // unused stacks that keep their memory
constexpr std::uint64_t kCanary = 0x6766'6574'6368'2021;

std::size_t page_bytes() noexcept {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

std::size_t whole_pages(std::size_t bytes) noexcept {
  // No machine has room for more, and a chunk of such stacks has a size.
  bytes = std::min(bytes, std::size_t{1} << 47);
  const std::size_t page = page_bytes();
  return std::max<std::size_t>(4 * page, (bytes + page - 1) / page * page);
}

void* map_pages(std::size_t bytes) noexcept {
  void* pages =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  return pages == MAP_FAILED ? nullptr : pages;
}

bool kernel_marks_guards() noexcept {
  void* page = map_pages(page_bytes());
  if (page == nullptr) return false;
  const bool works = madvise(page, page_bytes(), kGuardInstall) == 0;
  munmap(page, page_bytes());
  return works;
}

}  // namespace

GuardKind StackPool::best_guard() noexcept {
  static const bool marks = kernel_marks_guards();
  return marks ? GuardKind::kMarked : GuardKind::kProtected;
}

StackPool::StackPool(std::size_t stack_bytes)
    : StackPool(stack_bytes, best_guard()) {}

StackPool::StackPool(std::size_t stack_bytes, GuardKind best_guard)
    : stack_bytes_(whole_pages(stack_bytes)), guard_(best_guard) {}

StackPool::~StackPool() {
  if (keeps_stacks_) return;
  for (const Chunk& chunk : chunks_) {
    ASAN_UNPOISON_MEMORY_REGION(chunk.begin, chunk.bytes);
    munmap(chunk.begin, chunk.bytes);
  }
}

Stack StackPool::take() {
  if (idle_.empty()) return cut();
  const Stack stack = idle_.back();
  idle_.pop_back();
  // Frames of the last fiber on this stack that never returned are still
  // poisoned in AddressSanitizer.
  ASAN_UNPOISON_MEMORY_REGION(stack.bottom, stack.bytes);
  return stack;
}

void StackPool::give_back(Stack stack) noexcept {
  // cut() has reserved the capacity: push_back() allocates nothing.
  idle_.push_back(stack);
  if (idle_.size() > kMaxWarm) {
    madvise(stack.bottom, stack.bytes, MADV_DONTNEED);
  }
  ASAN_POISON_MEMORY_REGION(stack.bottom, stack.bytes);
}

Stack StackPool::cut() {
  if (next_ == chunk_end_) map_chunk();
  if (idle_.capacity() < cut_ + 1) idle_.reserve(2 * cut_ + 16);
  const std::size_t guard_bytes = chunks_.back().guard_bytes;
  guard(next_, guard_bytes);
  const Stack stack{next_ + guard_bytes, stack_bytes_,
                    guard_ == GuardKind::kCanary};
  next_ += guard_bytes + stack_bytes_;
  ++cut_;
  static_cast<void>(
      VALGRIND_STACK_REGISTER(stack.bottom, stack.bottom + stack.bytes));
  return stack;
}

// If the system refuses a mapping, because the address space of the process or
// the memory that it may reserve is limited, asks for less: narrow guards, and
// then fewer slots.
void StackPool::map_chunk() {
  std::size_t slots = next_chunk_slots_;
  const std::size_t wanted = cut_ < kWide ? kWideGuard : kNarrowGuard;
  bool mapped = map_chunk(slots, wanted);
  while (!mapped && slots > 0) {
    mapped = map_chunk(slots, page_bytes());
    slots /= 2;
  }
  if (!mapped) throw std::bad_alloc();
  next_chunk_slots_ = std::min(2 * next_chunk_slots_, kMaxChunkSlots);
}

bool StackPool::map_chunk(std::size_t slots, std::size_t guard_bytes) {
  chunks_.reserve(chunks_.size() + 1);
  const std::size_t bytes = slots * (guard_bytes + stack_bytes_);
  void* pages = map_pages(bytes);
  if (pages == nullptr) return false;
  // With huge pages the first access to a stack would allocate 2 MiB.
  madvise(pages, bytes, MADV_NOHUGEPAGE);
  next_ = static_cast<std::byte*>(pages);
  chunk_end_ = next_ + bytes;
  chunks_.push_back({next_, bytes, guard_bytes});
  return true;
}

void StackPool::guard(std::byte* area, std::size_t bytes) noexcept {
  if (guard_ == GuardKind::kMarked) {
    if (madvise(area, bytes, kGuardInstall) == 0) return;
    guard_ = GuardKind::kProtected;
  }
  if (guard_ == GuardKind::kProtected && protected_ < kMaxProtected &&
      mprotect(area, bytes, PROT_NONE) == 0) {
    ++protected_;
    return;
  }
  guard_ = GuardKind::kCanary;
  std::memcpy(area + bytes - sizeof kCanary, &kCanary, sizeof kCanary);
}

bool StackPool::intact(const Stack& stack) noexcept {
  if (!stack.has_canary) return true;
  return std::memcmp(stack.bottom - sizeof kCanary, &kCanary, sizeof kCanary) ==
         0;
}

bool StackPool::guards(const void* address) const noexcept {
  const auto* byte = static_cast<const std::byte*>(address);
  for (const Chunk& chunk : chunks_) {
    if (byte < chunk.begin || byte >= chunk.begin + chunk.bytes) continue;
    const auto offset = static_cast<std::size_t>(byte - chunk.begin);
    return offset % (chunk.guard_bytes + stack_bytes_) < chunk.guard_bytes;
  }
  return false;
}

}  // namespace gfetch::detail
