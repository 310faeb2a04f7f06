// Tests of the five time limits, each of which has its own error kind.
#include <signal.h>

#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"
#include "tests/support/dns_server.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class Clocks : public testing::Test {
 protected:
  TestServer server_;
};

std::string kind_of(const Finished& finished) {
  return only_record(finished)["error_kind"].text();
}

TEST_F(Clocks, MaxTimeEndsAUrl) {
  server_.on("/*",
             drips("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 20ms));
  server_.on("/hang", hangs());
  EXPECT_EQ(kind_of(fetch({"-m", "0.3", server_.url("/hang")})), "timeout");
  const Finished drip = fetch({"--max-time", "300ms", server_.url("/drip")});
  EXPECT_EQ(drip.exit_code, 1);
  EXPECT_EQ(kind_of(drip), "timeout") << drip;
}

TEST_F(Clocks, MaxTimeCountsAllHops) {
  server_.on("/*", [](Peer& peer) {
    if (!peer.pause(100ms)) return;
    peer.reply(302, "", {{"Location", peer.request().target + "x"}});
  });
  const Finished finished =
      fetch({"-m", "0.5", "--max-redirs", "1000", server_.url("/")});
  EXPECT_EQ(kind_of(finished), "timeout") << finished;
}

TEST_F(Clocks, MaxTimeDoesNotCountTheWaitForATurn) {
  server_.on("/*", waits(50ms));
  // The ten requests in sequence take half a second; each of them has its own
  // limit of a second.
  const Finished finished =
      fetch({"--mode", "sync", "-m", "10"}, {.input = url_list(server_, 10)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
}

TEST_F(Clocks, X15_RobotsTxtTakesNoLongerThanAPageMay) {
  const auto crawl = [&](std::vector<std::string> more) {
    std::vector<std::string> args{"crawl", "-q",         "-f", "jsonl",   "-m",
                                  "500ms", "--deadline", "20", "--retry", "0"};
    args.insert(args.end(), more.begin(), more.end());
    return gfetch(std::move(args));
  };
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n";
  server_.on("/*", replies(200));
  for (const Handler& robots :
       {hangs(), drips(head + std::string(9999, '\n'), 20ms),
        waits(2s, redirects("/robots.txt"))}) {
    server_.on("/robots.txt", robots);
    const Finished finished = crawl({server_.url("/page")});
    EXPECT_EQ(finished.exit_code, 1) << finished;
    EXPECT_EQ(kind_of(finished), "timeout") << finished;
  }
  EXPECT_TRUE(server_.seen("/page").empty());
  // Nor does the lookup that comes before it.
  DnsServer dns;
  dns.answer("silent.test", {.silent = true});
  const Finished silent = crawl({"--dns-servers", dns.address(),
                                 "--dns-timeout", "15", "http://silent.test/"});
  EXPECT_EQ(kind_of(silent), "timeout") << silent;
}

TEST_F(Clocks, X15_APageHasItsOwnTimeAfterRobotsTxt) {
  server_.on("/robots.txt", waits(600ms));
  server_.on("/page", waits(600ms));
  const Finished finished = gfetch({"crawl", "-q", "-f", "jsonl", "--delay",
                                    "0", "-m", "1", server_.url("/page")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
}

TEST_F(Clocks, ConnectTimeoutEndsAConnect) {
  const DeadHost dead;
  if (!dead.hangs()) GTEST_SKIP() << "this kernel lets a full queue grow";
  const Finished finished = fetch({"--connect-timeout", "0.3", dead.url()});
  EXPECT_EQ(kind_of(finished), "connect_timeout") << finished;
}

TEST_F(Clocks, ConnectTimeoutIncludesTls) {
  server_.on_connect([](Peer& peer) {
    while (peer.pause(1h)) {
    }
    peer.close();
  });
  const Finished finished =
      fetch({"--connect-timeout", "0.3",
             "https://127.0.0.1:" + std::to_string(server_.port()) + "/"});
  EXPECT_EQ(kind_of(finished), "connect_timeout") << finished;
}

TEST_F(Clocks, ConnectTimeoutDoesNotCountTheResponse) {
  server_.on("/*", waits(1500ms));
  EXPECT_EQ(fetch({"--connect-timeout", "1", server_.url()}).exit_code, 0);
}

TEST_F(Clocks, DnsTimeoutEndsALookup) {
  DnsServer dns;
  dns.answer("silent.test", {.silent = true});
  const Finished finished =
      fetch({"--dns-servers", dns.address(), "--dns-timeout", "0.3",
             "http://silent.test/"});
  EXPECT_EQ(kind_of(finished), "dns_timeout") << finished;
}

TEST_F(Clocks, IdleTimeoutEndsASilentTransfer) {
  server_.on("/*", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    hangs()(peer);
  });
  const Finished finished = fetch({"--idle-timeout", "0.5", server_.url()});
  EXPECT_EQ(kind_of(finished), "idle_timeout") << finished;
}

TEST_F(Clocks, IdleTimeoutEndsAServerThatNeverAnswers) {
  server_.on("/*", hangs());
  const Finished finished = fetch({"--idle-timeout", "0.5", server_.url()});
  EXPECT_EQ(kind_of(finished), "idle_timeout") << finished;
}

TEST_F(Clocks, IdleTimeoutLetsASlowButSteadyServerFinish) {
  server_.on("/*", drips(response(200, "0123456789"), 20ms));
  const Finished finished = fetch({"--idle-timeout", "30", server_.url()});
  EXPECT_EQ(finished.exit_code, 0) << finished;
}

TEST_F(Clocks, DeadlineEndsTheRunWithARecordForEveryUrl) {
  server_.on("/*", hangs());
  server_.on("/1", replies(200, "ok"));
  const TempDir dir;
  const auto list = dir.write("list", url_list(server_, 50));
  const Finished finished = fetch({"--deadline", "1", "-c", "4", "-i", list});
  EXPECT_EQ(finished.exit_code, 4) << finished;
  EXPECT_EQ(finished.records().size(), 50U);
  EXPECT_EQ(finished.record_of("/1")["outcome"].text(), "fetched");
  EXPECT_EQ(finished.record_of("/50")["outcome"].text(), "unfinished");
  EXPECT_EQ(finished.record_of("/2")["outcome"].text(), "unfinished");
}

TEST_F(Clocks, DeadlineThatIsNotReachedChangesNothing) {
  EXPECT_EQ(fetch({"--deadline", "1h", server_.url()}).exit_code, 0);
}

TEST_F(Clocks, ZeroMeansNoLimit) {
  server_.on("/*", waits(100ms));
  EXPECT_EQ(fetch({"--max-time", "0", "--connect-timeout", "0",
                   "--idle-timeout", "0", "--dns-timeout", "0", server_.url()})
                .exit_code,
            0);
}

TEST_F(Clocks, TimesAreInTheRecord) {
  server_.on("/*", waits(200ms));
  const Json timing = only_record(fetch({server_.url()}))["timing"];
  EXPECT_GE(timing["ttfb"].number(), 0.19);
  EXPECT_GE(timing["total"].number(), timing["ttfb"].number());
  EXPECT_TRUE(timing["connect"].is_number());
}

TEST_F(Clocks, T63_AStopOfAWhileMakesNoMassOfTimeouts) {
  server_.on("/*", waits(100ms));
  Process process(gfetch_command(
      {"-q", "-f", "jsonl", "-m", "60", "--idle-timeout", "1", "--retry", "0"},
      {.input = url_list(server_, 40)}));
  ASSERT_TRUE(process.read_line());
  process.signal(SIGSTOP);
  EXPECT_FALSE(process.prints("nothing", 2s)) << "longer than it may be silent";
  process.signal(SIGCONT);
  EXPECT_EQ(process.wait().exit_code, 0);
}

}  // namespace
}  // namespace gfetch::test
