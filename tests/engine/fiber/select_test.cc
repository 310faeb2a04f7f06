#include "gfetch/fiber/select.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

using Fds = std::vector<int>;

class SelectTest : public RealHubTest {
 protected:
  struct Pair {
    Pair() {
      EXPECT_EQ(
          socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    }
    ~Pair() {
      for (const int fd : ends) close(fd);
    }
    int here() const { return ends[0]; }
    void send() const { EXPECT_EQ(write(ends[1], "x", 1), 1); }
    void hang_up() { EXPECT_EQ(shutdown(ends[1], SHUT_RDWR), 0); }

    std::array<int, 2> ends{-1, -1};
  };

  Pair one_;
  Pair two_;
};

TEST_F(SelectTest, GivesThoseThatAreReadyInTheOrderAsked) {
  one_.send();
  two_.send();
  const Selected ready = select({two_.here(), one_.here()}, {});
  EXPECT_EQ(ready.readable, (Fds{two_.here(), one_.here()}));
}

TEST_F(SelectTest, WhatIsReadyAtOnceStillLetsOthersRun) {
  spawn([&] { say("other"); });
  one_.send();
  select({one_.here()}, {});
  EXPECT_EQ(story_, (Story{"other"}));
}

TEST_F(SelectTest, WaitsForTheFirst) {
  spawn([&] {
    sleep_for(5ms);
    two_.send();
  });
  const Selected ready = select({one_.here(), two_.here()}, {});
  EXPECT_EQ(ready.readable, Fds{two_.here()});
  EXPECT_TRUE(ready.writable.empty());
}

TEST_F(SelectTest, TellsReadingFromWriting) {
  const Selected ready = select({one_.here()}, {one_.here(), two_.here()});
  EXPECT_TRUE(ready.readable.empty());
  EXPECT_EQ(ready.writable, (Fds{one_.here(), two_.here()}));
}

TEST_F(SelectTest, AnEndOfFileIsReadable) {
  one_.hang_up();
  EXPECT_EQ(select({one_.here()}, {}).readable, Fds{one_.here()});
}

TEST_F(SelectTest, GivesNothingAtItsLimit) {
  EXPECT_TRUE(select({one_.here()}, {}, 5ms).empty());
  EXPECT_GE(elapsed_ms(), 5);
  Timeout timeout(5ms);
  EXPECT_TRUE(select({one_.here()}, {}, timeout).empty());
}

TEST_F(SelectTest, OfNothingIsASleep) {
  EXPECT_TRUE(select({}, {}, 5ms).empty());
  EXPECT_GE(elapsed_ms(), 5);
}

TEST_F(SelectTest, OfNothingForEverIsALoopExit) {
  EXPECT_THROW(select({}, {}), LoopExit);
}

TEST_F(SelectTest, AClosedDescriptorIsAnError) {
  EXPECT_THROW(select({1 << 20}, {}), std::system_error);
}

TEST_F(SelectTest, ANegativeDescriptorIsAnError) {
  const auto error_of = [](const Fds& read, const Fds& write) {
    try {
      (void)select(read, write, 5ms);
    } catch (const std::system_error& error) {
      return error.code().value();
    }
    return 0;
  };
  EXPECT_EQ(error_of({-1}, {}), EBADF);
  EXPECT_EQ(error_of({}, {-1}), EBADF);
  EXPECT_EQ(error_of({one_.here(), -7}, {}), EBADF);
  one_.send();
  EXPECT_EQ(error_of({one_.here(), -1}, {}), EBADF) << "though one is ready";
  EXPECT_EQ(elapsed_ms(), 0);
}

// Reads the byte that has made the descriptor ready, so that the other fiber
// finds nothing.
class ContestTest : public SelectTest {
 protected:
  Fiber<bool> contender(WaitLimit limit = {}) {
    return spawn([this, limit] {
      const bool ready = !select({one_.here()}, {}, limit).empty();
      char byte = 0;
      if (ready) {
        EXPECT_EQ(read(one_.here(), &byte, 1), 1);
      }
      return ready;
    });
  }
};

TEST_F(ContestTest, WhoFindsNothingReadyWaitsOn) {
  auto first = contender();
  auto second = contender();
  yield();
  one_.send();
  EXPECT_TRUE(first.get());
  sleep_for(5ms);
  EXPECT_FALSE(second.ready());
  one_.send();
  EXPECT_TRUE(second.get());
}

TEST_F(ContestTest, ItsLimitIsThatOfTheWholeWait) {
  auto first = contender();
  auto second = contender(30ms);
  yield();
  sleep_for(15ms);
  one_.send();
  EXPECT_TRUE(first.get());
  EXPECT_FALSE(second.get());
  EXPECT_GE(elapsed_ms(), 30);
  EXPECT_LT(elapsed_ms(), 45 + 100);
}

TEST_F(ContestTest, SoIsATimeoutThatLimitsIt) {
  auto first = contender();
  auto second = spawn([this] {
    Timeout timeout(30ms);
    return select({one_.here()}, {}, timeout).empty() && timeout.expired();
  });
  yield();
  one_.send();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_GE(elapsed_ms(), 30);
}

TEST_F(SelectTest, TwoFibersSelectTheSameDescriptor) {
  auto first = spawn([&] { return select({one_.here()}, {}).readable; });
  auto second = spawn([&] { return select({one_.here()}, {}).readable; });
  yield();
  one_.send();
  EXPECT_EQ(first.get(), Fds{one_.here()});
  EXPECT_EQ(second.get(), Fds{one_.here()});
}

TEST_F(SelectTest, AKilledOneLeavesNoWatcher) {
  auto fiber = spawn([&] { select({one_.here(), two_.here()}, {}); });
  yield();
  fiber.kill();
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST(Select, LooksAgainAfterItsYield) {
  Hub hub;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  const auto reader = spawn([&] {
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), 1);
  });
  // The reader takes the byte while select() yields.
  EXPECT_TRUE(select({ends[0]}, {}, std::chrono::milliseconds(20)).empty());
  EXPECT_TRUE(reader.ready());
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace gfetch
