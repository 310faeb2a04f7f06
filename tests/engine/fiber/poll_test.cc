#include "gfetch/fiber/poll.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <system_error>

#include "gfetch/fiber/io.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

using Ready = std::vector<Polled>;

class PollTest : public RealHubTest {
 protected:
  PollTest() {
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()),
              0);
  }
  ~PollTest() override {
    for (const int fd : ends_) close(fd);
  }
  void send() const { EXPECT_EQ(write(ends_[1], "x", 1), 1); }
  int here() const { return ends_[0]; }

  std::array<int, 2> ends_{-1, -1};
  Poll poll_;
};

TEST_F(PollTest, TellsWhatIsReady) {
  poll_.add(here());
  EXPECT_EQ(poll_.wait(), (Ready{{.fd = here(), .writable = true}}));
  send();
  EXPECT_EQ(poll_.wait(),
            (Ready{{.fd = here(), .readable = true, .writable = true}}));
}

TEST_F(PollTest, WaitsForWhatItIsAskedFor) {
  poll_.add(here(), PollFor::kReadable);
  EXPECT_EQ(poll_.wait(1ms), Ready());
  spawn([&] {
    sleep_for(2ms);
    send();
  });
  EXPECT_EQ(poll_.wait(), (Ready{{.fd = here(), .readable = true}}));
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(PollTest, WhatIsReadyAtOnceStillLetsOthersRun) {
  spawn([&] { say("other"); });
  poll_.add(here(), PollFor::kWritable);
  poll_.wait();
  EXPECT_EQ(story_, Story{"other"});
}

TEST_F(PollTest, ADescriptorThatIsNotOpenIsInvalid) {
  const int closed = dup(here());
  close(closed);
  poll_.add(closed);
  poll_.add(-1);
  EXPECT_EQ(poll_.wait(), (Ready{{.fd = -1, .invalid = true},
                                 {.fd = closed, .invalid = true}}));
}

TEST_F(PollTest, TheEndOfAStreamIsReadable) {
  poll_.add(here(), PollFor::kReadable);
  shutdown(ends_[1], SHUT_RDWR);
  EXPECT_EQ(poll_.wait(), (Ready{{.fd = here(), .readable = true}}));
}

TEST_F(PollTest, CanBeChanged) {
  poll_.add(here());
  poll_.modify(here(), PollFor::kReadable);
  EXPECT_EQ(poll_.wait(0s), Ready());
  poll_.add(here(), PollFor::kWritable);
  EXPECT_EQ(poll_.wait().size(), 1U);
  poll_.remove(here());
  EXPECT_EQ(poll_.wait(1ms), Ready());
  EXPECT_THROW(poll_.remove(here()), std::out_of_range);
  EXPECT_THROW(poll_.modify(here(), PollFor::kBoth), std::out_of_range);
}

TEST_F(PollTest, WithoutDescriptorsItWaitsForItsLimit) {
  EXPECT_EQ(poll_.wait(5ms), Ready());
  EXPECT_GE(elapsed_ms(), 5);
  EXPECT_EQ(poll_.wait(-1s), Ready());
  EXPECT_THROW(poll_.wait(), LoopExit);
}

TEST_F(PollTest, AKillAndATimeoutLeaveNoWatcher) {
  poll_.add(here(), PollFor::kReadable);
  auto fiber = spawn([&] { poll_.wait(); });
  yield();
  fiber.kill();
  EXPECT_EQ(hub_.watcher_count(), 0U);
  EXPECT_FALSE(with_timeout(1ms, [&] { poll_.wait(); }));
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(PollTest, MakesADescriptorNonBlocking) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  EXPECT_TRUE(make_nonblocking(pipe_ends[0]));
  EXPECT_FALSE(make_nonblocking(pipe_ends[0]));
  char byte = 0;
  EXPECT_EQ(read(pipe_ends[0], &byte, 1), -1);
  EXPECT_EQ(errno, EAGAIN);
  for (const int fd : pipe_ends) close(fd);
  EXPECT_THROW(make_nonblocking(pipe_ends[0]), std::system_error);
}

}  // namespace
}  // namespace gfetch
