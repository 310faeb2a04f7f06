// Scenarios of all kinds of queues, and of channels.
#include "gfetch/fiber/queue.h"

#include "gfetch/fiber/channel.h"
#include "tests/differential/scenario.h"

namespace gfetch::differential {
namespace {

/// The producer of an item, and the item's number among that producer's.
struct Item {
  const char* whose = "";
  int i = 0;
};

}  // namespace

SCENARIO(queue_barging) {
  Queue<int> queue;
  const auto waiting = spawn([&] { print("getter", queue.get()); });
  yield();
  queue.put(1);
  print("main", queue.get());
  yield();
  print("still waits", !waiting.ready());
  queue.put(2);
  waiting.join();
}

SCENARIO(queue_small) {
  Queue<int> tasks(3);
  const auto worker = [&](const char* name) {
    while (const auto task = tasks.get(200ms)) {
      print(name, "got", task);
      yield();
    }
    print("quitting", name);
  };
  const auto boss = [&] {
    for (int i = 1; i < 10; ++i) tasks.put(i);
    print("iteration 1");
    for (int i = 10; i < 20; ++i) tasks.put(i);
    print("iteration 2");
  };
  join_all({spawn(boss), spawn(worker, "steve"), spawn(worker, "john"),
            spawn(worker, "bob")});
}

SCENARIO(queue_put_and_get_interleave) {
  Queue<Item> queue(1);
  const auto putter = [&](const char* name) {
    for (int i = 0; i < 3; ++i) {
      queue.put({name, i});
      print(name, "put", i);
    }
  };
  const auto getter = [&](const char* name) {
    for (int n = 0; n < 3; ++n) {
      const auto item = queue.get();
      print(name, "got", item->whose, item->i);
    }
  };
  join_all({spawn(putter, "p"), spawn(putter, "q"), spawn(getter, "g"),
            spawn(getter, "h")});
}

SCENARIO(queue_getters_first) {
  Queue<std::string> queue(2);
  std::vector<AnyFiber> fibers;
  for (int n = 0; n < 5; ++n) {
    fibers.push_back(spawn([&queue, n] { print(n, queue.get()); }));
  }
  yield();
  for (const char* item : {"a", "b", "c", "d", "e"}) {
    queue.put(item);
    print("put", item);
  }
  join_all(fibers);
  print(queue.size());
}

SCENARIO(queue_limit_of_zero) {
  Queue<std::string> queue(1);
  spawn([&] { queue.put("delayed"); });
  print(queue.get(0s));
  if (!queue.get(0s)) print("empty");
  queue.put("one");
  spawn([&] { queue.get(); });
  (void)queue.put("two", 0s);
  print(queue.size(), *queue.peek());
  if (!queue.put("three", 0s)) print("full");
}

SCENARIO(queue_nowait) {
  Queue<int> queue(2);
  (void)queue.try_put(1);
  (void)queue.try_put(2);
  print(queue.full(), queue.size());
  if (!queue.try_put(3)) print("full");
  const auto first = queue.try_get();
  const auto second = queue.try_get();
  print(first, second, queue.empty());
  if (!queue.try_get()) print("empty");
}

SCENARIO(queue_putter_killed) {
  Queue<std::string> queue(1);
  queue.put("first");
  const auto a = spawn([&] { queue.put("a"); });
  const auto b = spawn([&] { queue.put("b"); });
  yield();
  a.kill();
  print(queue.get());
  yield();
  const auto item = queue.get();
  print(item, b.ready(), queue.size());
}

SCENARIO(queue_getter_killed) {
  Queue<int> queue;
  const auto getter = [&](const char* name) { print(name, queue.get()); };
  const auto a = spawn(getter, "a");
  const auto b = spawn(getter, "b");
  yield();
  a.kill(KillMode::kLater);
  queue.put(1);
  sleep_for(10ms);
  print(a.ready(), b.ready(), queue.size());

  const auto c = spawn(getter, "c");
  const auto d = spawn(getter, "d");
  yield();
  queue.put(2);
  c.kill(KillMode::kLater);
  sleep_for(10ms);
  print(c.ready(), d.ready(), queue.size());
  d.kill();
}

SCENARIO(queue_getter_times_out) {
  Queue<std::string> queue;
  const auto getter = [&](const char* name, TimeLimit limit) {
    print(name, queue.get(limit).value_or("gave up"));
  };
  const std::vector<AnyFiber> fibers{spawn(getter, "a", 20ms),
                                     spawn(getter, "b", 40ms),
                                     spawn(getter, "c", std::nullopt)};
  sleep_for(60ms);
  queue.put("item");
  join_all(fibers);
}

SCENARIO(queue_lifo_and_priority) {
  LifoQueue<int> lifo;
  PriorityQueue<int> least;
  for (int n : {3, 1, 2}) {
    lifo.put(n);
    least.put(n);
  }
  print(lifo.get(), least.get());
  lifo.put(4);
  least.put(0);
  print(*lifo.peek(), *least.peek());
  while (!lifo.empty()) print(lifo.get(), least.get());
}

SCENARIO(queue_priority_with_waiters) {
  PriorityQueue<int> queue;
  const auto getter = [&](const char* name) { print(name, queue.get()); };
  const std::vector<AnyFiber> fibers{spawn(getter, "a"), spawn(getter, "b")};
  yield();
  for (int n : {5, 3, 4}) queue.put(n);
  join_all(fibers);
  print("left", queue.get());
}

SCENARIO(queue_joinable) {
  JoinableQueue<int> queue;
  queue.join();
  print("nothing to do");
  const auto worker = [&](const char* name) {
    for (;;) {
      const auto item = queue.get();
      sleep_for(20ms);
      print(name, item);
      queue.task_done();
    }
  };
  const std::vector<AnyFiber> workers{spawn(worker, "a"), spawn(worker, "b")};
  for (int item = 0; item < 4; ++item) queue.put(item);
  print(queue.unfinished());
  print("in time", queue.join(0s));
  queue.join();
  print("all done", queue.unfinished());
  try {
    queue.task_done();
  } catch (const std::logic_error&) {
    print("one too many");
  }
  kill_all(workers);
}

SCENARIO(queue_joinable_adds_work) {
  JoinableQueue<int> queue;
  const auto fiber = spawn([&] {
    for (;;) {
      const int n = *queue.get();
      print("work", n);
      if (n < 4) {
        queue.put(2 * n);
        queue.put(2 * n + 1);
      }
      queue.task_done();
    }
  });
  queue.put(1);
  queue.join();
  print("done");
  fiber.kill();
}

SCENARIO(queue_iteration) {
  Queue<int> queue;
  const auto fiber = spawn([&] {
    for (int item : queue) print("item", item);
    print("the end");
  });
  for (int n = 0; n < 3; ++n) {
    queue.put(n);
    yield();
  }
  queue.shutdown();
  fiber.join();
}

SCENARIO(queue_peek) {
  Queue<int> queue;
  const auto peeker = [&](const char* name) {
    print(name, "sees", *queue.peek());
  };
  const auto getter = [&](const char* name) {
    print(name, "takes", queue.get());
  };
  const std::vector<AnyFiber> fibers{spawn(peeker, "a"), spawn(getter, "b"),
                                     spawn(peeker, "c")};
  yield();
  queue.put(1);
  yield();
  print(fibers[0].ready(), fibers[1].ready(), fibers[2].ready());
  queue.put(2);
  join_all(fibers);
  print(queue.size());
}

SCENARIO(queue_put_from_the_hub) {
  Queue<int> queue(1);
  for (int item : {1, 2}) {
    Hub::current().post(
        [&queue, item] { print(queue.try_put(item) ? "put" : "full", item); });
  }
  sleep_for(10ms);
  print(queue.get());
}

SCENARIO(channel_order) {
  Channel<int> channel;
  const auto teller = [&] {
    for (int i = 0; i < 3; ++i) {
      channel.put(i);
      print("told", i);
    }
  };
  const auto listener = [&] {
    for (int i = 0; i < 3; ++i) print("heard", channel.get());
  };
  join_all({spawn(teller), spawn(listener)});
  join_all({spawn(listener), spawn(teller)});
}

SCENARIO(channel_many) {
  Channel<Item> channel;
  const auto teller = [&](const char* name) {
    for (int i = 0; i < 2; ++i) {
      channel.put({name, i});
      print(name, "told", i);
    }
  };
  const auto listener = [&](const char* name) {
    for (int n = 0; n < 2; ++n) {
      const auto item = channel.get();
      print(name, "heard", item->whose, item->i);
    }
  };
  join_all({spawn(teller, "a"), spawn(teller, "b"), spawn(listener, "x"),
            spawn(listener, "y")});
}

SCENARIO(channel_needs_both) {
  Channel<std::string> channel;
  if (!channel.put("item", 10ms)) print("nobody listens");
  if (!channel.get(10ms)) print("nobody tells");
  const auto fiber = spawn([&] { return *channel.get(); });
  yield();
  (void)channel.put("item", 0s);
  fiber.join();
  print(fiber.value());
}

}  // namespace gfetch::differential
