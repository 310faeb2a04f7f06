#pragma once
/// A queue without slots: put() returns when a get() has taken the item, so
/// both fibers meet.
///
///   gfetch::Channel<int> channel;
///   auto teller = gfetch::spawn([&] {
///     channel.put(42);  // returns when it was taken
///     std::puts("told");
///   });
///   std::optional<int> secret = channel.get();
///
/// shutdown() ends the channel, and every `for (int n : channel)`:
///
///   channel.shutdown();
///
/// Both sides are served in the order in which they began to wait. Items may be
/// move-only. No item is lost when a fiber that waits is killed or times out.

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

  Channel() noexcept : meet_(&Channel::pair_up, this) {}
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

  /// Waits like get(), but leaves the item to its put(), which keeps waiting.
  /// The pointer is valid until the calling fiber blocks; nullptr where get()
  /// returns nullopt. Blocks the calling fiber.
  const T* peek(WaitLimit limit = {}) {
    if (!offered() && !shut_down_) {
      detail::QueuedWaiter peeker("channel.peek");
      peekers_.push_back(peeker);
      peeker.wait(limit);
    }
    return offered() ? &putters_.front().item : nullptr;
  }

  /// Ends the channel: put() returns false from now on, and get() nullopt.
  /// Fibers that wait on both sides still meet; then all others are woken.
  void shutdown() {
    shut_down_ = true;
    meet_.schedule();
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  /// A get() waits, so a put() would not wait.
  bool awaited() const noexcept { return !getters_.empty(); }

  /// Takes the items by get(), until the channel is shut down.
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

  static void pair_up(void* self) noexcept {
    static_cast<Channel*>(self)->meet_next();
  }

  /// There is an item that a get() takes, now or later.
  bool offered() const noexcept {
    return !putters_.empty() && (!shut_down_ || !getters_.empty());
  }

  /// Wakes the first fiber that peeks, or lets the first of both sides meet,
  /// or, after shutdown(), wakes one that waits in vain. Schedules itself for
  /// the next one.
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

  /// Wakes both; the getter runs first.
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
