// Tests of the order of events: each expectation is the output of the same
// script under python3-gevent 22.10.
#include "gfetch/fiber/event.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class OrderTest : public HubTest {};

// The example "boss and workers" of gevent's tutorial, with a queue of three
// slots.
TEST_F(OrderTest, ABossAndThreeWorkersShareASmallQueue) {
  Queue<int> tasks(3);
  const auto worker = [&](const std::string& name) {
    while (auto task = tasks.get(1s)) {
      say(name + " got " + std::to_string(*task));
      yield();
    }
    say("Quitting " + name);
  };
  const auto boss = [&] {
    for (int i = 1; i < 10; ++i) tasks.put(i);
    say("iteration 1");
    for (int i = 10; i < 20; ++i) tasks.put(i);
    say("iteration 2");
  };
  join_all({spawn(boss), spawn(worker, "steve"), spawn(worker, "john"),
            spawn(worker, "bob")});
  EXPECT_EQ(story_, (Story{"steve got 1",   "john got 2",   "bob got 3",
                           "steve got 4",   "john got 5",   "bob got 6",
                           "iteration 1",   "steve got 7",  "john got 8",
                           "bob got 9",     "steve got 10", "john got 11",
                           "bob got 12",    "steve got 13", "john got 14",
                           "bob got 15",    "steve got 16", "john got 17",
                           "bob got 18",    "iteration 2",  "steve got 19",
                           "Quitting john", "Quitting bob", "Quitting steve"}));
}

TEST_F(OrderTest, TheSetterOfAnEventGoesOnBeforeThoseWhoWaited) {
  Event event;
  spawn([&] {
    say("hey");
    sleep_for(3s);
    say("done");
    event.set();
    say("set");
  });
  for (int i = 0; i < 3; ++i) {
    spawn([&] {
      say("wait");
      event.wait();
      say("about time");
    });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"hey", "wait", "wait", "wait", "done", "set",
                           "about time", "about time", "about time"}));
}

TEST_F(OrderTest, LinksAndJoinersOfAKilledFiberComeInTheirOrder) {
  auto fiber = spawn([&] {
    say("start");
    struct Finally {
      Story& story;
      ~Finally() { story.push_back("finally"); }
    } finally{story_};
    sleep_for(10s);
  });
  yield();
  fiber.link([&](const AnyFiber&) { say("link 1"); });
  fiber.raw_link([&](const AnyFiber&) { say("raw"); });
  spawn([&] {
    fiber.join();
    say("joined");
  });
  yield();
  fiber.link([&](const AnyFiber&) { say("link 2"); });
  fiber.kill(KillMode::kLater);
  say("after kill");
  spawn([&] { say("spawned after"); });
  sleep_for(10ms);
  EXPECT_EQ(story_, (Story{"start", "after kill", "finally", "spawned after",
                           "link 1", "raw", "joined", "link 2"}));
}

TEST_F(OrderTest, APoolOfTwoStartsTheNextWhenOneEnds) {
  Pool pool(2);
  const std::vector<Duration> naps = {31ms, 20ms, 15ms, 1ms};
  for (int n = 0; n < 4; ++n) {
    pool.spawn([&, n] {
      say("b" + std::to_string(n));
      sleep_for(naps.at(static_cast<std::size_t>(n)));
      say("e" + std::to_string(n));
    });
    say("s" + std::to_string(n));
  }
  pool.join();
  say("joined");
  EXPECT_EQ(story_, (Story{"s0", "s1", "b0", "b1", "e1", "s2", "b2", "e0", "s3",
                           "b3", "e3", "e2", "joined"}));
}

// The crawler with a pool and a queue of gevent's tutorials, with a corrected
// loop condition: it runs while an item is queued or a worker is busy.
TEST_F(OrderTest, ACrawlerOnPoolAndQueueVisitsEachPageOnceAndEnds) {
  Queue<int> todo;
  Pool pool(5);
  std::vector<int> visits(20);
  const auto crawl = [&](int page) {
    sleep_for(1ms);
    if (visits.at(static_cast<std::size_t>(page))++ > 0) return;
    for (int link : {page * 2, page * 2 + 1}) {
      if (link > 0 && link < 20) todo.put(link);
    }
  };
  todo.put(1);
  while (!todo.empty() || !pool.empty()) {
    if (auto page = todo.get(5ms)) pool.spawn(crawl, *page);
  }
  for (int page = 1; page < 20; ++page) EXPECT_EQ(visits[page], 1) << page;
}

}  // namespace
}  // namespace gfetch
