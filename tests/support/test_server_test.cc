#include "tests/support/test_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/dead_host.h"
#include "tests/support/process.h"

namespace gfetch::test {
namespace {

using namespace std::chrono_literals;

/// Runs curl for a URL, to check the server by an independent client.
Finished curl(const std::vector<std::string>& args) {
  std::vector<std::string> all{"curl", "-sS", "--max-time", "20"};
  all.insert(all.end(), args.begin(), args.end());
  return run({.args = std::move(all)});
}

class TestServerTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_path("curl")) GTEST_SKIP() << "no curl to ask with";
  }
  TestServer server_;
};

TEST_F(TestServerTest, RepliesAndRemembers) {
  server_.on("/a", replies(201, "hello", {{"X-One", "1"}}));
  const Finished finished =
      curl({"-i", "-H", "X-Two: 2", "-d", "body", server_.url("/a?q")});
  EXPECT_NE(finished.out.find("201"), std::string::npos);
  EXPECT_TRUE(finished.out.ends_with("\r\n\r\nhello")) << finished;
  const auto seen = server_.seen("/a");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/a?q");
  EXPECT_EQ(seen[0].header("x-two"), "2");
  EXPECT_EQ(seen[0].body, "body");
}

TEST_F(TestServerTest, KeepsConnectionsAlive) {
  EXPECT_EQ(curl({server_.url("/1"), server_.url("/2")}).out, "ok\nok\n");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(TestServerTest, MisbehavesAsTold) {
  server_.on("/empty", hangs_up());
  server_.on("/reset", resets());
  server_.on("/cut", sends("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
  server_.on("/drip", drips(response(200, "slow"), 1ms));
  server_.on("/hang", hangs());
  EXPECT_EQ(curl({server_.url("/empty")}).exit_code, 52);
  EXPECT_EQ(curl({server_.url("/reset")}).exit_code, 56);
  EXPECT_EQ(curl({server_.url("/cut")}).exit_code, 18);
  EXPECT_EQ(curl({server_.url("/drip")}).out, "slow");
  EXPECT_EQ(curl({"-m", "0.2", server_.url("/hang")}).exit_code, 28);
  EXPECT_TRUE(eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(TestServerTest, NeverEndsUntilTheClientGoes) {
  server_.on("/*",
             never_ends("HTTP/1.1 200 OK\r\n\r\n", std::string(1000, 'x')));
  // Before version 8, curl ignores --max-filesize for a body of unknown length,
  // so only the time limit applies.
  EXPECT_THAT(curl({"--max-filesize", "100000", "-o", "/dev/null", "-m", "0.5",
                    server_.url("/")})
                  .exit_code,
              testing::AnyOf(28, 63));
}

TEST_F(TestServerTest, CountsWhatIsInFlightAtOnce) {
  server_.on("/*", waits(300ms));
  curl({"-Z", server_.url("/1"), server_.url("/2"), server_.url("/3")});
  EXPECT_GE(server_.most_at_once(), 2);
  EXPECT_LE(server_.most_at_once(), 3);
}

TEST_F(TestServerTest, ListensOnAllOfLoopback) {
  const TestServer everywhere("0.0.0.0");
  curl({everywhere.url("/", "127.3.2.1")});
  ASSERT_EQ(everywhere.seen().size(), 1U);
  EXPECT_EQ(everywhere.seen()[0].local_address, "127.3.2.1");
}

TEST_F(TestServerTest, StopsWhileClientsHang) {
  auto server = std::make_unique<TestServer>();
  server->on("/*", hangs());
  Process client({.args = {"curl", "-s", server->url("/")}});
  EXPECT_TRUE(eventually([&] { return server->now_in_flight() == 1; }));
  server.reset();
  EXPECT_NE(client.wait().exit_code, 0);
}

TEST_F(TestServerTest, DeadHostsHangAndClosedPortsRefuse) {
  const DeadHost dead;
  if (!dead.hangs()) GTEST_SKIP() << "this kernel lets a full queue grow";
  EXPECT_EQ(curl({"--connect-timeout", "0.3", dead.url()}).exit_code, 28);
  EXPECT_EQ(curl({refused_url()}).exit_code, 7);
}

}  // namespace
}  // namespace gfetch::test
