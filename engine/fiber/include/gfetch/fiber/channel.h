#pragma once
/// A queue without slots (a rendezvous channel): put() waits until a get() has
/// taken the item.
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
/// The putters and the getters are each served in the order in which they began
/// to wait. Items may be move-only. No item is lost if a waiting fiber is
/// killed or times out.
///
/// A channel belongs to the hub that first uses it, until that hub has ended:
/// in other threads all but the questions about its state throw
/// std::logic_error. From threads to fibers there is ThreadQueue.

#include <exception>
#include <optional>
#include <utility>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/home.h"
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

  /// Waits for a get() and passes `item` to it. Drops the item and returns
  /// false if `limit` expired first or the channel is shut down.
  /// Throws what the move of `item` throws, also where the hub moves it; the
  /// get() waits on.
  /// Blocks the calling fiber.
  bool put(T item) { return put(std::move(item), WaitLimit()); }
  [[nodiscard]] bool put(T item, WaitLimit limit) {
    home_.check("channel");
    if (shut_down_) return false;
    return offer(item, limit);
  }

  /// Passes `item` to a get() that waits. Otherwise, or if the channel is shut
  /// down, returns false and leaves `item` unchanged. A fiber waits for one
  /// pass of the loop, as in put(item, 0s); the hub, which cannot wait, passes
  /// the item at once (as in gevent). Blocks the calling fiber.
  [[nodiscard]] bool try_put(T&& item) {
    home_.check("channel");
    if (shut_down_) return false;
    if (detail::in_hub()) return pass_now(std::move(item));
    return offer(item, Duration::zero());
  }
  [[nodiscard]] bool try_put(const T& item) {
    home_.check("channel");
    if (shut_down_) return false;
    // The hub makes no copy of its own: it would have to destroy it.
    if (detail::in_hub()) return pass_now(item);
    T copy(item);
    return offer(copy, Duration::zero());
  }

  /// Waits for a put() and takes its item. Returns nullopt if `limit` expired
  /// first or the channel is shut down.
  /// Blocks the calling fiber.
  std::optional<T> get() { return get(WaitLimit()); }
  [[nodiscard]] std::optional<T> get(WaitLimit limit) {
    home_.check("channel");
    if (shut_down_) return std::nullopt;
    return await_item(limit);
  }

  /// Takes the item of a put() that waits. Otherwise, or if the channel is shut
  /// down, returns nullopt. A fiber waits for one pass of the loop, as in
  /// get(0s); the hub takes the item at once, and the put() returns soon after.
  /// Blocks the calling fiber.
  [[nodiscard]] std::optional<T> try_get() {
    home_.check("channel");
    if (shut_down_) return std::nullopt;
    if (!detail::in_hub()) return get(Duration::zero());
    if (putters_.empty()) return std::nullopt;
    return take_first();
  }

  /// Waits for a put() and returns a pointer to its item, without taking it:
  /// the put() continues to wait. The pointer is valid until the calling fiber
  /// blocks. Returns nullptr if `limit` expired first or the channel is shut
  /// down.
  /// Blocks the calling fiber.
  const T* peek() { return peek(WaitLimit()); }
  [[nodiscard]] const T* peek(WaitLimit limit) {
    home_.check("channel");
    if (!offered() && !shut_down_) {
      detail::QueuedWaiter peeker("channel.peek");
      peekers_.push_back(peeker);
      peeker.wait(limit);
    }
    return offered() ? &putters_.front().item : nullptr;
  }

  /// Shuts the channel down: from now on put() returns false, and get() returns
  /// nullopt. Putters and getters that already wait still exchange items; then
  /// the fibers that are left over are woken.
  void shutdown() {
    home_.check("channel");
    shut_down_ = true;
    const bool awaits =
        !getters_.empty() || !putters_.empty() || !peekers_.empty();
    if (awaits) meet_.schedule();
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  /// True if a get() is waiting, so that a put() would not wait.
  bool awaited() const noexcept { return !getters_.empty(); }

  /// Iterates over the items: calls get() until the channel is shut down.
  using Iterator = detail::ItemIterator<Channel, T>;
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(); }

 private:
  struct Putter : detail::QueuedWaiter {
    explicit Putter(T& its_item)
        : QueuedWaiter("channel.put"), item(its_item) {}
    T& item;
    bool taken = false;
    std::exception_ptr failure;  // of the move of the item
  };
  struct Getter : detail::QueuedWaiter {
    explicit Getter(std::optional<T>& its_item)
        : QueuedWaiter("channel.get"), item(its_item) {}
    std::optional<T>& item;
  };

  // Each of the following two functions has one result, which is constructed in
  // its place: no move that could throw comes after the item was taken.

  std::optional<T> await_item(const WaitLimit& limit) {
    std::optional<T> item;
    Getter getter(item);
    getters_.push_back(getter);
    if (!putters_.empty()) meet_.schedule();
    getter.wait(limit);
    return item;
  }

  std::optional<T> take_first() {
    std::optional<T> item(std::move(putters_.front().item));
    Putter& putter = putters_.pop_front();
    putter.taken = true;
    putter.wake_soon();
    return item;
  }

  /// Passes `item` to the first get() that waits, if there is one.
  template <class U>
  bool pass_now(U&& item) {
    if (getters_.empty()) return false;
    Getter& getter = getters_.front();
    getter.item.emplace(std::forward<U>(item));
    getters_.pop_front().wake();  // the getter may destroy the channel
    return true;
  }

  /// Waits for a get() that takes `item`. Returns whether one has taken it.
  bool offer(T& item, const WaitLimit& limit) {
    Putter putter(item);
    putters_.push_back(putter);
    if (!getters_.empty() || !peekers_.empty()) meet_.schedule();
    putter.wait(limit);
    if (putter.failure) std::rethrow_exception(putter.failure);
    // A limit may expire after a get() by the hub has taken the item.
    return putter.taken;
  }

  static void pair_up(void* self) noexcept {
    static_cast<Channel*>(self)->meet_next();
  }

  /// True if a put() is waiting whose item a get() can still take.
  bool offered() const noexcept {
    return !putters_.empty() && (!shut_down_ || !getters_.empty());
  }

  /// Serves one waiting fiber: wakes the first that peeks; else passes the item
  /// of the first putter to the first getter; else, after shutdown(), wakes a
  /// fiber that will get nothing. Schedules itself again while fibers wait.
  void meet_next() {
    if (offered() && !peekers_.empty()) {
      wake_and_come_back(peekers_.pop_front());
    } else if (offered() && !getters_.empty()) {
      hand_over(putters_.pop_front(), getters_.front());
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

  /// Passes the item of a putter to a getter and wakes both; the getter runs
  /// first. If the move of the item throws, the put() throws, and the getter
  /// waits on.
  void hand_over(Putter& putter, Getter& getter) {
    meet_.schedule_next();
    try {
      getter.item.emplace(std::move(putter.item));
    } catch (...) {
      putter.failure = std::current_exception();
      return putter.wake();
    }
    putter.taken = true;
    getter.unlink();
    getter.wake();
    putter.wake();
  }

  detail::Home home_;
  detail::WaitList<Getter> getters_{home_};
  detail::WaitList<Putter> putters_{home_};
  detail::WaitList<detail::QueuedWaiter> peekers_{home_};
  detail::Callback meet_;
  bool shut_down_ = false;
};

}  // namespace gfetch
