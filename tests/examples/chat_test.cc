// The chat of examples/seeds, without its web server and on a virtual clock.
#include "examples/seeds/chat/chat.h"

#include <string>
#include <vector>

#include "examples/seeds/chat/pages.h"
#include "gfetch/fiber/timeout.h"
#include "tests/engine/fiber/hub_fixture.h"

namespace chat {
namespace {

using namespace std::chrono_literals;

class ChatTest : public gfetch::HubTest {
 protected:
  static std::vector<std::string> texts(const std::vector<Message>& messages) {
    std::vector<std::string> all;
    for (const Message& each : messages) {
      const char* verb = each.kind == Kind::kCame   ? " came"
                         : each.kind == Kind::kLeft ? " left"
                                                    : ": ";
      all.push_back(each.user + verb + each.text);
    }
    return all;
  }
  using Texts = std::vector<std::string>;

  Limits limits_;
  Room room_{limits_};
};

TEST_F(ChatTest, APollReturnsWhatIsNew) {
  EXPECT_TRUE(room_.join("ann"));
  EXPECT_TRUE(room_.say("ann", "hello"));
  EXPECT_EQ(texts(room_.poll("ann", 0, 10s)),
            (Texts{"ann came", "ann: hello"}));
  EXPECT_EQ(texts(room_.poll("ann", 1, 10s)), Texts{"ann: hello"});
  EXPECT_EQ(elapsed_ms(), 0);
}

TEST_F(ChatTest, APollWaitsForNewsAndEndsWithoutAny) {
  room_.join("ann");
  room_.join("ben");
  gfetch::spawn_later(3s, [this] { room_.say("ben", "hello"); });
  EXPECT_EQ(texts(room_.poll("ann", 2, 10s)), Texts{"ben: hello"});
  EXPECT_EQ(elapsed_ms(), 3000);
  EXPECT_EQ(texts(room_.poll("ann", 3, 10s)), Texts{});
  EXPECT_EQ(elapsed_ms(), 13'000);
}

TEST_F(ChatTest, AllWhoPollGetEachMessage) {
  room_.join("ann");
  const auto first =
      gfetch::spawn([this] { return room_.poll("ann", 1, 10s); });
  const auto second =
      gfetch::spawn([this] { return room_.poll("ann", 1, 10s); });
  gfetch::yield();
  room_.say("ann", "hello");
  EXPECT_EQ(texts(first.get()), Texts{"ann: hello"});
  EXPECT_EQ(texts(second.get()), Texts{"ann: hello"});
}

TEST_F(ChatTest, TheBacklogHasTwentyFive) {
  room_.join("ann");
  for (int i = 1; i <= 30; ++i) {
    room_.say("ann", std::to_string(i));
    gfetch::sleep_for(1s);
  }
  EXPECT_EQ(room_.backlog().size(), 25U);
  EXPECT_EQ(room_.backlog().front().text, "6");
  EXPECT_EQ(room_.backlog().back().number, room_.last_number());
  EXPECT_EQ(room_.backlog(1000).size(), 31U);
}

TEST_F(ChatTest, KeepsALimitedNumberOfMessages) {
  limits_.kept = 3;
  room_.join("ann");
  for (int i = 1; i <= 5; ++i) room_.say("ann", std::to_string(i));
  EXPECT_EQ(texts(room_.poll("ann", 0, 10s)),
            (Texts{"ann: 3", "ann: 4", "ann: 5"}));
}

TEST_F(ChatTest, WhoDoesNotPollLeaves) {
  room_.join("ann");
  room_.join("ben");
  room_.remove_absent();
  EXPECT_EQ(room_.users(), (Texts{"ann", "ben"}));
  const auto polls = gfetch::spawn([this] { room_.poll("ann", 9, 20s); });
  gfetch::sleep_for(16s);
  room_.remove_absent();
  EXPECT_EQ(room_.users(), Texts{"ann"});
  EXPECT_FALSE(room_.has("ben"));
  EXPECT_EQ(texts(room_.backlog(1)), Texts{"ben left"});
  polls.join();
}

TEST_F(ChatTest, APollThatIsKilledIsOver) {
  room_.join("ann");
  const auto poll = gfetch::spawn([this] { room_.poll("ann", 9, 1h); });
  gfetch::yield();
  poll.kill();
  gfetch::sleep_for(16s);
  room_.remove_absent();
  EXPECT_EQ(room_.users(), Texts{});
}

TEST_F(ChatTest, HasLimits) {
  limits_.users = 1;
  EXPECT_TRUE(room_.join("ann"));
  EXPECT_TRUE(room_.join("ann"));
  EXPECT_FALSE(room_.join("ben"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(room_.say("ann", "again"));
  EXPECT_FALSE(room_.say("ann", "too much"));
  gfetch::sleep_for(1s);
  EXPECT_TRUE(room_.say("ann", "after a while"));
}

TEST(ChatNameTest, IsReadable) {
  for (const char* name : {"a", "Ann", "<img src=x>", "..", "J\xC3\xB6rg",
                           "\xF0\x9F\x98\x80", "12345"}) {
    EXPECT_TRUE(is_name(name, 11)) << name;
  }
  for (const char* name : {"", " ", "a\n", "\x7F", "\xFF", "\xC3", "\xC3(",
                           "\xC0\x80", "a\xE2\x82", "123456789012"}) {
    EXPECT_FALSE(is_name(name, 11)) << name;
  }
}

TEST(ChatPagesTest, WhatUsersTypeStaysText) {
  const std::string hostile = "</li><script>'\"&";
  const std::string page =
      room_page({.name = hostile,
                 .user = hostile,
                 .users = {hostile},
                 .messages = {{1, Kind::kSaid, hostile, hostile}}});
  EXPECT_EQ(page.find("<script>"), page.npos);
  EXPECT_EQ(page.find(hostile), page.npos);
  EXPECT_EQ(path_part("a/b?c#d%.."), "a%2Fb%3Fc%23d%25%2E%2E");
}

}  // namespace
}  // namespace chat
