#include "crawler/crawl/visit/unvisited.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace gfetch::crawl {
namespace {

Candidate candidate() {
  Candidate candidate;
  candidate.url = *web::parse_http_url("http://me:secret@a/");
  candidate.id = "7";
  candidate.depth = 2;
  return candidate;
}

TEST(Unvisited, ABadLineIsAFailedRecord) {
  const Visit visit =
      visit_of(BadLine{.text = "x y",
                       .id = "7",
                       .input = "list:3",
                       .error = {ErrorKind::kBadUrl, "no URL"}});
  EXPECT_EQ(visit.outcome, Outcome::kFailed);
  EXPECT_EQ(visit.url, "x y");
  EXPECT_EQ(visit.id, "7");
  EXPECT_EQ(visit.input, "list:3");
  EXPECT_EQ(visit.error->kind, ErrorKind::kBadUrl);
}

TEST(Unvisited, ACandidateIsUnfinishedAndShowsNoPassword) {
  const Visit visit = unfinished_visit(candidate(), "GET");
  EXPECT_EQ(visit.outcome, Outcome::kUnfinished);
  EXPECT_EQ(visit.url.find("secret"), std::string::npos);
  EXPECT_EQ(visit.id, "7");
  EXPECT_EQ(visit.depth, 2);
  EXPECT_EQ(visit.method, "GET");
}

TEST(Unvisited, ALineHasItsOwnMethodAndALinkThatIsOnlyTriedIsAskedByHead) {
  Candidate own = candidate();
  RequestOverrides put;
  put.method = "PUT";
  own.overrides = std::make_shared<const RequestOverrides>(std::move(put));
  EXPECT_EQ(unfinished_visit(own, "GET").method, "PUT");
  Candidate tried = candidate();
  tried.purpose = Purpose::kCheck;
  EXPECT_EQ(unfinished_visit(tried, "GET").method, "HEAD");
}

TEST(Unvisited, WhatIsSkippedSaysWhy) {
  const Visit visit =
      skipped_visit(candidate(), "GET", {SkipReason::kDuplicate, "met before"});
  EXPECT_EQ(visit.outcome, Outcome::kSkipped);
  EXPECT_FALSE(visit.ok);
  EXPECT_EQ(visit.reason, "duplicate");
  EXPECT_EQ(visit.explanation, "met before");
}

TEST(Unvisited, SkippingAVisitForgetsItsError) {
  Visit visit = visit_of(BadLine{"x y", {}, {}, {ErrorKind::kBadUrl, ""}});
  skip(visit, {SkipReason::kOutOfScope, {}});
  EXPECT_FALSE(visit.error);
  EXPECT_EQ(visit.outcome, Outcome::kSkipped);
}

}  // namespace
}  // namespace gfetch::crawl
