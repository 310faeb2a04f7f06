#pragma once
/// A list of the indices of objects, in the order in which the objects become
/// ready. One fiber takes the indices one by one.

#include <atomic>
#include <cstddef>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/detail/home.h"
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

    /// Throws std::logic_error if the object was destroyed.
    std::size_t index() const;
    /// Adds the entry to the list, and wakes the fiber that waits in next().
    void become_ready() noexcept;
    /// Adds the entry to the list, because its object, which reports show as
    /// `what`, is being destroyed.
    void object_gone(const char* what) noexcept {
      gone_ = what;
      become_ready();
    }

   private:
    ReadyList& list_;
    std::size_t index_;
    const char* gone_ = nullptr;  // names the object that was destroyed
  };

  /// The destructor makes the next() in progress throw std::logic_error.
  ReadyList() = default;
  ReadyList(const ReadyList&) = delete;
  ReadyList& operator=(const ReadyList&) = delete;

  /// Waits for the next object to become ready and returns its entry. Returns
  /// nullptr if `deadline` expired first. Throws std::logic_error if another
  /// fiber waits in next() already, or if the list belongs to the hub of
  /// another thread. Blocks the calling fiber.
  const Entry* next(const Deadline& deadline);
  void check_home() { home_.check("wait"); }
  Home& home() noexcept { return home_; }
  /// From now on no entry becomes ready. Any thread may call it.
  void end() noexcept { ended_.store(true, std::memory_order_relaxed); }

 private:
  Home home_;
  List<Entry> ready_;
  std::atomic<bool> ended_{false};
  WaitList<QueuedWaiter> waiting_{home_};  // the fiber in next(); at most one
};

}  // namespace gfetch::detail
