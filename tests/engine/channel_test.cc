#include "gfetch/engine/channel.h"

#include <memory>

#include "tests/engine/hub_fixture.h"

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

// python3-gevent: a got 0, put0, b got 1, put1, c got 2, put2.
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

}  // namespace
}  // namespace gfetch
