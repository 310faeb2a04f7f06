#pragma once
/// A queue without room: put() returns when a get() has taken the item, so
/// both fibers meet.
///
///   gfetch::Channel<int> channel;
///   auto teller = gfetch::spawn([&] {
///     channel.put(42);  // returns when it was taken
///     std::puts("told");
///   });
///   std::optional<int> secret = channel.get();
///
/// The one who has no more to say ends it, and `for (int n : channel)` with it:
///
///   channel.shutdown();
///
/// Both sides meet in the order they came. Items may be move-only; one is never
/// lost to a fiber that is killed or times out while it waits.

#include <optional>
#include <utility>

#include "gfetch/fiber/detail/item_iterator.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

template <class T>
class Channel {
 public:
  using value_type = T;

  Channel() noexcept : meet_(&Channel::meet, this) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Hands `item` to a get(). False, and the item dropped, when `limit` passed
  /// before there was one, or the channel is shut down.
  /// Blocks the calling fiber.
  bool put(T item, WaitLimit limit = {}) {
    if (shut_down_) return false;
    Putter putter(item);
    putters_.push_back(putter);
    if (!getters_.empty() || !peekers_.empty()) meet_.schedule();
    return putter.wait(limit) && putter.taken;
  }

  /// Takes the item of a put(). nullopt when `limit` passed before there was
  /// one, or the channel is shut down.
  /// Blocks the calling fiber.
  std::optional<T> get(WaitLimit limit = {}) {
    if (shut_down_) return std::nullopt;
    Getter getter;
    getters_.push_back(getter);
    if (!putters_.empty()) meet_.schedule();
    getter.wait(limit);
    return std::move(getter.item);
  }

  /// Waits like get(), but leaves the item with its put(), which waits on: it
  /// is valid until the calling fiber blocks. nullptr where get() gives
  /// nullopt.
  /// Blocks the calling fiber.
  const T* peek(WaitLimit limit = {}) {
    if (!offered() && !shut_down_) {
      detail::QueuedWaiter peeker("channel.peek");
      peekers_.push_back(peeker);
      peeker.wait(limit);
    }
    return offered() ? &putters_.front().item : nullptr;
  }

  /// From here on put() gives false and get() nullopt. Those who wait on both
  /// sides still meet; then the rest is woken to the end.
  /// Never blocks.
  void shutdown() {
    shut_down_ = true;
    meet_.schedule();
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  /// Whether a put() would meet a get() that waits.
  bool awaited() const noexcept { return !getters_.empty(); }

  /// Goes through the items by get(), until the channel is shut down.
  using Iterator = detail::ItemIterator<Channel, T>;
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(); }

 private:
  struct Putter : detail::QueuedWaiter {
    explicit Putter(T& its_item)
        : QueuedWaiter("channel.put"), item(its_item) {}
    T& item;
    bool taken = false;
  };
  struct Getter : detail::QueuedWaiter {
    Getter() : QueuedWaiter("channel.get") {}
    std::optional<T> item;
  };

  static void meet(void* self) noexcept {
    static_cast<Channel*>(self)->meet_next();
  }

  /// Whether there is an item that some get() takes, now or later.
  bool offered() const noexcept {
    return !putters_.empty() && (!shut_down_ || !getters_.empty());
  }

  /// Shows the first item to who peeks, lets the first of both sides meet, or
  /// tells one that this is the end; then comes back for the next.
  void meet_next() {
    if (offered() && !peekers_.empty()) {
      wake_and_come_back(peekers_.pop_front());
    } else if (offered() && !getters_.empty()) {
      hand_over(putters_.pop_front(), getters_.pop_front());
    } else if (shut_down_) {
      end_one();
    }
  }

  void end_one() {
    if (!putters_.empty()) {
      wake_and_come_back(putters_.pop_front());
    } else if (!getters_.empty()) {
      wake_and_come_back(getters_.pop_front());
    } else if (!peekers_.empty()) {
      wake_and_come_back(peekers_.pop_front());
    }
  }

  void wake_and_come_back(detail::QueuedWaiter& chosen) {
    meet_.schedule_next();
    chosen.wake();
  }

  /// The getter goes on first.
  void hand_over(Putter& putter, Getter& getter) {
    meet_.schedule_next();
    getter.item.emplace(std::move(putter.item));
    putter.taken = true;
    getter.wake();
    putter.wake();
  }

  detail::List<Getter> getters_;
  detail::List<Putter> putters_;
  detail::List<detail::QueuedWaiter> peekers_;
  detail::Callback meet_;
  bool shut_down_ = false;
};

}  // namespace gfetch
