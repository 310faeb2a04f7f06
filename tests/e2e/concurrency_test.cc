// Tests of the synchronous and asynchronous modes and of politeness, by the
// requests that the server received.
#include <atomic>

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
  // In sequence the requests would take twenty hours.
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

/// Checks that no `count` consecutive requests in `seen` arrived within less
/// than `time`, with a tolerance for different network delays.
void expect_rate(const std::vector<SeenRequest>& seen, std::size_t count,
                 std::chrono::milliseconds time) {
  constexpr auto kJitter = 150ms;
  for (std::size_t i = 0; i + count < seen.size(); ++i) {
    EXPECT_GE(seen[i + count].at - seen[i].at, time - kJitter) << i;
  }
}

TEST_F(Concurrency, RateIsExactAtTheServerHopsAndRetriesCounted) {
  TestServer everywhere("0.0.0.0");
  std::string list;
  for (int i = 1; i <= 10; ++i) {
    const std::string number = std::to_string(i);
    const std::string host = "127.0.9." + number;
    everywhere.on("/hop" + number, redirects("/end" + number));
    everywhere.on("/busy" + number, replies(503));
    list += everywhere.url("/hop" + number, host) + "\n" +
            everywhere.url("/busy" + number, host) + "\n" +
            everywhere.url("/page" + number, host) + "\n";
  }
  const Finished finished = fetch({"--rate", "40/s", "-c", "64", "--retry", "1",
                                   "--retry-max-delay", "10ms"},
                                  {.input = list});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  const std::vector<SeenRequest> seen = everywhere.seen();
  EXPECT_EQ(seen.size(), 50U);
  expect_rate(seen, 20, 500ms);
  expect_rate(seen, 40, 1000ms);
}

TEST_F(Concurrency, HostRateIsExactAtTheServerForEachHost) {
  TestServer everywhere("0.0.0.0");
  std::string list;
  for (int i = 1; i <= 15; ++i) {
    for (const char* host : {"127.0.10.1", "127.0.10.2", "127.0.10.3"}) {
      list += everywhere.url("/" + std::to_string(i), host) + "\n";
    }
  }
  const Finished finished =
      fetch({"--host-rate", "10/s", "-c", "64"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  for (const char* host : {"127.0.10.1", "127.0.10.2", "127.0.10.3"}) {
    std::vector<SeenRequest> seen;
    for (const SeenRequest& request : everywhere.seen()) {
      if (request.local_address == host) seen.push_back(request);
    }
    ASSERT_EQ(seen.size(), 15U);
    expect_rate(seen, 5, 500ms);
    expect_rate(seen, 10, 1000ms);
  }
}

TEST_F(Concurrency, LimitRateHoldsForAllBodiesTogether) {
  server_.on("/*", replies(200, std::string(50'000, 'x')));
  const Finished finished = fetch({"--limit-rate", "250k", "--max-time", "1s"},
                                  {.input = url_list(server_, 8)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  // 400,000 bytes at 256,000 bytes per second take 1.56 s.
  EXPECT_GE(finished.elapsed, 1500ms);
}

TEST_F(Concurrency, AHostThatTurnsRequestsAwayIsAskedByFewer) {
  auto now = std::make_shared<std::atomic<int>>(0);
  server_.on("/*", [now](Peer& peer) {
    const bool too_many = now->fetch_add(1) >= 2;
    peer.pause(too_many ? 1ms : 20ms);
    now->fetch_sub(1);
    peer.reply(too_many ? 429 : 200);
  });
  const Finished finished =
      fetch({"--summary", "--host-concurrency", "16", "--retry", "50",
             "--retry-budget", "1000%", "--retry-max-delay", "20ms"},
            {.input = url_list(server_, 100)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_TRUE(contains(finished.err, "eased    127.0.0.1 to ")) << finished;
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

/// Fetches `count` URLs of a working server, before each of which the list has
/// a URL of one of `dead_hosts` unreachable hosts. Returns the number of
/// fetched URLs.
int good_ones_among_dead(TestServer& server, int count, int dead_hosts) {
  const DeadHost dead("0.0.0.0");
  const std::string port = std::to_string(dead.endpoint().port);
  std::string list;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    list += "http://127.0.8." + std::to_string(1 + i % dead_hosts) + ':' +
            port + '/' + number + "\n" + server.url("/" + number) + "\n";
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
  // The server closes each connection after two requests without notice.
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

TEST_F(Concurrency, T44_ThousandsOfDeadHostsAndEveryVerdictIsRight) {
  const DeadHost dead("0.0.0.0");
  if (!dead.hangs()) GTEST_SKIP() << "this kernel lets a queue grow";
  constexpr int kDead = kSanitized ? 500 : 10'000;
  constexpr int kGood = 500;
  std::string list;
  for (int i = 0; i < kDead; ++i) {
    list += "http://127.1." + std::to_string(i / 250) + '.' +
            std::to_string(1 + i % 250) + ':' +
            std::to_string(dead.endpoint().port) + "/dead\n";
    if (i % (kDead / kGood) == 0) {
      list += server_.url("/good" + std::to_string(i)) + "\n";
    }
  }
  const Finished finished = fetch({"-c", "1000", "--connect-timeout", "300ms",
                                   "--fields", "url,ok,error_kind"},
                                  {.input = std::move(list)});
  EXPECT_EQ(finished.exit_code, 1) << finished.err;
  int good = 0;
  int timed_out = 0;
  for (const Json& record : finished.records()) {
    good += record["ok"].truth() ? 1 : 0;
    timed_out += record["error_kind"].text() == "connect_timeout" ? 1 : 0;
  }
  EXPECT_EQ(good, kGood);
  EXPECT_EQ(timed_out, kDead);
}

TEST_F(Concurrency, T34_AThousandStalledConnectionsAndEveryVerdictIsRight) {
  constexpr int kEach = kSanitized ? 100 : 1'000;
  TestServer everywhere("0.0.0.0");
  everywhere.on("/stalled", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.pause(1h);
    peer.close();
  });
  std::string list;
  for (int i = 0; i < kEach; ++i) {
    const std::string end =
        std::to_string(i / 250) + '.' + std::to_string(1 + i % 250);
    list += everywhere.url("/stalled", "127.2." + end) + "\n";
    list += everywhere.url("/good", "127.3." + end) + "\n";
  }
  const Finished finished =
      fetch({"-c", std::to_string(kEach), "--idle-timeout", "2s", "--fields",
             "url,ok,error_kind"},
            {.input = std::move(list)});
  EXPECT_EQ(finished.exit_code, 1) << finished.err;
  int good = 0;
  int idle = 0;
  for (const Json& record : finished.records()) {
    good += record["ok"].truth() ? 1 : 0;
    idle += record["error_kind"].text() == "idle_timeout" ? 1 : 0;
  }
  EXPECT_EQ(good, kEach);
  EXPECT_EQ(idle, kEach);
}

}  // namespace
}  // namespace gfetch::test
