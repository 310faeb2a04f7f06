#include "engine/http_server/src/chunk_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/case_name.h"

namespace gfetch::http::server {
namespace {

using namespace std::string_literals;

struct Decoded {
  std::string data;
  std::size_t consumed = 0;
  bool done = false;
  bool bad = false;
};

// Decodes `coded` in pieces of `piece` bytes.
Decoded decode(std::string_view coded, std::size_t piece,
               std::size_t most = 1000) {
  ChunkDecoder decoder;
  Decoded result;
  while (result.consumed < coded.size() && !decoder.done() && !decoder.bad()) {
    const auto step = decoder.next(coded.substr(result.consumed, piece), most);
    EXPECT_LE(step.data.size(), most);
    result.data += step.data;
    result.consumed += step.consumed;
  }
  result.done = decoder.done();
  result.bad = decoder.bad();
  return result;
}

TEST(ChunkDecoder, DecodesInPiecesOfAnySize) {
  const std::string coded =
      "5\r\nhello\r\nA;x=\"y\"\r\n, worlds!!\r\n0;z\r\nX: y\r\n\r\nnext";
  for (std::size_t piece = 1; piece < coded.size() + 2; ++piece) {
    const Decoded result = decode(coded, piece);
    EXPECT_EQ(result.data, "hello, worlds!!") << piece;
    EXPECT_TRUE(result.done) << piece;
    EXPECT_EQ(coded.substr(result.consumed), "next") << piece;
  }
  EXPECT_EQ(decode(coded, 100, 2).data, "hello, worlds!!");
}

struct BadChunk {
  const char* name;
  std::string coded;
};

class ChunkRefused : public ::testing::TestWithParam<BadChunk> {};

TEST_P(ChunkRefused, IsBad) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{10'000}}) {
    EXPECT_TRUE(decode(GetParam().coded, piece).bad);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Smuggling, ChunkRefused,
    ::testing::Values(
        BadChunk{"NoSize", "\r\n"}, BadChunk{"NoHex", "g\r\n"},
        BadChunk{"Signed", "+5\r\nhello\r\n"}, BadChunk{"Prefix", "0x5\r\n"},
        BadChunk{"SpaceBefore", " 5\r\n"}, BadChunk{"SpaceBehind", "5 \r\n"},
        BadChunk{"Huge", "fffffffffffffffff\r\n"},
        BadChunk{"ManyZeros", "0000000000000000000005\r\n"},
        BadChunk{"LineFeedAlone", "5\nhello\n"},
        BadChunk{"CarriageReturnAlone", "5\rX"},
        BadChunk{"LineFeedInExtension", "5;a\nb\r\n"},
        BadChunk{"LineFeedInQuotes", "5;a=\"\n\"\r\n"},
        BadChunk{"NullInExtension", "5;\0\r\n"s},
        BadChunk{"LongExtension", "5;" + std::string(5000, 'a') + "\r\n"},
        BadChunk{"DataTooLong", "5\r\nhello!\r\n"},
        BadChunk{"NoLineBreakBehindData", "5\r\nhelloX"},
        BadChunk{"LineFeedBehindData", "5\r\nhello\n0\r\n\r\n"},
        BadChunk{"FoldedTrailer", "0\r\nX: a\r\n b\r\n\r\n"},
        BadChunk{"SpaceInTrailerName", "0\r\nX : a\r\n\r\n"},
        BadChunk{"LineFeedInTrailer", "0\r\nX: a\n\r\n"},
        BadChunk{"LongTrailer", "0\r\nX: " + std::string(5000, 'a')},
        BadChunk{"NoEnd", "0\r\n\rX"}),
    test::case_name);

TEST(ChunkDecoder, ManyExtensionsAreBoundTogether) {
  std::string coded;
  for (int i = 0; i < 100; ++i) {
    coded += "1;" + std::string(100, 'a') + "\r\nx\r\n";
  }
  EXPECT_TRUE(decode(coded, 1000).bad);
}

}  // namespace
}  // namespace gfetch::http::server
