#include "engine/http_server/src/byte_ranges.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace gfetch::http::server {
namespace {

using Ranges = std::optional<std::vector<ByteRange>>;

TEST(ByteRanges, OfAFileOfTenBytes) {
  const auto of = [](const char* value) { return parse_ranges(value, 10); };
  EXPECT_EQ(of("bytes=0-0"), (Ranges{{{0, 1}}}));
  EXPECT_EQ(of("bytes=2-5"), (Ranges{{{2, 4}}}));
  EXPECT_EQ(of("bytes=2-"), (Ranges{{{2, 8}}}));
  EXPECT_EQ(of("bytes=2-99"), (Ranges{{{2, 8}}}));
  EXPECT_EQ(of("bytes=-3"), (Ranges{{{7, 3}}}));
  EXPECT_EQ(of("bytes=-99"), (Ranges{{{0, 10}}}));
  EXPECT_EQ(of("Bytes=0-1, 4-5,,-1"), (Ranges{{{0, 2}, {4, 2}, {9, 1}}}));
  EXPECT_EQ(of("bytes=0-1,20-"), (Ranges{{{0, 2}}}));
  EXPECT_EQ(of("bytes=0-18446744073709551615"), Ranges());
  EXPECT_EQ(of("bytes=0-9999999999999999999"), (Ranges{{{0, 10}}}));
}

TEST(ByteRanges, NoneExists) {
  EXPECT_EQ(parse_ranges("bytes=10-", 10), (Ranges{std::vector<ByteRange>()}));
  EXPECT_EQ(parse_ranges("bytes=-0", 10), (Ranges{std::vector<ByteRange>()}));
  EXPECT_EQ(parse_ranges("bytes=0-", 0), (Ranges{std::vector<ByteRange>()}));
}

TEST(ByteRanges, AreIgnored) {
  for (const char* value :
       {"", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=5-2", "bytes=a-b",
        "bytes=1 -2", "bytes=+1-2", "lines=1-2", "bytes=0-9,0-9",
        "bytes=0-5,5-9", "bytes 0-1"}) {
    EXPECT_EQ(parse_ranges(value, 10), Ranges()) << value;
  }
  std::string many = "bytes=0-0";
  for (int i = 1; i < 30; ++i) {
    many += "," + std::to_string(2 * i) + "-" + std::to_string(2 * i);
  }
  EXPECT_EQ(parse_ranges(many, 1000), Ranges());
}

}  // namespace
}  // namespace gfetch::http::server
