#include "gfetch/fiber/io.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

template <class Test>
class SocketPair : public Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_), 0);
  }
  void TearDown() override {
    close(ends_[0]);
    close(ends_[1]);
    Test::TearDown();
  }
  void send(int end) { ASSERT_EQ(write(ends_[end], "x", 1), 1); }
  void receive(int end) {
    char byte;
    ASSERT_EQ(read(ends_[end], &byte, 1), 1);
  }

  int ends_[2] = {-1, -1};
};

class IoTest : public SocketPair<RealHubTest> {};
class VirtualIoTest : public SocketPair<HubTest> {};

TEST_F(IoTest, WaitsUntilItCanBeRead) {
  auto reader = spawn([&] {
    wait_readable(ends_[0]);
    receive(0);
    say("read");
  });
  yield();
  say("send");
  send(1);
  reader.join();
  EXPECT_EQ(story_, (Story{"send", "read"}));
}

TEST_F(IoTest, CanBeWrittenAtOnce) {
  EXPECT_TRUE(wait_writable(ends_[0]));
}

TEST_F(IoTest, GivesUpAtItsLimit) {
  EXPECT_FALSE(wait_readable(ends_[0], 10ms));
  EXPECT_GE(elapsed_ms(), 10);
}

TEST_F(IoTest, AKilledWaiterLeavesNoWatcher) {
  auto reader = spawn([&] { wait_readable(ends_[0]); });
  yield();
  EXPECT_EQ(hub_.watcher_count(), 1U);
  reader.kill();
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(IoTest, TheSameSocketIsWaitedForAgainAndAgain) {
  auto echo = spawn([&] {
    for (int i = 0; i < 100; ++i) {
      wait_readable(ends_[0]);
      receive(0);
      send(0);
    }
  });
  for (int i = 0; i < 100; ++i) {
    send(1);
    wait_readable(ends_[1]);
    receive(1);
  }
  echo.join();
}

TEST_F(IoTest, BothDirectionsWaitAtOnce) {
  auto reader = spawn([&] { return wait_readable(ends_[0]); });
  auto writer = spawn([&] { return wait_writable(ends_[0]); });
  EXPECT_TRUE(writer.get());
  EXPECT_FALSE(reader.ready());
  send(1);
  EXPECT_TRUE(reader.get());
}

TEST_F(IoTest, ANumberThatIsNotOpenIsRefused) {
  EXPECT_THROW(wait_readable(-1), std::system_error);
  const int closed = dup(ends_[0]);
  close(closed);
  EXPECT_THROW(wait_readable(closed), std::system_error);
}

TEST_F(IoTest, ADescriptorClosedUnderTheWaiterDoesNoHarm) {
  const int end = dup(ends_[0]);
  auto reader = spawn([&] { return wait_readable(end, 20ms); });
  auto another = spawn([&] { return wait_readable(end, 20ms); });
  // The descriptor is closed before the loop polls for the first time.
  spawn([&] { close(end); });
  EXPECT_TRUE(reader.join(5s));
  EXPECT_TRUE(another.join(5s));
}

TEST_F(IoTest, AReusedDescriptorNumberIsWatchedAnew) {
  const int first = dup(ends_[0]);
  EXPECT_FALSE(wait_readable(first, 1ms));
  close(first);
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  EXPECT_EQ(pipe_ends[0], first);
  ASSERT_EQ(write(pipe_ends[1], "x", 1), 1);
  EXPECT_TRUE(wait_readable(pipe_ends[0], 5s));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_F(IoTest, ARegularFileIsAlwaysReady) {
  FILE* file = tmpfile();
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(wait_readable(fileno(file), 5s));
  fclose(file);
}

TEST_F(VirtualIoTest, WhatIsReadyComesBeforeTimePasses) {
  send(1);
  EXPECT_TRUE(wait_readable(ends_[0], 1s));
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(VirtualIoTest, TimePassesWhenNothingIsReady) {
  // As fast as on a real clock, because a peer could send.
  EXPECT_FALSE(wait_readable(ends_[0], 20ms));
  EXPECT_EQ(elapsed_ms(), 20);
}

TEST_F(VirtualIoTest, InOnePassASocketBeatsATimeout) {
  Timeout timeout(0s);
  send(1);
  EXPECT_TRUE(wait_readable(ends_[0]));
}

}  // namespace
}  // namespace gfetch
