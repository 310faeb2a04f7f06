#include "gfetch/fiber/thread_queue.h"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

using namespace std::chrono_literals;

using Numbers = ThreadQueue<int>;

struct ThreadQueues : World {
  ThreadQueues() {
    (void)sender.try_put(7);
    (void)sender.try_put(8);
  }
  ~ThreadQueues() override { queue.reset(); }
  std::unique_ptr<Numbers> queue = std::make_unique<Numbers>(2);
  Numbers::Sender sender = queue->sender();
  Numbers empty{1};
  Numbers::Sender sender_of_empty = empty.sender();
};

/// What a thread without fibers of the queue's hub finds.
Exceptions elsewhere(const std::string& word) {
  return {{Place::kThread, word},
          {Place::kThreadWithHub, word},
          {Place::kAfterTheHub, word}};
}

void add_queue(Rows<ThreadQueues>& rows) {
  rows("ThreadQueue::ThreadQueue", kHub, "returns",
       [](ThreadQueues&) { const Numbers made(1); });
  rows("ThreadQueue::ThreadQueue (no slot)", kHub, "std::logic_error",
       [](ThreadQueues&) { const Numbers made(0); });
  rows(
      "ThreadQueue::~ThreadQueue", kObject, "returns",
      [](ThreadQueues& its) { its.queue.reset(); },
      in_other_threads(kImpossible));
  rows("ThreadQueue::sender", kNothing, "returns",
       [](ThreadQueues& its) { (void)its.queue->sender(); });
  rows("ThreadQueue::sender (closed)", kNothing, "std::logic_error",
       [](ThreadQueues& its) {
         its.queue->close();
         (void)its.queue->sender();
       });
  rows("ThreadQueue::get", kObject, "7",
       [](ThreadQueues& its) { return its.queue->get(); });
  rows("ThreadQueue::get (empty)", kObjectAndFiber, "nothing",
       [](ThreadQueues& its) { return its.empty.get(1ms); });
  rows("ThreadQueue::get (closed)", kObject, "nothing", [](ThreadQueues& its) {
    its.empty.close();
    return its.empty.get();
  });
  rows("ThreadQueue::try_get", kObject, "7",
       [](ThreadQueues& its) { return its.queue->try_get(); });
  rows("ThreadQueue::close", kNothing, "true", [](ThreadQueues& its) {
    its.queue->close();
    return its.queue->closed();
  });
  rows("ThreadQueue::closed", kNothing, "false",
       [](ThreadQueues& its) { return its.queue->closed(); });
  rows("ThreadQueue::size", kNothing, "2",
       [](ThreadQueues& its) { return its.queue->size(); });
  rows("ThreadQueue::capacity", kNothing, "2",
       [](ThreadQueues& its) { return its.queue->capacity(); });
}

void add_iterators(Rows<ThreadQueues>& rows) {
  using Iterator = Numbers::Iterator;
  rows("ThreadQueue::begin", kObject, "7",
       [](ThreadQueues& its) { return *its.queue->begin(); });
  rows("ThreadQueue::end", kNothing, "true",
       [](ThreadQueues& its) { return its.queue->end() == its.empty.end(); });
  rows("ThreadQueue::Iterator::Iterator", kNothing, "true",
       [](ThreadQueues& its) { return Iterator() == its.queue->end(); });
  rows("ThreadQueue::Iterator::Iterator (begin)", kObject, "7",
       [](ThreadQueues& its) { return *Iterator(its.queue.get()); });
  rows("ThreadQueue::Iterator::operator*", kObject, "7",
       [](ThreadQueues& its) { return *its.queue->begin(); });
  rows("ThreadQueue::Iterator::operator++", kObject, "8",
       [](ThreadQueues& its) { return *++its.queue->begin(); });
  rows("ThreadQueue::Iterator::operator++ (postfix)", kObject, "8",
       [](ThreadQueues& its) {
         auto item = its.queue->begin();
         item++;
         return *item;
       });
  rows("ThreadQueue::Iterator::operator==", kObject, "false",
       [](ThreadQueues& its) { return its.queue->begin() == Iterator(); });
}

void add_senders(Rows<ThreadQueues>& rows) {
  using Sender = Numbers::Sender;
  rows("ThreadQueue::Sender::Sender", kNothing, "returns",
       [](ThreadQueues& its) { const Sender copied(its.sender); });
  rows("ThreadQueue::Sender::Sender (move)", kNothing, "returns",
       [](ThreadQueues& its) { const Sender moved(std::move(its.sender)); });
  rows("ThreadQueue::Sender::operator=", kNothing, "returns",
       [](ThreadQueues& its) { its.sender = its.sender_of_empty; });
  rows("ThreadQueue::Sender::~Sender", kNothing, "returns",
       [](ThreadQueues& its) { std::make_unique<Sender>(its.sender).reset(); });
  rows("ThreadQueue::Sender::put", kNothing, "true",
       [](ThreadQueues& its) { return its.sender_of_empty.put(1); },
       {{Place::kAfterTheHub, "false"}});
  rows(
      "ThreadQueue::Sender::put (full)", kNothing, "std::logic_error",
      [](ThreadQueues& its) { return its.sender.put(1, 1ms); },
      elsewhere("false"));
  rows("ThreadQueue::Sender::try_put", kNothing, "true",
       [](ThreadQueues& its) { return its.sender_of_empty.try_put(1); },
       {{Place::kAfterTheHub, "false"}});
  rows("ThreadQueue::Sender::try_put (copy)", kNothing, "false",
       [](ThreadQueues& its) {
         const int item = 1;
         return its.sender.try_put(item);
       });
  rows("ThreadQueue::Sender::closed", kNothing, "false",
       [](ThreadQueues& its) { return its.sender.closed(); });
}

}  // namespace

std::vector<Row> thread_queue_rows() {
  Rows<ThreadQueues> rows;
  add_queue(rows);
  add_iterators(rows);
  add_senders(rows);
  return rows;
}

}  // namespace gfetch::places
