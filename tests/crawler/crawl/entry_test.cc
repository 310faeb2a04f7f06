#include "crawl/frontier/entry.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

namespace gfetch::crawl {
namespace {

using enum EntryState;

constexpr std::array kStates = {kUnused, kQueued, kLeased, kParked, kResumable};

TEST(EntryTest, ChangesStateAlongTheArrowsOfItsDrawingAlone) {
  const std::map<EntryState, std::set<EntryState>> arrows = {
      {kUnused, {kQueued}},
      {kQueued, {kLeased, kUnused}},
      {kLeased, {kUnused, kQueued, kParked}},
      {kParked, {kResumable}},
      {kResumable, {kLeased, kUnused}}};
  for (const EntryState from : kStates) {
    for (const EntryState to : kStates) {
      EXPECT_EQ(may_follow(from, to), arrows.at(from).contains(to))
          << static_cast<int>(from) << " to " << static_cast<int>(to);
    }
  }
}

TEST(EntryTest, BeginsUnusedAndKeepsItsState) {
  Entry entry;
  EXPECT_EQ(entry.state(), kUnused);
  entry.become(kQueued);
  entry.become(kLeased);
  EXPECT_EQ(entry.state(), kLeased);
}

#ifndef NDEBUG
TEST(EntryDeathTest, AssertsThatAChangeOfStateIsValid) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Entry().become(kLeased), "may_follow");
}
#endif

}  // namespace
}  // namespace gfetch::crawl
