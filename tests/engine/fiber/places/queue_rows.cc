#include <chrono>
#include <string>
#include <type_traits>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

/// Queues of one type in all states.
template <class Queue>
struct Queues : World {
  Queues() {
    queue.maxsize(0);
    filled.put(7);
    filled.put(7);
    shut.shutdown();
  }
  Queue queue;
  Queue filled{2};
  Queue shut;
};

/// A queue from which a fiber takes all items.
template <class Queue>
struct ServedQueue : World {
  ServedQueue() { yield(); }
  ~ServedQueue() override {
    if (Hub::exists()) fiber.kill();
  }
  Queue queue;
  Fiber<void> fiber = spawn([this] {
    while (queue.get()) {
    }
  });
};

template <class Q>
void add_waits(Rows<Queues<Q>>& rows, const std::string& name) {
  using W = Queues<Q>;
  rows(name + "::put", kObject, "true",
       [](W& its) { return its.queue.put(7); });
  rows(name + "::put (full)", kObjectAndFiber, "false",
       [](W& its) { return its.filled.put(7, 1ms); });
  rows(name + "::put (full, of a Timeout)", kObjectAndFiber, "false",
       [](W& its) {
         Timeout timeout(1ms);
         return its.filled.put(7, timeout);
       });
  rows(name + "::put (shut down)", kObject, "false",
       [](W& its) { return its.shut.put(7); });
  rows(name + "::get", kObject, "7", [](W& its) { return its.filled.get(); });
  rows(name + "::get (empty)", kObjectAndFiber, "nothing",
       [](W& its) { return its.queue.get(1ms); });
  rows(name + "::get (empty, of a Timeout)", kObjectAndFiber, "nothing",
       [](W& its) {
         Timeout timeout(1ms);
         return its.queue.get(timeout);
       });
  rows(name + "::get (shut down)", kObject, "nothing",
       [](W& its) { return its.shut.get(); });
  rows(name + "::peek", kObject, "7", [](W& its) { return its.filled.peek(); });
  rows(name + "::peek (empty)", kObjectAndFiber, "null",
       [](W& its) { return its.queue.peek(1ms); });
}

template <class Q>
void add_tries(Rows<Queues<Q>>& rows, const std::string& name) {
  using W = Queues<Q>;
  rows(name + "::try_put", kObject, "true",
       [](W& its) { return its.queue.try_put(7); });
  rows(name + "::try_put (full)", kObject, "false", [](W& its) {
    const int item = 7;
    return its.filled.try_put(item);
  });
  rows(name + "::try_get", kObject, "7",
       [](W& its) { return its.filled.try_get(); });
  rows(name + "::try_get (empty)", kObject, "nothing",
       [](W& its) { return its.queue.try_get(); });
  rows(name + "::shutdown", kObject, "true", [](W& its) {
    its.queue.shutdown();
    return its.queue.is_shut_down();
  });
  rows(name + "::shutdown_now", kObject, "0", [](W& its) {
    its.filled.shutdown_now();
    return its.filled.size();
  });
}

template <class Q>
void add_state(Rows<Queues<Q>>& rows, const std::string& name) {
  using W = Queues<Q>;
  const std::string short_name = name;
  rows(name + "::" + short_name, kNothing, "true",
       [](W&) { return Q().empty(); });
  rows(name + "::is_shut_down", kNothing, "true",
       [](W& its) { return its.shut.is_shut_down(); });
  rows(name + "::size", kNothing, "2",
       [](W& its) { return its.filled.size(); });
  rows(name + "::empty", kNothing, "true",
       [](W& its) { return its.queue.empty(); });
  rows(name + "::full", kNothing, "true",
       [](W& its) { return its.filled.full(); });
  rows(name + "::maxsize", kNothing, "2",
       [](W& its) { return its.filled.maxsize(); });
  rows(name + "::maxsize (set)", kObject, "false", [](W& its) {
    its.filled.maxsize(3);
    return its.filled.full();
  });
}

template <class Q>
void add_iteration(Rows<Queues<Q>>& rows, const std::string& name) {
  using W = Queues<Q>;
  using Iterator = typename Q::Iterator;
  const std::string iterator = name + "::Iterator::";
  rows(name + "::begin", kObject, "7",
       [](W& its) { return *its.filled.begin(); });
  rows(name + "::end", kNothing, "true",
       [](W& its) { return its.queue.end() == its.shut.end(); });
  rows(iterator + "Iterator", kNothing, "true",
       [](W& its) { return Iterator() == its.queue.end(); });
  rows(iterator + "Iterator (begin)", kObject, "7",
       [](W& its) { return *Iterator(&its.filled); });
  rows(iterator + "operator*", kObject, "7",
       [](W& its) { return *its.filled.begin(); });
  rows(iterator + "operator++", kObject, "7",
       [](W& its) { return *++its.filled.begin(); });
  rows(iterator + "operator++ (postfix)", kObject, "7", [](W& its) {
    auto item = its.filled.begin();
    item++;
    return *item;
  });
  rows(iterator + "operator==", kObject, "false",
       [](W& its) { return its.filled.begin() == its.filled.end(); });
}

template <class Q>
std::vector<Row> rows_of(const std::string& name) {
  Rows<Queues<Q>> rows;
  add_waits(rows, name);
  add_tries(rows, name);
  add_state(rows, name);
  add_iteration(rows, name);

  using W = ServedQueue<Q>;
  Rows<W> served;
  served(name + "::put (served)", kObject, "true",
         [](W& its) { return its.queue.put(7); });
  served(name + "::try_put (served)", kObject, "true",
         [](W& its) { return its.queue.try_put(7); });
  served(name + "::shutdown (served)", kObject, "returns",
         [](W& its) { its.queue.shutdown(); });

  std::vector<Row> all = rows;
  append(all, served);
  return all;
}

std::vector<Row> joinable_rows() {
  using W = Queues<JoinableQueue<int>>;
  Rows<W> rows;
  rows("JoinableQueue::task_done", kObject, "1", [](W& its) {
    its.filled.task_done();
    return its.filled.unfinished();
  });
  rows("JoinableQueue::task_done (too often)", kNothing, "std::logic_error",
       [](W& its) { its.queue.task_done(); });
  rows("JoinableQueue::unfinished", kNothing, "2",
       [](W& its) { return its.filled.unfinished(); });
  rows("JoinableQueue::join", kObjectAndFiber, "false",
       [](W& its) { return its.filled.join(1ms); });
  rows("JoinableQueue::join (all done)", kObject, "true",
       [](W& its) { return its.queue.join(); });
  rows("JoinableQueue::join (of a Timeout)", kObjectAndFiber, "false",
       [](W& its) {
         Timeout timeout(1ms);
         return its.filled.join(timeout);
       });
  return rows;
}

}  // namespace

std::vector<Row> queue_rows() {
  std::vector<Row> all = rows_of<Queue<int>>("Queue");
  append(all, rows_of<LifoQueue<int>>("LifoQueue"));
  append(all, rows_of<PriorityQueue<int>>("PriorityQueue"));
  append(all, rows_of<JoinableQueue<int>>("JoinableQueue"));
  append(all, joinable_rows());
  return all;
}

}  // namespace gfetch::places
