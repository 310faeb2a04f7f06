#include "gfetch/report/compare.h"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(Compare, TellsTheCostOfAPart) {
  EXPECT_EQ(cost_line(1247ms), "Cost time: 1.247s\n");
}

TEST(Compare, TellsTheSpeedUp) {
  EXPECT_EQ(comparison_text({{{1247ms}}, {{235ms}}, 64}),
            "Speed-up: 5.3x (64 at a time)\n");
}

TEST(Compare, ExplainsTheTimeOfAPart) {
  RunWaits waits;
  waits.add(100ms);
  waits.add(131ms);
  waits.add(20ms);
  waits.idle_share = 0.957;
  EXPECT_EQ(waits_line(waits),
            "3 waits: 0.251s in all, the longest 0.131s; waited 96 % of the "
            "time, computed 4 %\n");
}

TEST(Compare, ExplainsAPartWithoutAnyWait) {
  EXPECT_EQ(waits_line({}),
            "0 waits: 0.000s in all, the longest 0.000s; waited 0 % of the "
            "time, computed 100 %\n");
}

TEST(Compare, ThePartsOfTheObjectHoldTheirWaits) {
  const json object = json::parse(comparison_json(
      {{{1250ms}, {2, 1240ms, 700ms, 0.97}}, {{250ms}}, 64}, "[]\n", "[]\n"));
  EXPECT_EQ(object["synchronous"]["waits"],
            (json{{"sum", 1.24}, {"longest", 0.7}, {"idle", 0.97}}));
  EXPECT_FALSE(object["asynchronous"].contains("waits"));
}

TEST(Compare, TellsMediansAndTheirSpread) {
  EXPECT_EQ(
      comparison_text({{{1300ms, 1200ms, 1250ms}}, {{240ms, 250ms, 260ms}}, 8}),
      "Median of 3: synchronous 1.250s (1.200s to 1.300s), "
      "asynchronous 0.250s (0.240s to 0.260s)\n"
      "Speed-up: 5.0x (8 at a time)\n");
}

TEST(Compare, TakesTheMiddleOfAnEvenNumber) {
  EXPECT_EQ((ComparedRuns{{4s, 1s, 2s, 3s}}.median()), 2500ms);
}

TEST(Compare, OfNoTimeAtAllIsNoSpeedUp) {
  EXPECT_EQ((Comparison{{{0s}}, {{0s}}, 1}.speed_up()), 1);
}

TEST(Compare, PrintsOneObject) {
  const json object = json::parse(comparison_json(
      {{{1250ms}}, {{250ms}}, 64}, "[\n{\"url\":\"a\"}\n]\n", "[]\n"));
  EXPECT_EQ(
      object,
      (json{{"synchronous", {{"seconds", 1.25}, {"records", {{{"url", "a"}}}}}},
            {"asynchronous", {{"seconds", 0.25}, {"records", json::array()}}},
            {"speedup", 5.0},
            {"concurrency", 64}}));
}

TEST(Compare, ListsTheRunsWhenThereWereSeveral) {
  const json object = json::parse(
      comparison_json({{{2s, 1s, 3s}}, {{1s, 1s, 1s}}, 2}, "[]\n", "[]\n"));
  EXPECT_EQ(object["synchronous"]["seconds"], 2.0);
  EXPECT_EQ(object["synchronous"]["runs"], (json{2.0, 1.0, 3.0}));
}

}  // namespace
}  // namespace gfetch::report
