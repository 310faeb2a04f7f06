#include "gfetch/fiber/actor.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ActorTest : public HubTest {};

class Player : public Actor<std::string> {
 public:
  Player(std::string reply, Story& story)
      : reply_(std::move(reply)), story_(story) {}

  Player* other = nullptr;

 private:
  void receive(std::string message) override {
    story_.push_back(message);
    if (story_.size() == 6) return;
    other->send(reply_);
    yield();
  }

  std::string reply_;
  Story& story_;
};

TEST_F(ActorTest, PingAndPongAlternate) {
  Player ping("pong", story_);
  Player pong("ping", story_);
  ping.other = &pong;
  pong.other = &ping;
  ping.start();
  pong.start();
  ping.send("start");
  sleep_for(1s);
  ping.stop();
  pong.stop();
  EXPECT_EQ(story_, (Story{"start", "pong", "ping", "pong", "ping", "pong"}));
}

class Adder : public Actor<int> {
 public:
  int sum = 0;

 private:
  void receive(int number) override {
    sleep_for(1s);
    if (number < 0) throw std::invalid_argument("negative");
    sum += number;
  }
};

TEST_F(ActorTest, FinishHandlesWhatItWasSent) {
  Adder adder;
  adder.start();
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(adder.send(i));
  adder.finish();
  EXPECT_EQ(adder.sum, 6);
  EXPECT_FALSE(adder.send(4));
  EXPECT_EQ(elapsed_ms(), 3000);
}

TEST_F(ActorTest, StopEndsItWhereItIs) {
  Adder adder;
  adder.start();
  adder.send(1);
  yield();
  adder.stop();
  EXPECT_EQ(adder.sum, 0);
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(ActorTest, StartedTwiceItIsRefusedAndGoesOn) {
  Player player("", story_);
  player.other = &player;
  const Fiber<void> run = player.start();
  EXPECT_THROW(player.start(), std::logic_error);
  EXPECT_THROW(supervise(player, 1), std::logic_error);
  EXPECT_FALSE(run.ready());
  player.stop();
  EXPECT_TRUE(run.ready());
  EXPECT_TRUE(player.start().join(1s)) << "it has ended, so it may start";
}

TEST_F(ActorTest, SupervisedItIsRefusedToo) {
  Player player("", story_);
  player.other = &player;
  const Fiber<void> keeper = supervise(player, 1);
  EXPECT_THROW(player.start(), std::logic_error);
  yield();
  EXPECT_THROW(player.start(), std::logic_error);
  EXPECT_THROW(supervise(player, 1), std::logic_error);
  player.finish();
  EXPECT_TRUE(keeper.successful());
}

TEST_F(ActorTest, FinishThrowsWhatItFailedWith) {
  Adder adder;
  adder.start();
  adder.send(-1);
  EXPECT_THROW(adder.finish(), std::invalid_argument);
}

TEST_F(ActorTest, SupervisedItGoesOnBehindTheMessageItFailedWith) {
  Adder adder;
  auto keeper = supervise(adder, 2);
  for (int number : {1, -1, 2, -1, 3}) adder.send(number);
  sleep_for(10s);
  adder.finish();
  keeper.get();
  EXPECT_EQ(adder.sum, 6);
}

TEST_F(ActorTest, SupervisedItIsGivenUpAfterTooManyFailures) {
  Adder adder;
  auto keeper = supervise(adder, 1);
  for (int i = 0; i < 3; ++i) adder.send(-1);
  EXPECT_THROW(keeper.get(), std::invalid_argument);
  EXPECT_EQ(adder.waiting(), 1U);
}

TEST_F(ActorTest, GivenUpItMayStartAgainAndFinishesAsThatRun) {
  Adder adder;
  auto keeper = supervise(adder, 0);
  adder.send(-1);
  EXPECT_THROW(keeper.get(), std::invalid_argument);
  adder.start();
  adder.send(7);
  adder.finish();
  EXPECT_EQ(adder.sum, 7);
}

/// An actor that answers a kill with an exception of its own.
class Sore : public Actor<int> {
  void receive(int number) override {
    try {
      sleep_for(number * 1s);
    } catch (const FiberExit&) {
      throw std::invalid_argument("killed");
    }
    throw std::out_of_range("done");
  }
};

TEST_F(ActorTest, AFailureDuringAStopIsTheKeepers) {
  Sore sore;
  const auto keeper = supervise(sore, 5);
  sore.send(1);
  sore.send(9);
  sleep_for(2s);  // the second run waits
  sore.stop();
  EXPECT_THROW(keeper.get(), std::invalid_argument);
}

TEST_F(ActorTest, AFailureBeforeAStopIsTheKeepers) {
  Sore sore;
  const auto keeper = supervise(sore, 5);
  sore.send(1);
  sleep_for(1s);  // the run fails in this moment; nobody has started it again
  sore.stop();
  EXPECT_TRUE(keeper.join(1s));
  keeper.exception();
}

TEST_F(ActorTest, AFailureDuringTheEndOfTheActorIsTheKeepers) {
  Fiber<void> keeper;
  {
    Sore sore;
    keeper = supervise(sore, 5);
    sore.send(9);
    sleep_for(1s);
  }
  EXPECT_THROW(keeper.get(), std::invalid_argument);
}

TEST_F(ActorTest, AMessageThatAStopDropsDestroysTheActor) {
  using Message = std::shared_ptr<void>;
  struct Reader : Actor<Message> {
    void receive(Message /*message*/) override { sleep_for(1s); }
  };
  auto reader = std::make_unique<Reader>();
  const auto run = reader->start();
  reader->send(nullptr);
  yield();
  reader->send(Message(nullptr, [&](void*) { reader.reset(); }));
  reader->stop();
  EXPECT_EQ(reader, nullptr);
  EXPECT_TRUE(run.killed());
}

TEST_F(ActorTest, AStopWithoutAFailureEndsTheKeeperQuietly) {
  Adder adder;
  const auto keeper = supervise(adder, 5);
  adder.send(1);
  adder.stop();
  keeper.get();
}

}  // namespace
}  // namespace gfetch
