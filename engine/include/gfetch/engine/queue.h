#pragma once
/// A queue between fibers: get() waits for an item, put() for room.
///
///   gfetch::Queue<Job> jobs(3);                     // room for three
///   auto worker = gfetch::spawn([&] {
///     while (std::optional<Job> job = jobs.get()) run(*job);
///   });
///   for (Job& job : todo) jobs.put(std::move(job)); // waits while it is full
///   jobs.shutdown();                                // get() gives nullopt now
///   worker.join();
///
/// Both sides are served in the order they came, but a fiber that runs may
/// take an item, or room, that those who wait were not given yet. An item is
/// never lost to a fiber that is killed or times out while it waits.

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "gfetch/engine/clock.h"
#include "gfetch/engine/detail/waiter.h"
#include "gfetch/engine/detail/watcher.h"

namespace gfetch {

namespace detail {

/// Whether it is the hub itself that runs, and no fiber.
bool in_hub() noexcept;

template <class T>
class FifoStore {
 public:
  void push(T item) { items_.push_back(std::move(item)); }
  T pop() {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::deque<T> items_;
};

/// The waiting of all queues; how the items lie is the Store's.
template <class T, class Store>
class BasicQueue {
 public:
  using value_type = T;

  /// Room for `maxsize` items; 0 for any number.
  explicit BasicQueue(std::size_t maxsize = 0, Store store = Store())
      : store_(std::move(store)),
        maxsize_(maxsize),
        unlock_(&BasicQueue::unlock, this) {}
  BasicQueue(const BasicQueue&) = delete;
  BasicQueue& operator=(const BasicQueue&) = delete;

  /// Waits for room, then adds `item`. False, and the item dropped, when
  /// `limit` passed first or the queue is shut down.
  /// Blocks the calling fiber.
  bool put(T item, WaitLimit limit = {}) {
    if (shut_down_) return false;
    if (has_room()) {
      add(std::move(item));
      return true;
    }
    Putter putter(item);
    putters_.push_back(putter);
    if (!getters_.empty()) unlock_.schedule();
    return putter.wait(limit) && putter.served;
  }

  /// Adds `item` if there is room; leaves it untouched otherwise.
  /// Never blocks.
  bool try_put(T&& item) {
    if (shut_down_) return false;
    if (!has_room() && in_hub()) feed_getters();
    if (!has_room()) return false;
    add(std::move(item));
    return true;
  }
  bool try_put(const T& item) { return try_put(T(item)); }

  /// Takes the next item, waiting for one. nullopt when `limit` passed first,
  /// or the queue is shut down and empty.
  /// Blocks the calling fiber.
  std::optional<T> get(WaitLimit limit = {}) {
    if (std::optional<T> item = try_get()) return item;
    if (shut_down_) return std::nullopt;
    QueuedWaiter getter("queue.get");
    getters_.push_back(getter);
    if (!putters_.empty()) unlock_.schedule();
    if (!getter.wait(limit) || empty()) return std::nullopt;
    return store_.pop();
  }

  /// Takes the next item if there is one.
  /// Never blocks.
  std::optional<T> try_get() {
    if (empty()) return std::nullopt;
    if (!putters_.empty()) unlock_.schedule();
    return store_.pop();
  }

  /// From here on put() gives false, and get() nullopt once it is empty; all
  /// that wait are woken to it.
  /// Never blocks.
  void shutdown() {
    shut_down_ = true;
    unlock_.schedule();
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  std::size_t size() const noexcept { return store_.size(); }
  bool empty() const noexcept { return size() == 0; }
  /// Whether put() would wait.
  bool full() const noexcept { return !has_room(); }
  std::size_t maxsize() const noexcept { return maxsize_; }

 private:
  struct Putter : QueuedWaiter {
    explicit Putter(T& its_item) : QueuedWaiter("queue.put"), item(its_item) {}
    T& item;
    bool served = false;
  };

  bool has_room() const noexcept { return maxsize_ == 0 || size() < maxsize_; }

  void add(T item) {
    store_.push(std::move(item));
    if (!getters_.empty()) unlock_.schedule();
  }

  /// Makes room from within the hub, which cannot wait for it.
  void feed_getters() {
    while (!getters_.empty() && !empty() && !has_room()) {
      getters_.pop_front().wake();
    }
  }

  /// Serves one that waits, then comes back for the next. The woken fiber
  /// runs before wake() returns, so what it was chosen for cannot be lost.
  static void unlock(void* self) noexcept {
    static_cast<BasicQueue*>(self)->serve_one();
  }

  void serve_one() {
    const bool put = !putters_.empty() && (has_room() || shut_down_);
    const bool take = !getters_.empty() && (!empty() || shut_down_);
    const bool getters_turn = std::exchange(getters_turn_, false);
    if (put && !(take && getters_turn)) {
      getters_turn_ = true;
      Putter& putter = putters_.pop_front();
      if (!shut_down_) {
        store_.push(std::move(putter.item));
        putter.served = true;
      }
      wake_and_come_back(putter);
    } else if (take) {
      wake_and_come_back(getters_.pop_front());
    }
  }

  void wake_and_come_back(QueuedWaiter& chosen) {
    if (!putters_.empty() || !getters_.empty()) unlock_.schedule_next();
    chosen.wake();
  }

  Store store_;
  std::size_t maxsize_;
  bool shut_down_ = false;
  bool getters_turn_ = false;  // the two sides are served in turn
  List<QueuedWaiter> getters_;
  List<Putter> putters_;
  Callback unlock_;
};

}  // namespace detail

/// First in, first out.
template <class T>
class Queue : public detail::BasicQueue<T, detail::FifoStore<T>> {
 public:
  using detail::BasicQueue<T, detail::FifoStore<T>>::BasicQueue;
};

}  // namespace gfetch
