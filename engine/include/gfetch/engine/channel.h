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

#include <optional>
#include <utility>

#include "gfetch/engine/detail/waiter.h"
#include "gfetch/engine/detail/watcher.h"
#include "gfetch/engine/wait_limit.h"

namespace gfetch {

template <class T>
class Channel {
 public:
  Channel() noexcept : meet_(&Channel::meet, this) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Hands `item` to a get(); false, and the item dropped, when `limit` passed
  /// before there was one.
  /// Blocks the calling fiber.
  bool put(T item, WaitLimit limit = {}) {
    Putter putter(item);
    putters_.push_back(putter);
    if (!getters_.empty()) meet_.schedule();
    return putter.wait(limit);
  }

  /// Takes the item of a put(); nullopt when `limit` passed before there was
  /// one.
  /// Blocks the calling fiber.
  std::optional<T> get(WaitLimit limit = {}) {
    Getter getter;
    getters_.push_back(getter);
    if (!putters_.empty()) meet_.schedule();
    getter.wait(limit);
    return std::move(getter.item);
  }

  /// Whether a put() would meet a get() that waits.
  bool awaited() const noexcept { return !getters_.empty(); }

 private:
  struct Putter : detail::QueuedWaiter {
    explicit Putter(T& its_item)
        : QueuedWaiter("channel.put"), item(its_item) {}
    T& item;
  };
  struct Getter : detail::QueuedWaiter {
    Getter() : QueuedWaiter("channel.get") {}
    std::optional<T> item;
  };

  /// Lets the first of both sides meet, the getter going on first, and comes
  /// back for the next two.
  static void meet(void* self) noexcept {
    auto& channel = *static_cast<Channel*>(self);
    if (channel.putters_.empty() || channel.getters_.empty()) return;
    Getter& getter = channel.getters_.pop_front();
    Putter& putter = channel.putters_.pop_front();
    channel.meet_.schedule_next();
    getter.item.emplace(std::move(putter.item));
    getter.wake();
    putter.wake();
  }

  detail::List<Getter> getters_;
  detail::List<Putter> putters_;
  detail::Callback meet_;
};

}  // namespace gfetch
