#include "engine/http/src/timing.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gfetch::http {
namespace {

using namespace std::chrono_literals;

Duration sum(const Timing& timing) {
  Duration total{0};
  for (const auto& phase : {timing.queue, timing.dns, timing.connect,
                            timing.tls, timing.ttfb, timing.download}) {
    total += phase.value_or(0ns);
  }
  return total;
}

constexpr TransferMoments kOverTls = {
    .connected = 10ms, .secured = 30ms, .first_byte = 70ms, .end = 150ms};

TEST(HttpTiming, ConvertsMomentsIntoPhases) {
  const Timing timing = timing_of(kOverTls, 5ms, false);
  EXPECT_EQ(timing.dns, 5ms);
  EXPECT_EQ(timing.connect, 10ms);
  EXPECT_EQ(timing.tls, 20ms);
  EXPECT_EQ(timing.ttfb, 40ms);
  EXPECT_EQ(timing.download, 80ms);
  EXPECT_EQ(timing.total, 155ms);
  EXPECT_EQ(sum(timing), timing.total);
  EXPECT_FALSE(timing.queue);
}

TEST(HttpTiming, AReusedConnectionConnectsNothing) {
  const Timing timing = timing_of(
      {.connected = 1us, .secured = 1us, .first_byte = 2ms, .end = 3ms}, {},
      true);
  EXPECT_FALSE(timing.dns);
  EXPECT_FALSE(timing.connect);
  EXPECT_FALSE(timing.tls);
  EXPECT_EQ(timing.ttfb, 2ms);
  EXPECT_EQ(timing.download, 1ms);
  EXPECT_EQ(sum(timing), timing.total);
}

TEST(HttpTiming, WithoutTlsThereIsNoSuchPhase) {
  const Timing timing = timing_of(
      {.connected = 1ms, .secured = 0ms, .first_byte = 2ms, .end = 2ms}, {},
      false);
  EXPECT_EQ(timing.connect, 1ms);
  EXPECT_FALSE(timing.tls);
  EXPECT_EQ(timing.ttfb, 1ms);
  EXPECT_EQ(timing.download, 0ms);
}

}  // namespace
}  // namespace gfetch::http
