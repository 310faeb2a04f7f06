// Every public member of the engine in every place that is special.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/fiber/places/run.h"
#include "tests/engine/fiber/places/table.h"

namespace gfetch::places {
namespace {

struct Case {
  std::shared_ptr<const Row> row;
  Place place;
};

void PrintTo(const Case& each, std::ostream* out) {
  *out << each.row->member << " " << names_of_places().at(each.place);
}

std::vector<Case> cases(const std::vector<Row>& rows) {
  std::vector<Case> all;
  for (const Row& each : rows) {
    const auto row = std::make_shared<const Row>(each);
    for (const auto& [place, name] : names_of_places()) {
      if (row->expected(place) != kImpossible) all.push_back({row, place});
    }
  }
  return all;
}

/// Returns `member` as a part of the name of a test.
std::string identifier(const std::string& member) {
  static const std::map<char, std::string> words = {
      {'=', "Equal"},   {'*', "Star"}, {'-', "Minus"},
      {'>', "Greater"}, {'+', "Plus"}, {'~', "end_"},
      {'<', "Less"},    {':', "_"},    {' ', "_"}};
  std::string name;
  for (const char c : member) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += c;
    } else if (const auto word = words.find(c); word != words.end()) {
      const bool again = word->second == "_" && name.ends_with('_');
      if (!again) name += word->second;
    }
  }
  return name;
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  return identifier(info.param.row->member) + "_" +
         names_of_places().at(info.param.place);
}

class PlacesTest : public ::testing::TestWithParam<Case> {};

TEST_P(PlacesTest, ComesOut) {
  const auto& [row, place] = GetParam();
  EXPECT_EQ(run(*row, place), row->expected(place));
}

#define PLACES(suite, rows)                   \
  INSTANTIATE_TEST_SUITE_P(suite, PlacesTest, \
                           ::testing::ValuesIn(cases(rows)), name_of)

PLACES(Actor, actor_rows());
PLACES(AsyncResult, async_result_rows());
PLACES(Channel, channel_rows());
PLACES(Clock, clock_rows());
PLACES(Continulet, continulet_rows());
PLACES(Event, event_rows());
PLACES(Fiber, fiber_rows());
PLACES(Fibers, fibers_rows());
PLACES(Greenlet, greenlet_rows());
PLACES(Group, group_rows());
PLACES(Hub, hub_rows());
PLACES(Imap, imap_rows());
PLACES(Io, io_rows());
PLACES(Local, local_rows());
PLACES(Pool, pool_rows());
PLACES(Queue, queue_rows());
PLACES(Reach, reach_rows());
PLACES(Runnable, runnable_rows());
PLACES(Semaphore, semaphore_rows());
PLACES(Signal, signal_rows());
PLACES(ThreadQueue, thread_queue_rows());
PLACES(Timeout, timeout_rows());
PLACES(Wait, wait_rows());

std::vector<Row> all_rows() {
  std::vector<Row> all;
  append(all, actor_rows());
  append(all, async_result_rows());
  append(all, channel_rows());
  append(all, clock_rows());
  append(all, continulet_rows());
  append(all, event_rows());
  append(all, fiber_rows());
  append(all, fibers_rows());
  append(all, greenlet_rows());
  append(all, group_rows());
  append(all, hub_rows());
  append(all, imap_rows());
  append(all, io_rows());
  append(all, local_rows());
  append(all, pool_rows());
  append(all, queue_rows());
  append(all, reach_rows());
  append(all, runnable_rows());
  append(all, semaphore_rows());
  append(all, signal_rows());
  append(all, thread_queue_rows());
  append(all, timeout_rows());
  append(all, wait_rows());
  return all;
}

/// A member of a public header, and the number of its overloads.
struct Member {
  std::string name;
  std::size_t overloads;
};

const std::vector<Member>& declared_members() {
  static const std::vector<Member> members = {
#include "members.inc"
  };
  return members;
}

/// Returns the member of a row, without the words that tell it from others.
std::string member_of(const Row& row) {
  const std::size_t space = row.member.find(" (");
  return row.member.substr(0, space);
}

TEST(MembersTest, EachMemberOfTheHeadersHasARowForEachOverload) {
  std::map<std::string, std::size_t> rows;
  for (const Row& row : all_rows()) ++rows[member_of(row)];
  for (const Member& member : declared_members()) {
    EXPECT_GE(rows[member.name], member.overloads)
        << member.name << " has too few rows in tests/engine/fiber/places";
  }
}

TEST(MembersTest, EachRowIsOfAMemberOfTheHeaders) {
  std::set<std::string> declared;
  for (const Member& member : declared_members()) declared.insert(member.name);
  for (const Row& row : all_rows()) {
    std::string name = member_of(row);
    // A class without a declared destructor has one all the same.
    if (const std::size_t end = name.find("::~"); end != std::string::npos) {
      name = name.substr(0, end) + "::" + name.substr(end + 3);
    }
    EXPECT_TRUE(declared.contains(name)) << name << " is in no public header";
  }
}

TEST(MembersTest, EachRowHasANameOfItsOwn) {
  std::set<std::string> names;
  for (const Row& row : all_rows()) {
    EXPECT_TRUE(names.insert(row.member).second) << row.member;
  }
}

}  // namespace
}  // namespace gfetch::places
