// Tests of the memory that the decoders of a run share.
#include "crawl/visit/decoder_memory.h"

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

TEST(DecoderMemory, X09_ManyBodiesShareIt) {
  const Hub hub;
  constexpr std::size_t kBytes = std::size_t{7} << 20;
  constexpr std::uint64_t kMemory = std::uint64_t{20} << 20;
  const std::map<std::string, std::string> bodies{
      {"br", test::brotli_of_zeros(kBytes)},
      {"zstd", test::zstd_of_zeros(kBytes)},
      {"gzip", test::gzip_of_zeros(kBytes)}};
  for (const auto& [coding, body] : bodies) {
    DecoderMemory memory(kMemory);
    std::uint64_t most = 0;
    const auto decode = [&, &name = coding, &bytes = body] {
      std::size_t size = 0;
      auto decoder = web::BodyDecoder::create(
          {{"Content-Encoding", name}},
          {.windows = &memory, .pause = [] { yield(); }},
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

TEST(DecoderMemory, X09_AKilledWaiterLeavesItsTurn) {
  const Hub hub;
  DecoderMemory memory(10);
  memory.take(8);
  auto large = spawn([&] { memory.take(9); });
  auto small = spawn([&] { memory.take(2); });
  yield();
  EXPECT_EQ(memory.taken(), 8U) << "the small one does not overtake";
  large.kill();
  EXPECT_TRUE(small.join(1s));
  EXPECT_EQ(memory.taken(), 10U);
}

TEST(DecoderMemory, X09_MoreThanAllOfItIsTakenAlone) {
  const Hub hub;
  DecoderMemory memory(10);
  memory.take(1);
  auto huge = spawn([&] { memory.take(100); });
  yield();
  EXPECT_FALSE(huge.ready());
  EXPECT_FALSE(memory.try_take(10));
  memory.give_back(1);
  EXPECT_TRUE(huge.join(1s));
  EXPECT_EQ(memory.taken(), 100U);
}

}  // namespace
}  // namespace gfetch::crawl
