// Tests of redirects: the headers that are sent along, and forbidden targets.
#include "tests/e2e/e2e.h"
#include "tests/support/dns_server.h"

namespace gfetch::test {
namespace {

class RedirectsTest : public testing::Test {
 protected:
  TestServer server_;
  TestServer other_;
};

TEST_F(RedirectsTest, AreFollowedAndRecorded) {
  server_.on("/a", redirects("/b", 301));
  server_.on("/b", redirects("c?q", 307));
  const Json record = only_record(fetch({server_.url("/a")}));
  EXPECT_EQ(record["status_code"].number(), 200) << record;
  EXPECT_EQ(record["final_url"].text(), server_.url("/c?q"));
  EXPECT_EQ(record["num_redirects"].number(), 2);
  EXPECT_EQ(record["redirects"][1]["url"].text(), server_.url("/b"));
}

TEST_F(RedirectsTest, TheirBodiesAreNotWaitedFor) {
  server_.on("/open", [](Peer& peer) {
    peer.send("HTTP/1.1 301 Moved\r\nLocation: /to\r\n\r\nand then nothing");
    hangs()(peer);
  });
  server_.on("/endless",
             never_ends("HTTP/1.1 301 Moved\r\nLocation: /to\r\n\r\n", "more"));
  server_.on("/cut", sends("HTTP/1.1 301 Moved\r\nLocation: /to\r\n"
                           "Content-Length: 100\r\n\r\nshort"));
  const Finished finished =
      fetch({"--idle-timeout", "1h", "--max-time", "1h", server_.url("/open"),
             server_.url("/endless"), server_.url("/cut")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/to").size(), 3U);
}

TEST_F(RedirectsTest, X14_AListFollowsNoneToThePortOfAnotherProtocol) {
  for (const char* port : {"25", "6667", "6000"}) {
    server_.on("/a", redirects("http://127.0.0.1:" + std::string(port) + "/"));
    const Finished finished = fetch({server_.url("/a")});
    EXPECT_EQ(finished.exit_code, 1) << finished;
    const Json record = only_record(finished);
    EXPECT_EQ(record["error_kind"].text(), "bad_redirect") << record;
    EXPECT_TRUE(contains(record["error"].text(), "no browser requests"))
        << record;
  }
}

TEST_F(RedirectsTest, X14_AListFollowsOneToThePortThatTheUserWrote) {
  // Nobody listens there: what counts is that the connection is tried.
  const Finished finished = fetch({"http://127.0.0.1:6667/"});
  EXPECT_EQ(only_record(finished)["error_kind"].text(), "connect_refused")
      << finished;
}

TEST_F(RedirectsTest, NoLocationReportsTheRedirectItself) {
  server_.on("/a", redirects("/b", 301));
  const Finished finished = fetch({"--no-location", server_.url("/a")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(only_record(finished)["status_code"].number(), 301);
  EXPECT_TRUE(server_.seen("/b").empty());
  fetch({"-L", "--location", server_.url("/a")});
  EXPECT_EQ(server_.seen("/b").size(), 1U);
}

TEST_F(RedirectsTest, ChangeTheMethodAsTheFetchStandardSays) {
  server_.on("/303", redirects("/after", 303));
  server_.on("/302", redirects("/after", 302));
  server_.on("/307", redirects("/after", 307));
  fetch({"--mode", "sync", "-d", "x", server_.url("/303"), server_.url("/302"),
         server_.url("/307")});
  const auto seen = server_.seen("/after");
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].method, "GET");
  EXPECT_EQ(seen[0].body, "");
  EXPECT_EQ(seen[1].method, "GET");
  EXPECT_EQ(seen[2].method, "POST");
  EXPECT_EQ(seen[2].body, "x");
}

TEST_F(RedirectsTest, T35_EndAtTheTenthHop) {
  server_.on("/*", [](Peer& peer) {
    peer.reply(302, "", {{"Location", peer.request().target + "x"}});
  });
  const Finished finished = fetch({server_.url("/")});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(only_record(finished)["error_kind"].text(), "too_many_redirects");
  EXPECT_EQ(server_.seen().size(), 11U);
}

TEST_F(RedirectsTest, T35_MaxRedirsSetsTheNumber) {
  server_.on("/a", redirects("/b"));
  server_.on("/b", redirects("/c"));
  EXPECT_EQ(
      only_record(fetch({"--max-redirs", "1", server_.url("/a")}))["error_kind"]
          .text(),
      "too_many_redirects");
  EXPECT_EQ(fetch({"--max-redirs", "2", server_.url("/a")}).exit_code, 0);
  EXPECT_EQ(
      only_record(fetch({"--max-redirs", "0", server_.url("/a")}))["error_kind"]
          .text(),
      "too_many_redirects");
}

TEST_F(RedirectsTest, T35_LoopsAreNoticed) {
  server_.on("/self", redirects("/self"));
  server_.on("/ping", redirects("/pong"));
  server_.on("/pong", redirects("/ping"));
  for (const char* path : {"/self", "/ping"})
    EXPECT_EQ(only_record(fetch(
                  {"--max-redirs", "1000", server_.url(path)}))["error_kind"]
                  .text(),
              "too_many_redirects");
  EXPECT_LT(server_.seen().size(), 10U);
}

TEST_F(RedirectsTest, T35_OddLocations) {
  server_.on("/none", replies(302, "nowhere"));
  server_.on("/empty", redirects(""));
  server_.on("/space", redirects("/with space"));
  server_.on("/utf8", redirects("/caf\xc3\xa9"));
  server_.on("/bad", redirects("http://[bad/"));
  const Finished finished =
      fetch({server_.url("/none"), server_.url("/empty"), server_.url("/space"),
             server_.url("/utf8"), server_.url("/bad")});
  EXPECT_EQ(finished.record_of("/none")["status_code"].number(), 302);
  EXPECT_EQ(finished.record_of("/empty")["status_code"].number(), 302);
  EXPECT_EQ(server_.seen("/with%20space").size(), 1U) << finished;
  EXPECT_EQ(server_.seen("/caf%C3%A9").size(), 1U) << finished;
  EXPECT_EQ(finished.record_of("/bad")["error_kind"].text(), "bad_redirect");
}

TEST_F(RedirectsTest, T16_OtherSchemesAreNeverOpened) {
  for (const char* scheme :
       {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/",
        "dict://127.0.0.1/", "scp://127.0.0.1/", "data:text/plain,x",
        "javascript:alert(1)"}) {
    server_.on("/r", redirects(scheme));
    const Finished hop = fetch({server_.url("/r")});
    EXPECT_EQ(only_record(hop)["error_kind"].text(), "unsupported_scheme")
        << scheme << hop;
    const Finished line = fetch({}, {.input = std::string(scheme) + "\n"});
    EXPECT_FALSE(only_record(line)["ok"].truth()) << scheme << line;
    EXPECT_TRUE(contains(line.out, "unsupported_scheme")) << scheme << line;
  }
}

/// Tests which credentials other_ receives after a redirect from server_.
class Credentials : public RedirectsTest {
 protected:
  SeenRequest seen_after_hop(const std::string& target,
                             std::vector<std::string> extra = {}) {
    server_.on("/from", redirects(target));
    std::vector<std::string> args{
        "-u",        "ann:s3cret", "-H",    "X-Api-Key: k",      "-H",
        "Cookie: c", "--private",  "allow", server_.url("/from")};
    args.insert(args.end(), extra.begin(), extra.end());
    const Finished finished = fetch(std::move(args));
    EXPECT_EQ(finished.exit_code, 0) << finished;
    EXPECT_TRUE(server_.seen("/from").back().has_header("Authorization"));
    EXPECT_EQ(server_.seen("/from").back().header("X-Api-Key"), "k");
    const auto seen = (target.starts_with("/") ? server_ : other_).seen("/to");
    EXPECT_EQ(seen.size(), 1U) << finished;
    return seen.empty() ? SeenRequest{} : seen.back();
  }
};

TEST_F(Credentials, StayOnTheSameOrigin) {
  const SeenRequest seen = seen_after_hop("/to");
  EXPECT_TRUE(seen.has_header("Authorization"));
  EXPECT_EQ(seen.header("X-Api-Key"), "k");
  EXPECT_EQ(seen.header("Cookie"), "c");
}

TEST_F(Credentials, T11_StayBehindWhenTheHostChanges) {
  const SeenRequest seen = seen_after_hop(other_.url("/to", "localhost"));
  EXPECT_FALSE(seen.has_header("Authorization")) << seen.raw_head;
  EXPECT_FALSE(seen.has_header("Cookie")) << seen.raw_head;
}

TEST_F(Credentials, T12_StayBehindWhenThePortChanges) {
  const SeenRequest seen = seen_after_hop(other_.url("/to"));
  EXPECT_FALSE(seen.has_header("Authorization")) << seen.raw_head;
  EXPECT_FALSE(seen.has_header("Cookie")) << seen.raw_head;
}

TEST_F(Credentials, T13_OtherHeadersStayBehindTooUnlessEverywhere) {
  EXPECT_FALSE(seen_after_hop(other_.url("/to")).has_header("X-Api-Key"));
}

TEST_F(Credentials, T13_HeaderEverywhereTakesHeadersAlongButNoPassword) {
  const SeenRequest seen =
      seen_after_hop(other_.url("/to"), {"--header-everywhere"});
  EXPECT_EQ(seen.header("X-Api-Key"), "k");
  EXPECT_FALSE(seen.has_header("Authorization")) << seen.raw_head;
}

TEST_F(Credentials, T14_NoRefererIsSentOnARedirect) {
  EXPECT_FALSE(seen_after_hop(other_.url("/to")).has_header("Referer"));
}

class PrivateAddressesTest : public RedirectsTest {
 protected:
  /// Returns the error kind of `gfetch ARGS URL`; empty on success.
  static std::string kind_of(std::vector<std::string> args) {
    return only_record(fetch(std::move(args)))["error_kind"].text();
  }
};

TEST_F(PrivateAddressesTest, T21_NamedHostsAreAllowedAndDenyRefusesThem) {
  EXPECT_EQ(kind_of({server_.url("/")}), "");
  EXPECT_EQ(kind_of({"--private", "auto", server_.url("/")}), "");
  EXPECT_EQ(kind_of({"--private", "deny", server_.url("/")}),
            "private_address");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(PrivateAddressesTest, T23_ARedirectToAPrivateHostIsRefused) {
  server_.on("/from", redirects(other_.url("/to", "127.0.0.2")));
  EXPECT_EQ(kind_of({server_.url("/from")}), "private_address");
  EXPECT_EQ(other_.connections(), 0);
}

TEST_F(PrivateAddressesTest, T23_PrivateAllowLetsTheRedirectThrough) {
  server_.on("/from", redirects(other_.url("/to", "localhost")));
  EXPECT_EQ(kind_of({"--private", "allow", server_.url("/from")}), "");
  EXPECT_EQ(other_.seen("/to").size(), 1U);
}

TEST_F(PrivateAddressesTest, T20_OtherSpellingsAreTheSameAddress) {
  const std::string port = ":" + std::to_string(other_.port()) + "/to";
  for (const char* spelling : {"2130706433",
                               "0x7f.1",
                               "0x7f000001",
                               "0177.0.0.1",
                               "017700000001",
                               "127.1",
                               "127.0.0.1.",
                               "%31%32%37.0.0.1",
                               "127\u30020\u30020\u30021",
                               "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
                               "0",
                               "0.0.0.0",
                               "[::ffff:127.0.0.1]",
                               "[::ffff:7f00:1]",
                               "[::127.0.0.1]",
                               "[::]",
                               "[0:0::0:1]",
                               "[64:ff9b::127.0.0.1]",
                               "[64:ff9b:1::7f00:1]",
                               "[2002:7f00:1::]",
                               "[fe80::1]"}) {
    server_.on("/from", redirects("http://" + std::string(spelling) + port));
    DnsServer dns;  // no spelling may cause a DNS query
    // The user names the first host as localhost, so 127.0.0.1 is another host.
    EXPECT_EQ(kind_of({"--dns-servers", dns.address(),
                       server_.url("/from", "localhost")}),
              "private_address")
        << spelling;
  }
  EXPECT_EQ(other_.connections(), 0);
}

TEST_F(PrivateAddressesTest, T20_AZoneMakesNoUrl) {
  for (const char* host : {"[fe80::1%25lo]", "[fe80::1%lo]", "[::1%251]"}) {
    server_.on("/from", redirects("http://" + std::string(host) + ":" +
                                  std::to_string(other_.port()) + "/to"));
    EXPECT_EQ(kind_of({server_.url("/from")}), "bad_redirect") << host;
  }
  EXPECT_EQ(other_.connections(), 0);
}

TEST_F(PrivateAddressesTest, T21_NamesThatPointToPrivateRangesAreRefused) {
  DnsServer dns;
  for (const char* address :
       {"10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1",
        "192.168.0.1", "0.0.0.0", "127.0.0.1", "224.0.0.1", "::1", "fc00::1",
        "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "::"}) {
    dns.answer("inside.test", {.addresses = {address}, .ttl = 0});
    server_.on("/from", redirects(other_.url("/to", "inside.test")));
    EXPECT_EQ(kind_of({"--dns-servers", dns.address(), "--connect-timeout", "5",
                       server_.url("/from")}),
              "private_address")
        << address;
  }
  EXPECT_EQ(other_.connections(), 0);
}

TEST_F(PrivateAddressesTest, T22_OnlyTheAddressThatPassedIsConnected) {
  DnsServer dns;
  // The first address is public but unreachable, the second is private.
  dns.answer_in_turn("flip.test", {{.addresses = {"192.0.2.1"}, .ttl = 0},
                                   {.addresses = {"127.0.0.1"}, .ttl = 0}});
  dns.answer("mixed.test", {.addresses = {"192.0.2.1", "127.0.0.1"}});
  server_.on("/flip", redirects(other_.url("/to", "flip.test")));
  server_.on("/mixed", redirects(other_.url("/to", "mixed.test")));
  fetch({"--dns-servers", dns.address(), "--connect-timeout", "1",
         server_.url("/flip"), server_.url("/mixed"), server_.url("/flip?2")});
  EXPECT_EQ(other_.connections(), 0);
}

}  // namespace
}  // namespace gfetch::test
