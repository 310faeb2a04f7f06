#include "engine/http_server/src/preconditions.h"

#include <gtest/gtest.h>

namespace gfetch::http::server {
namespace {

constexpr const char* kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr const char* kLater = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr Validators kNow{"\"a,b\"", 784'111'777};

Verdict of(const ConditionFields& fields) {
  return evaluate(fields, kNow);
}

TEST(Preconditions, WithoutOnesRangesApply) {
  EXPECT_EQ(of({}), Verdict::kRanges);
}

TEST(Preconditions, IfNoneMatch) {
  for (const char* tag : {"\"a,b\"", "W/\"a,b\"", "*", "\"x\", \"a,b\"",
                          "\"x\",W/\"a,b\"", " \"a,b\" "}) {
    EXPECT_EQ(of({.if_none_match = tag}), Verdict::kNotModified) << tag;
  }
  for (const char* tag : {"\"x\"", "", "a,b", "\"a\", \"b\"", "\"a,b"}) {
    EXPECT_EQ(of({.if_none_match = tag}), Verdict::kRanges) << tag;
  }
  // It outweighs the date (RFC 9110, 13.1.3).
  EXPECT_EQ(of({.if_none_match = "\"x\"", .if_modified_since = kDate}),
            Verdict::kRanges);
}

TEST(Preconditions, IfModifiedSince) {
  EXPECT_EQ(of({.if_modified_since = kDate}), Verdict::kNotModified);
  EXPECT_EQ(of({.if_modified_since = kLater}), Verdict::kNotModified);
  EXPECT_EQ(of({.if_modified_since = kEarlier}), Verdict::kRanges);
  EXPECT_EQ(of({.if_modified_since = "yesterday"}), Verdict::kRanges);
}

TEST(Preconditions, IfMatch) {
  EXPECT_EQ(of({.if_match = "\"a,b\""}), Verdict::kRanges);
  EXPECT_EQ(of({.if_match = "*"}), Verdict::kRanges);
  EXPECT_EQ(of({.if_match = "W/\"a,b\""}), Verdict::kFailed);
  EXPECT_EQ(of({.if_match = "\"x\""}), Verdict::kFailed);
  EXPECT_EQ(of({.if_match = "\"a,b\"", .if_unmodified_since = kEarlier}),
            Verdict::kRanges);
  EXPECT_EQ(of({.if_match = "\"x\"", .if_none_match = "\"a,b\""}),
            Verdict::kFailed);
}

TEST(Preconditions, IfUnmodifiedSince) {
  EXPECT_EQ(of({.if_unmodified_since = kDate}), Verdict::kRanges);
  EXPECT_EQ(of({.if_unmodified_since = kEarlier}), Verdict::kFailed);
  EXPECT_EQ(of({.if_unmodified_since = "x"}), Verdict::kRanges);
}

TEST(Preconditions, IfRange) {
  EXPECT_EQ(of({.if_range = "\"a,b\""}), Verdict::kRanges);
  EXPECT_EQ(of({.if_range = "W/\"a,b\""}), Verdict::kWhole);
  EXPECT_EQ(of({.if_range = "\"x\""}), Verdict::kWhole);
  EXPECT_EQ(of({.if_range = kDate}), Verdict::kRanges);
  EXPECT_EQ(of({.if_range = kLater}), Verdict::kWhole);
  EXPECT_EQ(of({.if_range = "x"}), Verdict::kWhole);
}

}  // namespace
}  // namespace gfetch::http::server
