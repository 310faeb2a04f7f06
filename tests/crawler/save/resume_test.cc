#include "crawler/save/resume.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gfetch::save {
namespace {

using Headers = std::vector<http::Header>;

TEST(OriginOf, TakesAStrongEtag) {
  const auto origin = origin_of({{"ETag", "\"a\""}, {"Content-Length", "10"}});
  EXPECT_EQ(origin, (PartOrigin{"\"a\"", 10}));
  EXPECT_EQ(origin_of({{"etag", "\"a\""}}), (PartOrigin{"\"a\"", {}}));
}

TEST(OriginOf, TakesALastModifiedThatHasSettled) {
  const http::Header date{"Date", "Sat, 21 Nov 2026 12:00:05 GMT"};
  const std::string before = "Sat, 21 Nov 2026 12:00:04 GMT";
  EXPECT_EQ(origin_of({{"Last-Modified", before}, date}),
            (PartOrigin{before, {}}));
  EXPECT_EQ(origin_of({{"ETag", "W/\"a\""}, {"Last-Modified", before}, date}),
            (PartOrigin{before, {}}));
  EXPECT_FALSE(origin_of({{"Last-Modified", date.value}, date}));
  EXPECT_FALSE(origin_of({{"Last-Modified", before}}));
  EXPECT_FALSE(origin_of({{"Last-Modified", "yesterday"}, date}));
}

TEST(OriginOf, IsNothingWithoutAValidatorOrOfACodedBody) {
  EXPECT_FALSE(origin_of({}));
  EXPECT_FALSE(origin_of({{"ETag", "W/\"a\""}}));
  EXPECT_FALSE(origin_of({{"ETag", "a"}}));
  EXPECT_FALSE(origin_of({{"ETag", "\"a\""}, {"Content-Encoding", "gzip"}}));
}

TEST(PartOrigin, IsKeptAsText) {
  for (const PartOrigin& origin :
       {PartOrigin{"\"a b\"", 10}, PartOrigin{"Sat, 21 Nov 2026", {}}}) {
    EXPECT_EQ(parse_part_origin(text_of(origin)), origin);
  }
}

TEST(PartOrigin, IsNotReadFromOtherText) {
  for (const char* text : {"", "\n", "length 10\n", "validator \n", "noise"}) {
    EXPECT_FALSE(parse_part_origin(text)) << text;
  }
  EXPECT_FALSE(parse_part_origin(std::string_view("validator a\rX: y\n")));
  EXPECT_FALSE(parse_part_origin(std::string_view("validator a\0b\n", 14)));
}

TEST(ParseContentRange, ReadsBytes) {
  const auto range = parse_content_range("Bytes 5-9/10");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 5U);
  EXPECT_EQ(range->last, 9U);
  EXPECT_EQ(range->total, 10U);
  EXPECT_FALSE(parse_content_range("bytes 5-9/*")->total);
}

TEST(ParseContentRange, RefusesTheRest) {
  for (const char* value :
       {"", "bytes", "bytes */10", "bytes 5-4/10", "bytes 5-10/10", "5-9/10",
        "bytes 5-9", "bytes -9/10", "bytes 5-9/x", "items 5-9/10",
        "bytes 5-99999999999999999999/*"}) {
    EXPECT_FALSE(parse_content_range(value)) << value;
  }
}

struct RestCase {
  const char* name;
  Headers headers;
  bool continues;
};

class Rest : public testing::TestWithParam<RestCase> {};

TEST_P(Rest, ContinuesOnlyWhatItIsTheRestOf) {
  EXPECT_EQ(continues(GetParam().headers, {"\"a\"", 10}, 5),
            GetParam().continues);
}

INSTANTIATE_TEST_SUITE_P(
    Case, Rest,
    testing::Values(
        RestCase{"Fits", {{"Content-Range", "bytes 5-9/10"}}, true},
        RestCase{"UnknownLength", {{"Content-Range", "bytes 5-9/*"}}, true},
        RestCase{"SameEtag",
                 {{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"a\""}},
                 true},
        RestCase{"OtherEtag",
                 {{"Content-Range", "bytes 5-9/10"}, {"ETag", "\"b\""}},
                 false},
        RestCase{"OtherStart", {{"Content-Range", "bytes 4-9/10"}}, false},
        RestCase{"NotToTheEnd", {{"Content-Range", "bytes 5-8/10"}}, false},
        RestCase{"OtherLength", {{"Content-Range", "bytes 5-11/12"}}, false},
        RestCase{"NoRange", {}, false},
        RestCase{
            "Coded",
            {{"Content-Range", "bytes 5-9/10"}, {"Content-Encoding", "gzip"}},
            false}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gfetch::save
