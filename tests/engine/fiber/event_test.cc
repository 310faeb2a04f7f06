#include "gfetch/fiber/event.h"

#include <memory>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class EventTest : public HubTest {
 protected:
  auto waiter(const char* name, WaitLimit limit = {}) {
    return spawn([this, name, limit] {
      say(name + std::string(event_.wait(limit) ? "" : " gave up"));
    });
  }

  Event event_;
};

TEST_F(EventTest, WakesAllInTheOrderTheyCame) {
  waiter("a");
  waiter("b");
  waiter("c");
  yield();
  event_.set();
  say("set");
  hub_.join();
  EXPECT_EQ(story_, (Story{"set", "a", "b", "c"}));
}

TEST_F(EventTest, SetAlreadyItDoesNotBlock) {
  event_.set();
  EXPECT_TRUE(event_.wait());
  event_.clear();
  EXPECT_FALSE(event_.is_set());
  EXPECT_FALSE(event_.wait(1s));
  EXPECT_EQ(elapsed_ms(), 1000);
}

// Under python3-gevent a waiter that begins to wait between clear() and the
// notification is woken, too: [('a', True), ('b', True), ('c', False)].
TEST_F(EventTest, SetThenClearStillWakesThoseWhoWait) {
  waiter("a");
  yield();
  event_.set();
  event_.clear();
  waiter("c", 1s);
  hub_.join();
  EXPECT_EQ(story_, (Story{"a", "c gave up"}));
}

TEST_F(EventTest, WaitingWhileItNotifiesGoesLast) {
  auto first = spawn([&] {
    event_.wait();
    say("first");
    spawn([&] { say("spawned"); });
    EXPECT_TRUE(event_.wait());
    say("first again");
  });
  waiter("second");
  yield();
  event_.set();
  hub_.join();
  EXPECT_EQ(story_, (Story{"first", "second", "first again", "spawned"}));
}

TEST_F(EventTest, AKilledWaiterIsForgotten) {
  auto killed = waiter("killed");
  waiter("other");
  yield();
  killed.kill();
  event_.set();
  hub_.join();
  EXPECT_EQ(story_, (Story{"other"}));
}

TEST_F(EventTest, MainIsWokenInItsTurn) {
  waiter("a");
  spawn([&] { event_.set(); });
  yield();
  waiter("late");
  event_.clear();
  event_.set();
  event_.wait();
  say("main");
  yield();
  EXPECT_EQ(story_.front(), "a");
}

TEST_F(EventTest, TheWokenFiberMayDestroyIt) {
  auto event = std::make_unique<Event>();
  auto owner = spawn([&] {
    event->wait();
    event.reset();
  });
  yield();
  event->set();
  owner.join();
  EXPECT_EQ(event, nullptr);
}

TEST_F(EventTest, ALimitOfZeroLetsOthersSetIt) {
  spawn([&] { event_.set(); });
  EXPECT_TRUE(event_.wait(0s));
}

}  // namespace
}  // namespace gfetch
