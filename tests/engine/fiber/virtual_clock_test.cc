// A virtual clock beside descriptors and threads, which live in real time.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "gfetch/fiber/async_result.h"
#include "gfetch/fiber/await_callback.h"
#include "gfetch/fiber/io.h"
#include "gfetch/fiber/offload.h"
#include "gfetch/fiber/select.h"
#include "gfetch/fiber/thread_queue.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace gfetch {
namespace {

using Clock = std::chrono::steady_clock;

class VirtualClockTest : public HubTest {
 protected:
  VirtualClockTest() { EXPECT_EQ(pipe(ends_.data()), 0); }
  ~VirtualClockTest() override {
    if (writer_.joinable()) writer_.join();
    for (const int fd : ends_) close(fd);
  }

  /// Writes into the pipe after a real time.
  void write_after(std::chrono::milliseconds time) {
    writer_ = std::thread([this, time] {
      std::this_thread::sleep_for(time);
      EXPECT_EQ(write(ends_[1], "x", 1), 1);
    });
  }

  std::array<int, 2> ends_{};
  std::thread writer_;
};

TEST_F(VirtualClockTest, ADescriptorWinsAgainstALaterLimit) {
  write_after(10ms);
  EXPECT_TRUE(wait_readable(ends_[0], 1h));
  EXPECT_LT(elapsed_ms(), 60'000);
}

TEST_F(VirtualClockTest, ADescriptorLosesAgainstAnEarlierLimit) {
  const auto began = Clock::now();
  EXPECT_FALSE(wait_readable(ends_[0], 20ms));
  EXPECT_EQ(elapsed_ms(), 20) << "exactly";
  EXPECT_GE(Clock::now() - began, 19ms);
}

TEST_F(VirtualClockTest, OtherSleepersDoNotMakeADescriptorLate) {
  const auto sleeper = spawn([] { sleep_for(10h); });
  write_after(10ms);
  EXPECT_FALSE(select({ends_[0]}, {}, 1h).empty());
  EXPECT_LT(elapsed_ms(), 60'000);
  sleeper.kill();
}

TEST_F(VirtualClockTest, AThreadWinsAgainstALaterLimit) {
  AsyncResult<int> result;
  std::thread thread([promise = result.promise()] {
    std::this_thread::sleep_for(10ms);
    promise.set(7);
  });
  EXPECT_EQ(result.get(1h), 7);
  thread.join();
  EXPECT_EQ(with_timeout(1h,
                         [] {
                           return offload([] {
                             std::this_thread::sleep_for(10ms);
                             return 8;
                           });
                         }),
            8);
  std::thread caller;
  EXPECT_EQ(await_callback<int>(
                [&](auto done) {
                  caller = std::thread([done] {
                    std::this_thread::sleep_for(10ms);
                    done(9);
                  });
                },
                1h),
            9);
  caller.join();
  ThreadQueue<int> queue(1);
  std::thread putter([sender = queue.sender()] {
    std::this_thread::sleep_for(10ms);
    sender.put(10);
  });
  EXPECT_EQ(queue.get(1h), 10);
  putter.join();
  EXPECT_LT(elapsed_ms(), 60'000);
}

TEST_F(VirtualClockTest, AKeepAliveHoldsTheClockForAPost) {
  std::optional<KeepAlive> until_the_post(std::in_place);
  std::thread thread([&] {
    std::this_thread::sleep_for(10ms);
    hub_.post([&] {
      say("post");
      until_the_post.reset();
    });
  });
  const auto sleeper = spawn([&] {
    sleep_for(1h);
    say("hour");
  });
  EXPECT_TRUE(hub_.join());
  thread.join();
  EXPECT_EQ(story_, (Story{"post", "hour"}));
  EXPECT_GE(elapsed_ms(), 3'600'000) << "jumps after the post";
}

TEST_F(VirtualClockTest, WithoutAnythingRealItJumps) {
  const auto began = Clock::now();
  sleep_for(1000h);
  EXPECT_LT(Clock::now() - began, 60s);
  EXPECT_EQ(elapsed_ms(), 3'600'000'000);
}

TEST_F(VirtualClockTest, AfterTheRealEventItJumpsAgain) {
  write_after(5ms);
  wait_readable(ends_[0]);
  const auto began = Clock::now();
  sleep_for(1000h);
  EXPECT_LT(Clock::now() - began, 60s);
}

}  // namespace
}  // namespace gfetch
