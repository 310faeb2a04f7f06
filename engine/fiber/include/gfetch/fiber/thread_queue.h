#pragma once
/// A bounded queue from threads to fibers. Threads put items and block while
/// the queue is full; fibers get them and let other fibers run while it is
/// empty.
///
///   gfetch::Hub hub;
///   gfetch::ThreadQueue<Frame> frames(8);
///   std::thread camera([sender = frames.sender()] {
///     while (auto frame = read_frame()) {
///       if (!sender.put(*std::move(frame))) break;  // nobody reads any more
///     }
///   });
///   for (Frame& frame : frames) show(frame);  // until the camera has ended
///   camera.join();
///
/// Many threads may put, and several fibers of one hub may get: each item goes
/// to one of them, in the order in which they began to wait. Items come in the
/// order in which they were put, and may be move-only. From a fiber to a fiber
/// of the same hub there is Queue; from a thread to a hub, without a bound,
/// there is Hub::post().

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "gfetch/fiber/clock.h"
#include "gfetch/fiber/detail/disposal.h"
#include "gfetch/fiber/detail/home.h"
#include "gfetch/fiber/detail/item_iterator.h"
#include "gfetch/fiber/detail/list.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/wait_limit.h"

namespace gfetch {

template <class T>
class ThreadQueue {
  struct Receiver;
  struct Shared;

 public:
  using value_type = T;

  /// Puts items from any thread. Copies may be used by several threads at the
  /// same time. A sender may outlive the queue and the hub: its functions then
  /// return false.
  class Sender {
   public:
    Sender(const Sender& other) : Sender(other.shared_) {}
    Sender(Sender&&) noexcept = default;
    Sender& operator=(Sender other) noexcept {
      std::swap(shared_, other.shared_);
      return *this;
    }
    ~Sender() {
      if (shared_) shared_->remove_sender();
    }

    /// Waits until the queue has a free slot, then puts `item`. Drops the item
    /// and returns false if `limit` expired first or the queue is closed.
    /// Blocks the thread. Throws std::logic_error in the thread of the queue's
    /// hub if the queue is full, because no fiber could run to empty it.
    bool put(T item) const { return put(std::move(item), TimeLimit()); }
    [[nodiscard]] bool put(T item, TimeLimit limit) const {
      return shared_->put(std::move(item), limit);
    }
    /// Puts `item` if the queue has a free slot. Otherwise, or if the queue is
    /// closed, returns false and leaves `item` unchanged. May be called in any
    /// thread.
    [[nodiscard]] bool try_put(T&& item) const {
      return shared_->put(std::move(item), Duration(0));
    }
    [[nodiscard]] bool try_put(const T& item) const {
      return shared_->put(item, Duration(0));
    }

    /// True if the queue is closed, so that no fiber gets further items.
    bool closed() const { return shared_->is_closed(); }

   private:
    friend class ThreadQueue;

    explicit Sender(std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)) {
      shared_->add_sender();
    }

    std::shared_ptr<Shared> shared_;
  };

  /// Constructs a queue with `capacity` slots, at least one, for fibers of the
  /// current hub.
  explicit ThreadQueue(std::size_t capacity)
      : receiver_(std::make_shared<Receiver>(capacity)) {}
  /// Closes the queue and drops the items that are left. Fibers that wait in
  /// get() get nullopt. The thread of the hub must destroy the queue.
  ~ThreadQueue() {
    receiver_->close();
    receiver_->shared->drop_items();
  }
  ThreadQueue(const ThreadQueue&) = delete;
  ThreadQueue& operator=(const ThreadQueue&) = delete;

  /// Returns a sender. The queue is closed by itself when all its senders have
  /// been destroyed: a loop over the items then ends after the last item.
  /// Throws std::logic_error if the queue is closed. May be called in any
  /// thread.
  [[nodiscard]] Sender sender() {
    if (receiver_->shared->is_closed()) {
      throw std::logic_error("ThreadQueue: closed");
    }
    Sender made(receiver_->shared);
    if (receiver_->shared->in_own_hub()) {
      receiver_->keep_alive_if_needed();
    } else {
      receiver_->shared->serve_soon();
    }
    return made;
  }

  /// Waits for an item and returns it. Returns nullopt if `limit` expired
  /// first, or if the queue is closed and empty. The hub is not idle while
  /// there is a sender and a fiber waits. No item is lost if the fiber is
  /// killed or its limit expires. Throws std::logic_error in a thread with
  /// another hub, or with none. An item whose move throws stays in the queue;
  /// get() throws, too.
  /// Blocks the calling fiber if there is no item.
  std::optional<T> get() { return get(WaitLimit()); }
  [[nodiscard]] std::optional<T> get(WaitLimit limit) {
    const std::shared_ptr<Receiver> receiver = receiver_;
    return receiver->get(limit);
  }
  /// Returns an item if there is one for which no other fiber waits, otherwise
  /// nullopt. Throws what get() throws in other threads.
  [[nodiscard]] std::optional<T> try_get() {
    receiver_->require_own_hub();
    std::optional<T> item;
    if (receiver_->getters.empty()) receiver_->shared->take(item);
    return item;
  }

  /// Closes the queue: from now on put() returns false, also where threads wait
  /// in it. Fibers still get the items that were put before; after them, get()
  /// returns nullopt. May be called in any thread.
  void close() { receiver_->close(); }
  bool closed() const { return receiver_->shared->is_closed(); }

  /// The number of items in the queue; other threads may change it.
  std::size_t size() const {
    const std::lock_guard lock(receiver_->shared->mutex);
    return receiver_->shared->items.size();
  }
  std::size_t capacity() const noexcept { return receiver_->shared->capacity; }

  /// Iterates over the items: calls get() until the queue is closed and empty.
  using Iterator = detail::ItemIterator<ThreadQueue, T>;
  Iterator begin() { return Iterator(this); }
  Iterator end() { return Iterator(); }

 private:
  using Items = std::list<T>;

  /// The part that threads use. No function of an item runs under the mutex: it
  /// may block, and it may use the queue.
  struct Shared {
    Shared(std::size_t its_capacity, Receiver& its_receiver)
        : capacity(its_capacity),
          mailbox(Hub::current().mailbox()),
          receiver(&its_receiver) {
      if (capacity == 0) throw std::logic_error("ThreadQueue: no slot");
    }

    template <class U>
    bool put(U&& item, TimeLimit limit) {
      if (!take_slot(limit)) return false;
      Items made;
      try {
        made.push_back(std::forward<U>(item));
      } catch (...) {
        free_slot();
        throw;
      }
      if (add(made)) return true;
      if constexpr (!std::is_lvalue_reference_v<U>) {
        item = std::move(made.front());
      }
      detail::dispose(std::move(made));
      return false;
    }

    /// Moves the next item to `item`, if there is one. If its move throws, the
    /// item stays in the queue.
    void take(std::optional<T>& item) {
      Items taken = take_first();
      if (taken.empty()) return;
      try {
        item.emplace(std::move(taken.front()));
      } catch (...) {
        const std::lock_guard lock(mutex);
        items.splice(items.begin(), taken);
        throw;
      }
      free_slot();
      detail::dispose(std::move(taken));
    }

    /// Waits for a slot and takes it. Returns false if `limit` expired first or
    /// the queue is closed.
    bool take_slot(TimeLimit limit) {
      std::unique_lock lock(mutex);
      const auto ready = [this] { return closed || slots > 0; };
      const bool waits = !limit || *limit > Duration::zero();
      if (!ready() && waits) wait(lock, ready, limit);
      if (closed || slots == 0) return false;
      --slots;
      return true;
    }
    void free_slot() {
      const std::lock_guard lock(mutex);
      ++slots;
      space.notify_one();
    }
    /// Puts the item of `made` into the slot that the caller has taken. Returns
    /// false if nobody gets it: the queue is closed, or its hub has ended.
    bool add(Items& made) {
      const std::lock_guard lock(mutex);
      if (!closed && !notify()) close_locked();
      if (closed) return false;
      items.splice(items.end(), made);
      return true;
    }
    Items take_first() {
      Items taken;
      const std::lock_guard lock(mutex);
      if (!items.empty()) taken.splice(taken.end(), items, items.begin());
      return taken;
    }
    /// True if a get() need not wait.
    bool ready() {
      const std::lock_guard lock(mutex);
      return closed || !items.empty();
    }

    bool is_closed() {
      const std::lock_guard lock(mutex);
      return closed;
    }

    void close() {
      const std::lock_guard lock(mutex);
      close_locked();
    }
    void close_locked() {
      if (std::exchange(closed, true)) return;
      space.notify_all();
      notify();
    }

    void serve_soon() {
      const std::lock_guard lock(mutex);
      notify();
    }

    void drop_items() {
      Items dropped;
      {
        const std::lock_guard lock(mutex);
        dropped.swap(items);
      }
      if (!dropped.empty()) detail::dispose(std::move(dropped));
    }

    void add_sender() {
      const std::lock_guard lock(mutex);
      ++senders;
    }
    void remove_sender() {
      const std::lock_guard lock(mutex);
      if (--senders == 0) close_locked();
    }
    bool has_sender() {
      const std::lock_guard lock(mutex);
      return senders > 0;
    }
    bool in_own_hub() const {
      return Hub::exists() && Hub::current().mailbox() == mailbox;
    }

    template <class Ready>
    void wait(std::unique_lock<std::mutex>& lock, const Ready& ready,
              TimeLimit limit) {
      if (in_own_hub()) {
        throw std::logic_error(
            "ThreadQueue: full, and only fibers of this thread empty it");
      }
      // A limit that the clock of the thread cannot represent is none.
      constexpr Duration kLongest = std::chrono::hours(24 * 365);
      if (limit && *limit < kLongest) {
        space.wait_for(lock, *limit, ready);
      } else {
        space.wait(lock, ready);
      }
    }

    /// Makes the hub serve its fibers; one post serves all items until then.
    /// Returns false if the hub has ended. Requires the mutex.
    bool notify() {
      if (std::exchange(notified, true)) return true;
      return mailbox.post([self = self.lock()] {
        {
          const std::lock_guard lock(self->mutex);
          self->notified = false;
        }
        if (self->receiver == nullptr) return;
        self->receiver->keep_alive_if_needed();
        self->receiver->serve.schedule();
      });
    }

    const std::size_t capacity;
    const Mailbox mailbox;
    std::weak_ptr<Shared> self;
    Receiver* receiver;  // used by the hub's thread; null after its end

    std::mutex mutex;
    std::condition_variable space;
    Items items;
    std::size_t slots = capacity;  // that are free
    std::size_t senders = 0;
    bool closed = false;
    bool notified = false;  // a post to the hub is on its way
  };

  /// The part that fibers use. Each get() in progress shares its ownership.
  struct Receiver {
    explicit Receiver(std::size_t capacity)
        : shared(std::make_shared<Shared>(capacity, *this)) {
      shared->self = shared;
      require_own_hub();
    }
    ~Receiver() { shared->receiver = nullptr; }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    /// Throws std::logic_error in a thread whose fibers may not get.
    void require_own_hub() {
      if (home.foreign()) home.refuse("ThreadQueue");
    }

    std::optional<T> get(const WaitLimit& limit) {
      require_own_hub();
      std::optional<T> item;
      if (getters.empty()) {
        shared->take(item);
        if (item || shared->is_closed()) return item;
      }
      if (!shared->in_own_hub()) {
        throw std::logic_error(
            detail::used_elsewhere("ThreadQueue", shared->mailbox.thread()));
      }
      detail::QueuedWaiter getter("thread_queue.get");
      const Waiting waiting(*this, getter);
      if (getter.wait(limit)) shared->take(item);
      return item;
    }

    /// Keeps the hub from being idle while a fiber waits for a sender.
    void keep_alive_if_needed() {
      if (getters.empty() || !shared->has_sender()) {
        alive.reset();
      } else if (!alive) {
        alive.emplace();
      }
    }

    void close() {
      shared->close();
      if (shared->in_own_hub() && !getters.empty()) serve.schedule();
    }

    /// Wakes the first waiting fiber, which itself takes an item before the
    /// wake() returns, and may destroy this object. Schedules itself again for
    /// the next fiber first.
    void serve_one() {
      if (getters.empty() || !shared->ready()) return;
      detail::QueuedWaiter& getter = getters.pop_front();
      serve.schedule_next();
      getter.wake();
    }

    /// Registers a getter while its fiber waits.
    struct Waiting {
      Waiting(Receiver& its_receiver, detail::QueuedWaiter& its_getter)
          : receiver(its_receiver), getter(its_getter) {
        receiver.getters.push_back(getter);
        receiver.keep_alive_if_needed();
      }
      ~Waiting() {
        getter.unlink();
        receiver.keep_alive_if_needed();
      }
      Waiting(const Waiting&) = delete;
      Waiting& operator=(const Waiting&) = delete;
      Receiver& receiver;
      detail::QueuedWaiter& getter;
    };

    std::shared_ptr<Shared> shared;
    detail::Home home;
    std::optional<KeepAlive> alive;
    detail::List<detail::QueuedWaiter> getters;
    detail::Callback serve{
        [](void* self) noexcept { static_cast<Receiver*>(self)->serve_one(); },
        this};
  };

  std::shared_ptr<Receiver> receiver_;
};

}  // namespace gfetch
