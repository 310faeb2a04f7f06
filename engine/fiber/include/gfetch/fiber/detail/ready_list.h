#pragma once
/// A list of the indices of objects, in the order in which the objects become
/// ready. One fiber takes the indices one by one.

#include <cstddef>
#include <optional>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/waiter.h"

namespace gfetch::detail {

class ReadyList {
 public:
  /// An object for whose readiness the fiber waits. It is in the list from
  /// become_ready() until next() returns its index or the entry is destroyed.
  class Entry : public ListHook {
   public:
    Entry(ReadyList& list, std::size_t index) noexcept
        : list_(list), index_(index) {}

    std::size_t index() const noexcept { return index_; }
    /// Adds the entry to the list, and wakes the fiber that waits in next().
    /// Must be called by the hub, or before next().
    void become_ready() noexcept;

   private:
    ReadyList& list_;
    std::size_t index_;
  };

  /// Waits for the next object to become ready and returns its index. Returns
  /// nullopt if `deadline` expired first.
  /// Blocks the calling fiber.
  std::optional<std::size_t> next(const Deadline& deadline);

 private:
  List<Entry> ready_;
  Waiter* waiter_ = nullptr;  // the fiber that waits in next(); null: none
};

}  // namespace gfetch::detail
