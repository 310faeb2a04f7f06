#include "gfetch/fiber/channel.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "gfetch/fiber/event.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

class ChannelTest : public HubTest {};

TEST_F(ChannelTest, TheGetterGoesOnBeforeThePutter) {
  Channel<int> channel;
  spawn([&] {
    channel.put(42);
    say("told");
  });
  spawn([&] { say("heard " + std::to_string(*channel.get())); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"heard 42", "told"}));
}

TEST_F(ChannelTest, PutWaitsForAGetter) {
  Channel<int> channel;
  EXPECT_FALSE(channel.put(1, 1s));
  EXPECT_EQ(channel.get(1s), std::nullopt);
  EXPECT_EQ(elapsed_ms(), 2000);
}

TEST_F(ChannelTest, WithLimitZeroItNeedsAGetterThatWaits) {
  Channel<int> channel;
  auto getter = spawn([&] { return channel.get(); });
  yield();
  EXPECT_TRUE(channel.awaited());
  EXPECT_TRUE(channel.put(1, 0s));
  EXPECT_EQ(getter.get(), 1);
}

TEST_F(ChannelTest, CarriesWhatCannotBeCopiedInOrder) {
  Channel<std::unique_ptr<int>> channel;
  for (int i = 0; i < 3; ++i) {
    spawn([&, i] { channel.put(std::make_unique<int>(i)); });
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(**channel.get(), i);
}

TEST_F(ChannelTest, AKilledGetterTakesNothing) {
  Channel<int> channel;
  auto getter = spawn([&] { channel.get(); });
  yield();
  getter.kill();
  EXPECT_FALSE(channel.put(1, 1s));
}

// The same program under python3-gevent: a got 0, put0, b got 1, put1, c got 2,
// put2.
TEST_F(ChannelTest, BothSidesMeetInTheOrderTheyCame) {
  Channel<int> channel;
  for (int i = 0; i < 3; ++i) {
    spawn([&, i] {
      channel.put(i);
      say("put" + std::to_string(i));
    });
  }
  for (const char* name : {"a", "b", "c"}) {
    spawn([&, name] { say(name + std::to_string(*channel.get())); });
  }
  hub_.join();
  EXPECT_EQ(story_, (Story{"a0", "put0", "b1", "put1", "c2", "put2"}));
}

TEST_F(ChannelTest, AKilledPutterGivesNothing) {
  Channel<int> channel;
  auto putter = spawn([&] { channel.put(1); });
  yield();
  putter.kill();
  EXPECT_EQ(channel.get(0s), std::nullopt);
}

TEST_F(ChannelTest, PeekShowsTheItemAndLeavesItThere) {
  Channel<int> channel;
  auto peeker = spawn([&] {
    if (const int* item = channel.peek()) say("saw " + std::to_string(*item));
  });
  auto putter = spawn([&] { return channel.put(7); });
  yield();
  yield();
  EXPECT_EQ(story_, Story{"saw 7"});
  EXPECT_EQ(*channel.peek(0s), 7);
  EXPECT_EQ(channel.get(), 7);
  EXPECT_TRUE(putter.get());
}

TEST_F(ChannelTest, PeekGivesUpWhenItsLimitPasses) {
  Channel<int> channel;
  EXPECT_EQ(channel.peek(1s), nullptr);
  EXPECT_EQ(elapsed_ms(), 1000);
}

TEST_F(ChannelTest, PeekAfterTheDestructionThrows) {
  auto channel = std::make_unique<Channel<int>>();
  auto peeker = spawn([&] { return channel->peek() != nullptr; });
  auto limited = spawn([&] { return channel->peek(1s) != nullptr; });
  yield();
  spawn([&] { channel.reset(); });
  EXPECT_THROW(peeker.get(), std::logic_error);
  EXPECT_THROW(limited.get(), std::logic_error);
}

TEST_F(ChannelTest, PeekAfterTheDestructionThrowsAlsoIfItWasOffered) {
  auto channel = std::make_unique<Channel<int>>();
  auto peeker = spawn([&] { return channel->peek() != nullptr; });
  yield();
  auto putter = spawn([&] { return channel->put(1); });
  auto other = spawn([&] { channel.reset(); });
  EXPECT_THROW(peeker.get(), std::logic_error);
  EXPECT_THROW(putter.get(), std::logic_error);
  other.join();
}

// The same program under python3-gevent: a put_nowait() by the hub reaches the
// getter before the hub goes on; without a getter it raises Full.
TEST_F(ChannelTest, TheHubPutsWithoutAWait) {
  Channel<int> channel;
  auto getter = spawn([&] { say("got " + std::to_string(*channel.get())); });
  yield();
  Event tried;
  hub_.post([&] {
    int item = 42;
    EXPECT_TRUE(channel.try_put(item));
    say("told");
    EXPECT_FALSE(channel.try_put(item));
    tried.set();
  });
  const KeepAlive until_it_has_run;
  tried.wait();
  getter.join();
  EXPECT_EQ(story_, (Story{"got 42", "told"}));
}

TEST_F(ChannelTest, TheHubTakesWithoutAWait) {
  Channel<std::unique_ptr<int>> channel;
  auto putter = spawn([&] {
    EXPECT_TRUE(channel.put(std::make_unique<int>(42)));
    say("told");
  });
  yield();
  hub_.post([&] {
    EXPECT_EQ(**channel.try_get(), 42);
    say("got");
    EXPECT_FALSE(channel.try_get());
  });
  putter.join();
  EXPECT_EQ(story_, (Story{"got", "told"}));
}

TEST_F(ChannelTest, WhatTheHubTookWasPutThoughTheLimitExpires) {
  Channel<int> channel;
  auto putter = spawn([&] { return channel.put(1, 1s); });
  bool taken = false;
  // The hub takes the item in the pass in which the limit expires.
  spawn_later(1s, [] {}).raw_link(
      [&](const AnyFiber&) { taken = channel.try_get().has_value(); });
  EXPECT_EQ(putter.get(), taken);
}

TEST_F(ChannelTest, TriedWithNobodyThereTheItemIsUnchanged) {
  Channel<std::unique_ptr<int>> channel;
  auto item = std::make_unique<int>(42);
  EXPECT_FALSE(channel.try_put(std::move(item)));
  ASSERT_NE(item, nullptr);
  Event tried;
  hub_.post([&] {
    EXPECT_FALSE(channel.try_put(std::move(item)));
    EXPECT_NE(item, nullptr);
    tried.set();
  });
  const KeepAlive until_it_has_run;
  tried.wait();
  channel.shutdown();
  EXPECT_FALSE(channel.try_put(std::move(item)));
  EXPECT_NE(item, nullptr);
  EXPECT_FALSE(channel.try_get());
}

TEST_F(ChannelTest, TriedByAFiberItMeetsWhoWaits) {
  Channel<int> channel;
  auto getter = spawn([&] { return channel.get(); });
  yield();
  EXPECT_TRUE(channel.try_put(1));
  EXPECT_EQ(getter.get(), 1);
  auto putter = spawn([&] { return channel.put(2); });
  yield();
  EXPECT_EQ(channel.try_get(), 2);
  EXPECT_TRUE(putter.get());
}

TEST_F(ChannelTest, EveryPeekerSeesTheItemBeforeAGetterTakesIt) {
  Channel<int> channel;
  spawn([&] { say("got " + std::to_string(*channel.get())); });
  for (const char* name : {"a", "b"}) {
    spawn([&, name] {
      if (const int* item = channel.peek()) say(name + std::to_string(*item));
    });
  }
  spawn([&] { channel.put(1); });
  hub_.join();
  EXPECT_EQ(story_, (Story{"a1", "b1", "got 1"}));
}

TEST_F(ChannelTest, IterationEndsWithTheShutdown) {
  Channel<std::unique_ptr<int>> channel;
  auto reader = spawn([&] {
    for (auto& item : channel) say(std::to_string(*item));
    say("end");
  });
  for (int i = 0; i < 3; ++i) channel.put(std::make_unique<int>(i));
  channel.shutdown();
  reader.join();
  EXPECT_EQ(story_, (Story{"0", "1", "2", "end"}));
}

TEST_F(ChannelTest, ShutdownEndsEveryWait) {
  Channel<int> getters;
  auto get = spawn([&] { return getters.get().has_value(); });
  auto peek = spawn([&] { return getters.peek() != nullptr; });
  Channel<int> putters;
  auto put = spawn([&] { return putters.put(1); });
  yield();
  getters.shutdown();
  putters.shutdown();
  EXPECT_FALSE(get.get());
  EXPECT_FALSE(peek.get());
  EXPECT_FALSE(put.get());
}

TEST_F(ChannelTest, AfterTheShutdownNobodyWaits) {
  Channel<int> channel;
  channel.shutdown();
  EXPECT_TRUE(channel.is_shut_down());
  EXPECT_FALSE(channel.put(1));
  EXPECT_EQ(channel.get(), std::nullopt);
  EXPECT_EQ(channel.peek(), nullptr);
}

TEST_F(ChannelTest, ThoseWhoWaitOnBothSidesStillMeetAtTheShutdown) {
  Channel<int> both;
  auto giver = spawn([&] { return both.put(1); });
  auto taker = spawn([&] { return both.get(); });
  spawn([&] { both.shutdown(); });
  hub_.join();
  EXPECT_TRUE(giver.get());
  EXPECT_EQ(taker.get(), 1);
}

}  // namespace
}  // namespace gfetch
