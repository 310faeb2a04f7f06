#pragma once
/// Indices of things, in the order in which the things become ready, and the
/// fiber that takes them one by one.

#include <cstddef>
#include <optional>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/waiter.h"

namespace gfetch::detail {

class ReadyList {
 public:
  /// One thing. It enters the list when it becomes ready, and leaves it when it
  /// is taken or destroyed.
  class Entry : public ListHook {
   public:
    Entry(ReadyList& list, std::size_t index) noexcept
        : list_(list), index_(index) {}

    std::size_t index() const noexcept { return index_; }
    /// Wakes the fiber that waits for the next one. Hub only, or before next().
    void become_ready() noexcept;

   private:
    ReadyList& list_;
    std::size_t index_;
  };

  /// Takes the index of the next thing that is ready; nullopt when `deadline`
  /// passed first.
  /// Blocks the calling fiber.
  std::optional<std::size_t> next(const Deadline& deadline);

 private:
  List<Entry> ready_;
  Waiter* waiter_ = nullptr;  // of the fiber in next()
};

}  // namespace gfetch::detail
