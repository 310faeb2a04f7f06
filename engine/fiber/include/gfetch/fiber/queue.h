#pragma once
/// A queue between fibers: get() waits for an item, put() waits for a free
/// slot.
///
///   gfetch::Queue<Job> jobs(3);                     // three slots
///   auto worker = gfetch::spawn([&] {
///     for (Job& job : jobs) run(job);               // get(), until the end
///   });
///   for (Job& job : todo) jobs.put(std::move(job)); // waits while it is full
///   jobs.shutdown();                                // the end
///   worker.join();
///
/// Waiting fibers are served in the order in which they began to wait. But a
/// running fiber may take an item or a slot before a waiting fiber runs. No
/// item is lost if a waiting fiber is killed or times out.
///
/// A queue belongs to the hub that first uses it, until that hub has ended: in
/// other threads all but the questions about its state throw std::logic_error.
/// From threads to fibers there is ThreadQueue.

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/fiber_access.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/item_iterator.h"
#include "gfetch/fiber/detail/item_list.h"
#include "gfetch/fiber/detail/lifespan.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

namespace detail {

template <class T>
class FifoStore {
 public:
  template <class U>
  void push(U&& item) {
    items_.push_back(std::forward<U>(item));
  }
  /// Takes the next item. If its move throws, the item stays.
  std::optional<T> pop() { return items_.pop_front(); }
  /// Takes all items.
  ItemList<T> pop_all() { return items_.pop_all(); }
  const T& next() const { return items_.front(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  ItemList<T> items_;
};

template <class T>
class LifoStore {
 public:
  template <class U>
  void push(U&& item) {
    items_.push_back(std::forward<U>(item));
  }
  std::optional<T> pop() { return items_.pop_back(); }
  ItemList<T> pop_all() { return items_.pop_all(); }
  const T& next() const { return items_.back(); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  ItemList<T> items_;
};

/// A heap of items whose next item is the smallest. Items whose moves or
/// destructors may do anything (see item_list.h) are in boxes: no other item is
/// lost when one cannot be moved, and none is destroyed while the heap changes.
/// All comparisons come before the first move, so that a comparison that throws
/// changes nothing.
template <class T, class Less>
class PriorityStore {
 public:
  explicit PriorityStore(Less less) : less_(std::move(less)) {}
  PriorityStore(const PriorityStore&) = delete;
  PriorityStore& operator=(const PriorityStore&) = delete;
  ~PriorityStore() {
    if (kBoxed && !items_.empty()) dispose(std::move(items_));
  }

  template <class U>
  void push(U&& item) {
    const std::size_t place = place_of_new(item);
    if constexpr (kBoxed) {
      items_.push_back(std::make_unique<T>(std::forward<U>(item)));
    } else {
      items_.push_back(std::forward<U>(item));
    }
    for (std::size_t hole = size() - 1; hole > place; hole = parent(hole)) {
      std::swap(items_[hole], items_[parent(hole)]);
    }
  }
  /// Takes the next item. If its move throws, or a comparison, the item stays.
  std::optional<T> pop() {
    std::size_t place = place_of_last();
    std::optional<T> item(std::move(of(items_.front())));
    Cell moved = std::move(items_.back());
    items_.pop_back();
    if (!items_.empty()) {
      // The items above the place move up by one.
      for (; place > 0; place = parent(place)) std::swap(items_[place], moved);
      std::swap(items_.front(), moved);
    }
    // What is left of the first item.
    if constexpr (kBoxed) dispose(std::move(moved));
    return item;
  }
  auto pop_all() { return std::exchange(items_, {}); }
  const T& next() const { return of(items_.front()); }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  static constexpr bool kBoxed =
      !kPlainItem<T> || !std::is_nothrow_move_assignable_v<T>;
  using Cell = std::conditional_t<kBoxed, std::unique_ptr<T>, T>;

  template <class AnyCell>
  static auto& of(AnyCell& cell) {
    if constexpr (kBoxed) {
      return *cell;
    } else {
      return cell;
    }
  }

  static std::size_t parent(std::size_t index) { return (index - 1) / 2; }

  /// Returns where a new item belongs, on the way from the end to the root.
  std::size_t place_of_new(const T& item) const {
    std::size_t place = size();
    while (place > 0 && less_(item, of(items_[parent(place)]))) {
      place = parent(place);
    }
    return place;
  }

  /// Returns where the last item belongs when the first has been taken.
  std::size_t place_of_last() const {
    const std::size_t last = size() - 1;
    std::size_t place = 0;
    for (std::size_t child = 1; child < last; child = 2 * place + 1) {
      if (child + 1 < last && less_(of(items_[child + 1]), of(items_[child]))) {
        ++child;
      }
      if (!less_(of(items_[child]), of(items_[last]))) break;
      place = child;
    }
    return place;
  }

  std::vector<Cell> items_;
  Less less_;
};

/// A FIFO store that counts the items which were put and are not done yet.
template <class T>
class CountingStore : public FifoStore<T> {
 public:
  CountingStore() { FiberAccess::begin_set(all_done); }
  template <class U>
  void push(U&& item) {
    FifoStore<T>::push(std::forward<U>(item));
    ++unfinished;
    all_done.clear();
  }
  /// Marks `count` items as done; if no other is left, ends the waits for all.
  void done(std::size_t count) {
    if (unfinished == 0) return;
    unfinished -= std::min(count, unfinished);
    if (unfinished == 0) all_done.set();
  }

  std::size_t unfinished = 0;
  Event all_done{"queue.join"};
};

/// The base of all queues: implements the waiting, and leaves the storage of
/// the items to Store.
template <class T, class Store>
class BasicQueue {
 public:
  using value_type = T;

  /// Constructs a queue of at most `maxsize` items; 0: no limit.
  explicit BasicQueue(std::size_t maxsize = 0)
      : maxsize_(maxsize), unlock_(&BasicQueue::unlock, this) {}
  BasicQueue(const BasicQueue&) = delete;
  BasicQueue& operator=(const BasicQueue&) = delete;

  /// Waits for a free slot, then adds `item`. Drops the item and returns false
  /// if `limit` expired first or the queue is shut down. Throws what the move
  /// of `item` throws. Blocks the calling fiber.
  bool put(T item) { return put(std::move(item), WaitLimit()); }
  [[nodiscard]] bool put(T item, WaitLimit limit) {
    check_home();
    if (shut_down_) return false;
    if (!has_slot() && !wait_for_slot(limit)) return false;
    add(std::move(item));
    return true;
  }

  /// Adds `item` if there is a free slot. Otherwise, or if the queue is shut
  /// down, returns false and leaves `item` unchanged. The hub, which cannot
  /// wait, first lets waiting getters take their items, who may destroy the
  /// queue: then it returns false, too.
  [[nodiscard]] bool try_put(T&& item) { return try_add(std::move(item)); }
  [[nodiscard]] bool try_put(const T& item) { return try_add(item); }

  /// Waits for an item and takes it. Returns nullopt if `limit` expired first,
  /// or if the queue is shut down and empty. An item whose move throws stays in
  /// the queue.
  /// Blocks the calling fiber.
  std::optional<T> get() { return get(WaitLimit()); }
  [[nodiscard]] std::optional<T> get(WaitLimit limit) {
    if (!wait_for_item("queue.get", limit)) return std::nullopt;
    return take();
  }

  /// Takes the next item. Returns nullopt if the queue is empty.
  [[nodiscard]] std::optional<T> try_get() {
    check_home();
    if (empty()) return std::nullopt;
    return take();
  }

  /// Waits for an item and returns a pointer to it, without taking it. The
  /// pointer is valid until the queue changes. Returns nullptr if `limit`
  /// expired first, or if the queue is shut down and empty.
  /// Blocks the calling fiber.
  const T* peek() { return peek(WaitLimit()); }
  [[nodiscard]] const T* peek(WaitLimit limit) {
    return wait_for_item("queue.peek", limit) ? &store_.next() : nullptr;
  }

  /// Shuts the queue down: from now on put() returns false, and get() returns
  /// nullopt when the queue is empty. Wakes all waiting fibers.
  void shutdown() {
    check_home();
    shut_down_ = true;
    if (!getters_.empty() || !putters_.empty()) unlock_.schedule();
  }
  /// Shuts the queue down, and drops its items. Those of a JoinableQueue count
  /// as done.
  void shutdown_now() {
    shutdown();
    auto dropped = store_.pop_all();
    if constexpr (requires { store_.done(1); }) store_.done(dropped.size());
    if (dropped.size() > 0) dispose(std::move(dropped));
  }
  bool is_shut_down() const noexcept { return shut_down_; }

  std::size_t size() const noexcept { return store_.size(); }
  bool empty() const noexcept { return size() == 0; }
  /// True if put() would wait for a free slot.
  bool full() const noexcept { return !has_slot(); }
  std::size_t maxsize() const noexcept { return maxsize_; }
  /// Changes the limit of the number of items. Waiting putters get the slots
  /// that become free.
  void maxsize(std::size_t maxsize) {
    check_home();
    maxsize_ = maxsize;
    if (!putters_.empty()) unlock_.schedule();
  }

  /// Iterates over the items: calls get() until the queue is shut down and
  /// empty.
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
  void check_home() { home_.check("queue"); }

 private:
  friend struct FiberAccess;

  bool has_slot() const noexcept { return maxsize_ == 0 || size() < maxsize_; }

  /// Takes an item of the queue, which has one.
  std::optional<T> take() {
    if (!putters_.empty()) unlock_.schedule();
    return store_.pop();
  }

  template <class U>
  void add(U&& item) {
    store_.push(std::forward<U>(item));
    if (!getters_.empty()) unlock_.schedule();
  }

  template <class U>
  bool try_add(U&& item) {
    check_home();
    if (shut_down_ || !(has_slot() || make_slot())) return false;
    add(std::forward<U>(item));
    return true;
  }

  /// Waits until the queue has a free slot. Returns false if `limit` expired
  /// first or the queue was shut down.
  bool wait_for_slot(const WaitLimit& limit) {
    QueuedWaiter putter("queue.put");
    putters_.push_back(putter);
    if (!getters_.empty()) unlock_.schedule();
    return putter.wait(limit) && !shut_down_;
  }

  /// Waits until the queue has an item. Returns false if `limit` expired first
  /// or the queue was shut down.
  bool wait_for_item(const char* what, WaitLimit limit) {
    check_home();
    if (!empty()) return true;
    if (shut_down_) return false;
    QueuedWaiter getter(what);
    getters_.push_back(getter);
    if (!putters_.empty()) unlock_.schedule();
    return getter.wait(limit) && !empty();
  }

  /// Frees a slot of a full queue for a put() by the hub, which cannot wait:
  /// lets waiting getters take their items now. Returns whether an item may be
  /// added: the getters may also shut the queue down, or destroy it.
  bool make_slot() {
    if (!in_hub()) return false;
    const Lifespan::Watch watch(lifespan_);
    while (!has_slot()) {
      if (getters_.empty() || empty()) return false;
      getters_.pop_front().wake();
      if (watch.ended()) return false;
    }
    return !shut_down_;
  }

  /// Serves one waiting fiber, and schedules itself again while others can be
  /// served. The fiber runs before its wake() returns, and itself puts or takes
  /// its item, so that no other fiber can take its item or slot.
  static void unlock(void* self) noexcept {
    static_cast<BasicQueue*>(self)->serve_one();
  }

  void serve_one() {
    const bool put = !putters_.empty() && (has_slot() || shut_down_);
    const bool take = !getters_.empty() && (!empty() || shut_down_);
    const bool serve_get_next = std::exchange(serve_get_next_, false);
    if (put && !(take && serve_get_next)) {
      serve_get_next_ = true;
      wake_and_come_back(putters_.pop_front());
    } else if (take) {
      wake_and_come_back(getters_.pop_front());
    }
  }

  void wake_and_come_back(QueuedWaiter& chosen) {
    if (!putters_.empty() || !getters_.empty()) unlock_.schedule_next();
    chosen.wake();
  }

  Home home_;
  Store store_;
  std::size_t maxsize_;
  bool shut_down_ = false;
  bool serve_get_next_ = false;  // getters and putters are served alternately
  WaitList<QueuedWaiter> getters_{home_};
  WaitList<QueuedWaiter> putters_{home_};
  Callback unlock_;
  Lifespan lifespan_;
};

}  // namespace detail

/// A queue in FIFO order: the item that was put first is taken first.
template <class T>
class Queue : public detail::BasicQueue<T, detail::FifoStore<T>> {
 public:
  using detail::BasicQueue<T, detail::FifoStore<T>>::BasicQueue;
};

/// A queue in LIFO order: the item that was put last is taken first.
template <class T>
class LifoQueue : public detail::BasicQueue<T, detail::LifoStore<T>> {
 public:
  using detail::BasicQueue<T, detail::LifoStore<T>>::BasicQueue;
};

/// A queue from which the smallest item by `Less` is taken first. The order of
/// equal items is unspecified.
template <class T, class Less = std::less<T>>
class PriorityQueue
    : public detail::BasicQueue<T, detail::PriorityStore<T, Less>> {
 public:
  explicit PriorityQueue(std::size_t maxsize = 0, Less less = Less())
      : detail::BasicQueue<T, detail::PriorityStore<T, Less>>(
            maxsize, std::move(less)) {}
};

/// A Queue whose join() waits until each item was taken and marked as done.
///
///   while (auto job = jobs.get()) { run(*job); jobs.task_done(); }
template <class T>
class JoinableQueue : public detail::BasicQueue<T, detail::CountingStore<T>> {
 public:
  using detail::BasicQueue<T, detail::CountingStore<T>>::BasicQueue;

  /// Marks one item that get() returned as done. Throws std::logic_error if all
  /// items are already done.
  void task_done() {
    this->check_home();
    auto& store = this->store();
    if (store.unfinished == 0) {
      throw std::logic_error("task_done was called too often");
    }
    store.done(1);
  }
  std::size_t unfinished() { return this->store().unfinished; }

  /// Waits until all items that were put are done. Returns false if `limit`
  /// expired first.
  /// Blocks the calling fiber.
  bool join() { return join(WaitLimit()); }
  [[nodiscard]] bool join(WaitLimit limit) {
    this->check_home();
    return this->store().all_done.wait(limit);
  }
};

}  // namespace gfetch
