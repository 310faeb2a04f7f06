#pragma once
/// A queue between fibers: get() waits for an item, put() for room.
///
///   gfetch::Queue<Job> jobs(3);                     // room for three
///   auto worker = gfetch::spawn([&] {
///     for (Job& job : jobs) run(job);               // get(), until the end
///   });
///   for (Job& job : todo) jobs.put(std::move(job)); // waits while it is full
///   jobs.shutdown();                                // the end
///   worker.join();
///
/// Both sides are served in the order they came, but a fiber that runs may
/// take an item, or room, that those who wait were not given yet. An item is
/// never lost to a fiber that is killed or times out while it waits.

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/item_iterator.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/wait_limit.h"

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
  const T& next() const { return items_.front(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::deque<T> items_;
};

template <class T>
class LifoStore {
 public:
  void push(T item) { items_.push_back(std::move(item)); }
  T pop() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }
  const T& next() const { return items_.back(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::vector<T> items_;
};

/// A heap with the least item on top.
template <class T, class Less>
class PriorityStore {
 public:
  explicit PriorityStore(Less less) : greater_(std::move(less)) {}

  void push(T item) {
    items_.push_back(std::move(item));
    std::push_heap(items_.begin(), items_.end(), greater_);
  }
  T pop() {
    std::pop_heap(items_.begin(), items_.end(), greater_);
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }
  const T& next() const { return items_.front(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  struct Greater {
    explicit Greater(Less its_less) : less(std::move(its_less)) {}
    bool operator()(const T& a, const T& b) const { return less(b, a); }
    Less less;
  };

  std::vector<T> items_;
  Greater greater_;
};

/// Knows how many of the items put were not yet told to be done.
template <class T>
class CountingStore : public FifoStore<T> {
 public:
  CountingStore() { all_done.set(); }
  void push(T item) {
    FifoStore<T>::push(std::move(item));
    ++unfinished;
    all_done.clear();
  }

  std::size_t unfinished = 0;
  Event all_done;
};

/// The waiting of all queues; how the items lie is the Store's.
template <class T, class Store>
class BasicQueue {
 public:
  using value_type = T;

  /// Room for `maxsize` items; 0 for any number.
  explicit BasicQueue(std::size_t maxsize = 0)
      : maxsize_(maxsize), unlock_(&BasicQueue::unlock, this) {}
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
    if (!wait_for_item("queue.get", limit)) return std::nullopt;
    return try_get();
  }

  /// Takes the next item if there is one.
  /// Never blocks.
  std::optional<T> try_get() {
    if (empty()) return std::nullopt;
    if (!putters_.empty()) unlock_.schedule();
    return store_.pop();
  }

  /// Waits like get(), but leaves the item there: it is valid until the queue
  /// changes. nullptr where get() gives nullopt.
  /// Blocks the calling fiber.
  const T* peek(WaitLimit limit = {}) {
    return wait_for_item("queue.peek", limit) ? &store_.next() : nullptr;
  }

  /// From here on put() gives false, and get() nullopt once it is empty; all
  /// that wait are woken to it.
  /// Never blocks.
  void shutdown() {
    shut_down_ = true;
    unlock_.schedule();
  }
  /// The same, and drops the items that are left.
  /// Never blocks.
  void shutdown_now() {
    while (!empty()) store_.pop();
    shutdown();
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  std::size_t size() const noexcept { return store_.size(); }
  bool empty() const noexcept { return size() == 0; }
  /// Whether put() would wait.
  bool full() const noexcept { return !has_room(); }
  std::size_t maxsize() const noexcept { return maxsize_; }
  /// Those who wait for room are served when there is more.
  /// Never blocks.
  void maxsize(std::size_t maxsize) {
    maxsize_ = maxsize;
    if (!putters_.empty()) unlock_.schedule();
  }

  /// Goes through the items by get(), until the queue is shut down and empty.
  using Iterator = ItemIterator<BasicQueue, T>;
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(); }

 protected:
  template <class Order>
  BasicQueue(std::size_t maxsize, Order&& order)
      : store_(std::forward<Order>(order)),
        maxsize_(maxsize),
        unlock_(&BasicQueue::unlock, this) {}

  Store& store() noexcept { return store_; }

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

  /// False when `limit` passed, or the queue ended, without one.
  bool wait_for_item(const char* what, WaitLimit limit) {
    if (!empty()) return true;
    if (shut_down_) return false;
    QueuedWaiter getter(what);
    getters_.push_back(getter);
    if (!putters_.empty()) unlock_.schedule();
    return getter.wait(limit) && !empty();
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

/// Last in, first out.
template <class T>
class LifoQueue : public detail::BasicQueue<T, detail::LifoStore<T>> {
 public:
  using detail::BasicQueue<T, detail::LifoStore<T>>::BasicQueue;
};

/// The least by `Less` first; in no promised order among equals.
template <class T, class Less = std::less<T>>
class PriorityQueue
    : public detail::BasicQueue<T, detail::PriorityStore<T, Less>> {
 public:
  explicit PriorityQueue(std::size_t maxsize = 0, Less less = Less())
      : detail::BasicQueue<T, detail::PriorityStore<T, Less>>(
            maxsize, std::move(less)) {}
};

/// A Queue that can be waited for until all that was put has been done.
///
///   while (auto job = jobs.get()) { run(*job); jobs.task_done(); }
template <class T>
class JoinableQueue : public detail::BasicQueue<T, detail::CountingStore<T>> {
 public:
  using detail::BasicQueue<T, detail::CountingStore<T>>::BasicQueue;

  /// One item that get() gave is done. Throws std::logic_error when that is
  /// one too many.
  /// Never blocks.
  void task_done() {
    auto& store = this->store();
    if (store.unfinished == 0) {
      throw std::logic_error("task_done was called too often");
    }
    if (--store.unfinished == 0) store.all_done.set();
  }
  std::size_t unfinished() { return this->store().unfinished; }

  /// As of any queue; the items that it drops are done.
  /// Never blocks.
  void shutdown_now() {
    while (this->try_get()) task_done();
    this->shutdown();
  }

  /// Waits until every item that was put is done; false when `limit` passed
  /// first.
  /// Blocks the calling fiber.
  bool join(WaitLimit limit = {}) { return this->store().all_done.wait(limit); }
};

}  // namespace gfetch
