// Synchronous and asynchronous, and the manners of both, as the server sees.
#include <memory>

#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"

namespace gfetch::test {
namespace {

class Concurrency : public testing::Test {
 protected:
  TestServer server_;
};

TEST_F(Concurrency, SyncAsksOneAfterTheOtherInOrder) {
  server_.on("/*", waits(20ms));
  const Finished finished =
      fetch({"--mode", "sync"}, {.input = url_list(server_, 10)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.most_at_once(), 1);
  const auto seen = server_.seen();
  ASSERT_EQ(seen.size(), 10U);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(seen[static_cast<std::size_t>(i)].target,
              "/" + std::to_string(i + 1));
}

TEST_F(Concurrency, AsyncHasManyInFlight) {
  server_.on("/*", waits(500ms));
  const Finished finished =
      fetch({"--mode", "async", "-c", "32", "--host-concurrency", "32"},
            {.input = url_list(server_, 32)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GT(server_.most_at_once(), 8);
}

TEST_F(Concurrency, TheWholeRunKeepsToItsLimit) {
  TestServer everywhere("0.0.0.0");
  everywhere.on("/*", waits(50ms));
  std::string list;
  for (int i = 1; i <= 30; ++i)
    list += everywhere.url("/", "127.0.1." + std::to_string(i)) + "\n";
  const Finished finished = fetch({"-c", "5"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_LE(everywhere.most_at_once(), 5);
  EXPECT_GE(everywhere.most_at_once(), 2);
}

TEST_F(Concurrency, EachHostKeepsToItsLimit) {
  server_.on("/*", waits(50ms));
  const Finished finished = fetch({"-c", "20", "--host-concurrency", "3"},
                                  {.input = url_list(server_, 15)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_LE(server_.most_at_once(), 3);
  EXPECT_GE(server_.most_at_once(), 2);
}

TEST_F(Concurrency, AHostGetsEightAtATimeUnlessToldOtherwise) {
  server_.on("/*", waits(200ms));
  fetch({}, {.input = url_list(server_, 24)});
  EXPECT_LE(server_.most_at_once(), 8);
  EXPECT_GE(server_.most_at_once(), 4);
}

TEST_F(Concurrency, AHostsUrlsShareItsWarmConnections) {
  const Finished finished =
      fetch({"--host-concurrency", "2"}, {.input = url_list(server_, 50)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_LE(server_.connections(), 2);
}

TEST_F(Concurrency, DelayHoldsBetweenTwoRequestsToAHost) {
  const Finished finished =
      fetch({"--delay", "200ms"}, {.input = url_list(server_, 6)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GE(finished.elapsed, 1s);
}

TEST_F(Concurrency, DelayIsForEachHostAlone) {
  TestServer everywhere("0.0.0.0");
  std::string list;
  for (int i = 1; i <= 20; ++i)
    list += everywhere.url("/", "127.0.2." + std::to_string(i)) + "\n";
  // One after the other they would take twenty times an hour.
  const Finished finished = fetch({"--delay", "1h"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(everywhere.seen().size(), 20U);
}

TEST_F(Concurrency, RateHoldsForTheWholeRun) {
  TestServer everywhere("0.0.0.0");
  std::string list;
  for (int i = 1; i <= 21; ++i)
    list += everywhere.url("/", "127.0.3." + std::to_string(i)) + "\n";
  const Finished finished = fetch({"--rate", "20/s"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GE(finished.elapsed, 900ms);
}

TEST_F(Concurrency, HostRateHoldsForEachHost) {
  TestServer everywhere("0.0.0.0");
  std::string list;
  for (int i = 1; i <= 10; ++i)
    for (const char* host : {"127.0.4.1", "127.0.4.2"})
      list += everywhere.url("/" + std::to_string(i), host) + "\n";
  const Finished finished = fetch({"--host-rate", "600/m"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GE(finished.elapsed, 850ms);
}

/// How many of `count` good URLs come through when each has a dead one before
/// it, on so many dead hosts, and no dead one ever ends.
int good_ones_among_dead(TestServer& server, int count, int dead_hosts) {
  std::vector<std::unique_ptr<DeadHost>> dead;
  for (int i = 0; i < dead_hosts; ++i)
    dead.push_back(
        std::make_unique<DeadHost>("127.0.8." + std::to_string(i + 1)));
  std::string list;
  for (int i = 0; i < count; ++i) {
    const std::string path = "/" + std::to_string(i);
    list += dead[static_cast<std::size_t>(i % dead_hosts)]->url(path) + "\n" +
            server.url(path) + "\n";
  }
  Process process(
      gfetch_command({"-q", "-f", "jsonl", "-c", "32", "--connect-timeout",
                      "1h", "--max-time", "1h"},
                     {.input = list}));
  int good = 0;
  while (good < count && process.read_line()) ++good;
  EXPECT_TRUE(process.running());
  return good;
}

TEST_F(Concurrency, T44_ADeadHostDoesNotHoldUpTheOthers) {
  if (!DeadHost().hangs()) GTEST_SKIP() << "this kernel lets a queue grow";
  EXPECT_EQ(good_ones_among_dead(server_, 200, 1), 200);
}

TEST_F(Concurrency, T44_ManyDeadHostsDoNotHoldUpTheOthers) {
  if (!DeadHost().hangs()) GTEST_SKIP() << "this kernel lets a queue grow";
  EXPECT_EQ(good_ones_among_dead(server_, 200, 100), 200);
}

TEST_F(Concurrency, T34_ManySilentServersDoNotHoldUpTheOthers) {
  TestServer everywhere("0.0.0.0");
  everywhere.on("/silent", hangs());
  std::string list;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i + 1);
    list += everywhere.url("/silent", "127.0.5." + number) + "\n";
    list += everywhere.url("/good", "127.0.6." + number) + "\n";
  }
  Process process(gfetch_command({"-q", "-f", "jsonl", "-c", "256",
                                  "--max-time", "1h", "--idle-timeout", "1h"},
                                 {.input = list}));
  int good = 0;
  while (good < 100 && process.read_line()) ++good;
  EXPECT_EQ(good, 100);
  EXPECT_EQ(everywhere.seen("/good").size(), 100U);
}

TEST_F(Concurrency, T38_IdleConnectionsThatTheServerClosedAreNoErrors) {
  // Each connection serves two requests, then ends without a word.
  server_.on("/*", [](Peer& peer) {
    static thread_local int served = 0;
    peer.reply(200, "ok");
    if (++served == 2) peer.close();
  });
  constexpr int kRequests = kSanitized ? 1'000 : 10'000;
  const Finished finished =
      fetch({"--fields", "url,ok"}, {.input = url_list(server_, kRequests)});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(finished.lines().size(), static_cast<std::size_t>(kRequests));
}

}  // namespace
}  // namespace gfetch::test
