// Tests of DNS rebinding: names whose IP address is public at the first query
// and private at a later one.
#include "tests/e2e/e2e.h"
#include "tests/support/dns_server.h"
#include "tests/support/own_network.h"

namespace gfetch::test {
namespace {

constexpr auto kPublic = "93.184.216.34";
/// After this delay a name is resolved again: gfetch caches it for a second,
/// whatever its TTL.
constexpr auto kAnew = "1200ms";
constexpr auto kSilent = "93.184.216.35";  // an address without a server

/// Two servers with the same port, one with a public and one with a private
/// address, and a server that redirects to them by name.
struct Story {
  TestServer outside{kPublic};
  TestServer inside{"127.0.0.1", outside.port()};
  TestServer start{"127.0.0.1"};
  DnsServer dns;

  /// Makes `times` successive visits that are redirected to `name`, and returns
  /// their records.
  std::vector<Json> visit(const std::string& name, int times,
                          std::vector<std::string> args = {}) {
    start.on("/from", redirects(outside.url("/to", name)));
    args.insert(args.end(), {"--mode", "sync", "--dns-servers", dns.address(),
                             "--connect-timeout", "5"});
    for (int i = 0; i < times; ++i)
      args.push_back(start.url("/from?" + std::to_string(i)));
    return fetch(std::move(args)).records();
  }
};

class Rebinding : public testing::Test {
 protected:
  void SetUp() override {
    if (!own_network_available())
      GTEST_SKIP() << "this system gives us no network of our own";
  }

  static void tell(void (*story)(Story&)) {
    EXPECT_EXIT(in_own_network({kPublic, kSilent},
                               [story] {
                                 Story world;
                                 story(world);
                                 EXPECT_EQ(world.inside.connections(), 0);
                                 return !HasFailure();
                               }),
                testing::ExitedWithCode(0), "");
  }
};

TEST_F(Rebinding, T22_AnAnswerThatTurnsPrivateIsRefused) {
  tell([](Story& world) {
    world.dns.answer_in_turn("flip.test",
                             {{.addresses = {kPublic}, .ttl = 0},
                              {.addresses = {"127.0.0.1"}, .ttl = 0}});
    const auto records = world.visit("flip.test", 2, {"--delay", kAnew});
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0]["remote_ip"].text(), kPublic) << records[0];
    EXPECT_EQ(records[1]["error_kind"].text(), "private_address") << records[1];
  });
}

TEST_F(Rebinding, X12_TheLookupOfACrawlIsAFirstAnswer) {
  tell([](Story& world) {
    // The names share an address, so the second one waits for its turn.
    world.dns.answer_in_turn("first.test",
                             {{.addresses = {kPublic}, .ttl = 0}});
    world.dns.answer_in_turn("flip.test",
                             {{.addresses = {kPublic}, .ttl = 0},
                              {.addresses = {"127.0.0.1"}, .ttl = 0}});
    const auto records =
        gfetch({"crawl", "-q", "-f", "jsonl", "--robots", "ignore", "--delay",
                "1.5", "--host-concurrency", "1", "--retry", "0",
                "--dns-servers", world.dns.address(),
                world.outside.url("/a", "first.test"),
                world.outside.url("/b", "flip.test")})
            .records();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1]["reason"].text(), "private_address") << records[1];
  });
}

TEST_F(Rebinding, T22_ItIsRefusedInARetryToo) {
  tell([](Story& world) {
    world.dns.answer_in_turn("flip.test",
                             {{.addresses = {kPublic}, .ttl = 0},
                              {.addresses = {"127.0.0.1"}, .ttl = 0}});
    world.outside.on("/to", replies(503, "", {{"Retry-After", "2"}}));
    const auto records = world.visit("flip.test", 1, {"--retry", "1"});
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0]["error_kind"].text(), "private_address") << records[0];
    EXPECT_EQ(world.outside.seen("/to").size(), 1U);
  });
}

TEST_F(Rebinding, X12_ANameOfTheUserMayNotTurnPrivate) {
  tell([](Story& world) {
    for (const char* name : {"flip.test", "retried.test", "crawled.test"}) {
      world.dns.answer_in_turn(name, {{.addresses = {kPublic}, .ttl = 0},
                                      {.addresses = {"127.0.0.1"}, .ttl = 0}});
    }
    world.outside.on("/flaky", replies(503, "", {{"Retry-After", "2"}}));
    const std::vector<std::string> args{"--dns-servers", world.dns.address(),
                                        "--connect-timeout", "5"};
    const auto run = [&](std::vector<std::string> more) {
      more.insert(more.end(), args.begin(), args.end());
      return fetch(std::move(more));
    };
    const Finished listed = run({"--mode", "sync", "--delay", kAnew,
                                 world.outside.url("/1", "flip.test"),
                                 world.outside.url("/2", "flip.test")});
    EXPECT_EQ(listed.record_of("/1")["remote_ip"].text(), kPublic) << listed;
    EXPECT_EQ(listed.record_of("/2")["error_kind"].text(), "private_address")
        << listed;
    const Finished retried =
        run({"--retry", "1", world.outside.url("/flaky", "retried.test")});
    EXPECT_EQ(only_record(retried)["error_kind"].text(), "private_address")
        << retried;
    world.outside.on("/robots.txt", replies(200, ""));
    const Finished crawled =
        gfetch({"crawl", "-q", "-f", "jsonl", "--delay", kAnew, "--dns-servers",
                world.dns.address(), world.outside.url("/3", "crawled.test")});
    EXPECT_EQ(only_record(crawled)["reason"].text(), "private_address")
        << crawled;
  });
}

TEST_F(Rebinding, X12_ANameThatWasPrivateAtFirstMayStayPrivate) {
  tell([](Story& world) {
    world.dns.answer_in_turn(
        "home.test", {{.addresses = {"127.0.0.1"}, .ttl = 0},
                      {.addresses = {"127.0.0.2", "127.0.0.1"}, .ttl = 0}});
    world.dns.answer_in_turn("both.test",
                             {{.addresses = {kSilent, "127.0.0.1"}, .ttl = 0},
                              {.addresses = {"127.0.0.1"}, .ttl = 0}});
    for (const char* name : {"home.test", "both.test"}) {
      const Finished finished =
          fetch({"--mode", "sync", "--delay", kAnew, "--dns-servers",
                 world.dns.address(), world.start.url("/1", name),
                 world.start.url("/2", name)});
      EXPECT_EQ(finished.exit_code, 0) << name << finished;
    }
  });
}

TEST_F(Rebinding, T22_OfManyAddressesThePublicOnesAreUsed) {
  tell([](Story& world) {
    world.dns.answer("mixed.test",
                     {.addresses = {"127.0.0.1", "10.0.0.1", kPublic}});
    world.dns.answer("dead.test", {.addresses = {"127.0.0.1", kSilent}});
    const auto mixed = world.visit("mixed.test", 1);
    ASSERT_EQ(mixed.size(), 1U);
    EXPECT_EQ(mixed[0]["remote_ip"].text(), kPublic) << mixed[0];
    const auto dead = world.visit("dead.test", 1);
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0]["error_kind"].text(), "connect_refused") << dead[0];
  });
}

TEST_F(Rebinding, T22_AWarmConnectionToThePrivateHostIsNoWayRound) {
  tell([](Story& world) {
    // A host that the user named may have a private address, and its connection
    // is reused.
    world.dns.answer("named.test", {.addresses = {"127.0.0.1"}});
    world.start.on("/from", redirects(world.start.url("/to", "named.test")));
    const Finished finished =
        fetch({"--mode", "sync", "--dns-servers", world.dns.address(),
               world.start.url("/ok", "named.test"), world.start.url("/from")});
    EXPECT_EQ(finished.record_of("/ok")["status_code"].number(), 200)
        << finished;
    EXPECT_EQ(finished.record_of("/from")["error_kind"].text(),
              "private_address")
        << finished;
    EXPECT_TRUE(world.start.seen("/to").empty());
  });
}

}  // namespace
}  // namespace gfetch::test
