// Tests of the memory that the bodies of a run share.
#include "crawl/body/site_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "tests/support/coding.h"
#include "web/coding/decode.h"

namespace gfetch::crawl {
namespace {

using namespace std::chrono_literals;

TEST(SiteMemory, X09_ManyBodiesShareIt) {
  const Hub hub;
  constexpr std::size_t kBytes = std::size_t{7} << 20;
  constexpr std::uint64_t kMemory = std::uint64_t{20} << 20;
  const std::map<std::string, std::string> bodies{
      {"br", test::brotli_of_zeros(kBytes)},
      {"zstd", test::zstd_of_zeros(kBytes)},
      {"gzip", test::gzip_of_zeros(kBytes)}};
  for (const auto& [coding, body] : bodies) {
    SiteMemory memory(kMemory);
    SiteWindows windows(memory);
    std::uint64_t most = 0;
    const auto decode = [&, &name = coding, &bytes = body] {
      std::size_t size = 0;
      auto decoder = web::BodyDecoder::create(
          {{"Content-Encoding", name}},
          {.windows = &windows, .pause = [] { yield(); }},
          [&](std::string_view part) {
            most = std::max(most, memory.taken());
            size += part.size();
            return Result<void>();
          });
      EXPECT_TRUE(decoder->feed(bytes)) << name;
      EXPECT_TRUE(decoder->finish()) << name;
      EXPECT_EQ(size, kBytes) << name;
    };
    Pool fibers(8);
    for (int i = 0; i < 8; ++i) fibers.spawn(decode);
    fibers.join_or_throw();
    EXPECT_LE(most, kMemory) << coding;
    EXPECT_EQ(most > 0, coding != "gzip") << coding;
    EXPECT_EQ(memory.taken(), 0U) << coding;
  }
}

TEST(SiteMemory, X09_AKilledWaiterLeavesItsTurn) {
  const Hub hub;
  SiteMemory memory(10);
  memory.take("a", 8);
  auto large = spawn([&] { memory.take("b", 9); });
  auto small = spawn([&] { memory.take("c", 2); });
  yield();
  EXPECT_EQ(memory.taken(), 8U) << "the small one does not overtake";
  large.kill();
  EXPECT_TRUE(small.join(1s));
  EXPECT_EQ(memory.taken(), 10U);
}

TEST(SiteMemory, X09_MoreThanAllOfItIsTakenAlone) {
  const Hub hub;
  SiteMemory memory(10);
  memory.take("a", 1);
  auto huge = spawn([&] { memory.take("b", 100); });
  yield();
  EXPECT_FALSE(huge.ready());
  EXPECT_FALSE(memory.try_take("c", 10));
  memory.give_back("a", 1);
  EXPECT_TRUE(huge.join(1s));
  EXPECT_EQ(memory.taken(), 100U);
}

TEST(SiteMemory, X09_ASiteLeavesHalfOfItToOthers) {
  const Hub hub;
  SiteMemory memory(10);
  memory.take("hostile", 5);
  auto second = spawn([&] { memory.take("hostile", 1); });
  auto third = spawn([&] { memory.take("hostile", 1); });
  yield();
  EXPECT_FALSE(second.ready());
  EXPECT_FALSE(memory.try_take("hostile", 1));
  auto other = spawn([&] { memory.take("other", 4); });
  yield();
  EXPECT_TRUE(other.ready()) << "it overtakes a site that has its share";
  memory.give_back("hostile", 5);
  EXPECT_TRUE(second.join(1s));
  EXPECT_TRUE(third.join(1s));
  EXPECT_EQ(memory.taken(), 6U);
}

TEST(SiteMemory, X09_WhatAKilledWaiterWasServedIsGivenBack) {
  const Hub hub;
  SiteMemory memory(10);
  memory.take("a", 10);
  auto waiter = spawn([&] {
    MemoryHold hold;
    hold.take(memory, "b", 10);
    sleep_for(1h);
  });
  yield();
  memory.give_back("a", 10);  // serves the waiter, which has not run yet
  EXPECT_EQ(memory.taken(), 10U);
  waiter.kill();
  EXPECT_EQ(memory.taken(), 0U);
}

TEST(MemoryHold, GivesBackWhatItHolds) {
  const Hub hub;
  SiteMemory memory(10);
  {
    MemoryHold hold;
    EXPECT_FALSE(hold.held());
    hold.take(memory, "a", 7);
    EXPECT_TRUE(hold.held());
    EXPECT_EQ(memory.taken(), 7U);
  }
  EXPECT_EQ(memory.taken(), 0U);
}

}  // namespace
}  // namespace gfetch::crawl
