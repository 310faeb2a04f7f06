// Tests of hostile servers: each fault is bounded, has an error kind, and does
// not affect other URLs.
#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"

namespace gfetch::test {
namespace {

class Hostile : public testing::Test {
 protected:
  Finished fetch_from(std::string bytes, std::vector<std::string> args = {}) {
    server_.on("/bad", sends(std::move(bytes)));
    args.insert(args.end(), {"--idle-timeout", "20", server_.url("/bad")});
    return fetch(std::move(args));
  }

  std::string kind_of(const std::string& bytes) {
    return only_record(fetch_from(bytes))["error_kind"].text();
  }

  TestServer server_;
};

TEST_F(Hostile, T25_HeadersWithoutEndAreTooLarge) {
  server_.on("/headers",
             never_ends("HTTP/1.1 200 OK\r\n",
                        "X-More: " + std::string(1000, 'x') + "\r\n"));
  server_.on("/line", never_ends("HTTP/1.1 200 OK\r\nX-Long: ",
                                 std::string(10'000, 'x')));
  server_.on("/hints", never_ends("",
                                  "HTTP/1.1 103 Early Hints\r\n"
                                  "Link: </a>; rel=preload\r\n\r\n"));
  server_.on("/location", redirects("/" + std::string(1'000'000, 'x')));
  server_.on("/good", replies(200, "ok"));
  const Finished finished = fetch(
      {server_.url("/headers"), server_.url("/line"), server_.url("/hints"),
       server_.url("/location"), server_.url("/good")});
  EXPECT_EQ(finished.exit_code, 1);
  for (const char* path : {"/headers", "/line", "/hints", "/location"})
    EXPECT_EQ(finished.record_of(path)["error_kind"].text(), "header_too_large")
        << path << finished;
  EXPECT_TRUE(finished.record_of("/good")["ok"].truth());
  if (!kSanitized) {
    EXPECT_LT(finished.peak_rss_kib, 100 * 1024);
  }
}

TEST_F(Hostile, T31_LengthsThatAreNoNumbersAreBadResponses) {
  for (const char* length : {"-1", "crap"})
    EXPECT_EQ(kind_of("HTTP/1.1 200 OK\r\nContent-Length: " +
                      std::string(length) + "\r\n\r\nabc"),
              "bad_response")
        << length;
}

TEST_F(Hostile, T31_ChunkedWinsOverALengthAndTheConnectionEnds) {
  server_.on("/both", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
  });
  const Finished finished =
      fetch({"--mode", "sync", server_.url("/both"), server_.url("/after")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.record_of("/both")["bytes"].number(), 5);
}

TEST_F(Hostile, T32_BrokenChunksAreErrors) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* chunk :
       {"FFFFFFFFFFFFFFFFF\r\nabc", "-5\r\nabc", "xyz\r\nabc"}) {
    const std::string kind = kind_of(head + chunk);
    EXPECT_TRUE(kind == "bad_response" || kind == "truncated")
        << chunk << ": " << kind;
  }
}

TEST_F(Hostile, T32_TrailersAndExtensionsWithoutEndAreBounded) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  server_.on("/trailers", never_ends(head + "0\r\n",
                                     "X-T: " + std::string(500, 't') + "\r\n"));
  server_.on("/extension", never_ends(head + "5;", std::string(10'000, 'e')));
  const Finished finished =
      fetch({"-m", "60", "--max-filesize", "1M", server_.url("/trailers"),
             server_.url("/extension")});
  EXPECT_EQ(finished.records().size(), 2U) << finished;
  for (const Json& record : finished.records()) {
    EXPECT_FALSE(record["ok"].truth()) << record;
    EXPECT_NE(record["error_kind"].text(), "timeout") << record;
  }
}

TEST_F(Hostile, T33_ResponsesThatAreNoneAreBadResponses) {
  for (const char* bytes :
       {"HTTP/1.1 200 OK\r\nX-Nul: a\1b\r\n\r\n", "hello there\r\n\r\n",
        "HTTP/7.7 200 OK\r\n\r\n", "HTTP/1.1 -1 OK\r\n\r\n",
        "HTTP/1.1 1000 OK\r\n\r\n", "SSH-2.0-OpenSSH_9\r\n"}) {
    const std::string kind = kind_of(bytes);
    // libcurl 8 treats a response with a four-digit status as an empty reply.
    EXPECT_TRUE(kind == "bad_response" || kind == "empty_reply" || kind.empty())
        << bytes << ": " << kind;
  }
  std::string nul = "HTTP/1.1 200 OK\r\nX-Nul: a0b\r\n\r\n";
  nul[nul.find('0', 15)] = '\0';
  EXPECT_EQ(kind_of(nul), "bad_response");
  EXPECT_EQ(kind_of("hello there\r\n\r\n"), "bad_response");
}

TEST_F(Hostile, T33_BytesAfterA204AreNotTheNextResponse) {
  server_.on("/extra", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 204 No Content\r\n\r\n"
        "HTTP/1.1 200 Smuggled\r\nContent-Length: 4\r\n\r\nevil");
  });
  server_.on("/next", replies(200, "the real one"));
  const Finished finished =
      fetch({"--mode", "sync", server_.url("/extra"), server_.url("/next")});
  EXPECT_EQ(finished.record_of("/next")["bytes"].number(), 12) << finished;
}

TEST_F(Hostile, T34_DrippedHeadersEndByTheClocks) {
  server_.on("/*",
             drips("HTTP/1.1 200 OK\r\nX: " + std::string(9'000, 'h'), 100ms));
  const Finished finished = fetch({"-m", "1", server_.url("/")});
  EXPECT_EQ(only_record(finished)["error_kind"].text(), "timeout") << finished;
}

TEST_F(Hostile, T36_InterimResponsesAreSkippedAnd101IsNoAnswer) {
  EXPECT_EQ(kind_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\n"
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            "");
  EXPECT_EQ(kind_of("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
            "bad_response");
}

TEST_F(Hostile, T36_AServerThatNeverContinuesStillGetsTheBody) {
  server_.on("/*", replies(200, "ok"));
  const Finished finished =
      fetch({"-d", std::string(100'000, 'd'), "-H", "Expect: 100-continue",
             "-m", "60", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen()[0].body.size(), 100'000U);
}

TEST_F(Hostile, EveryUrlHasItsRecordInAMixOfGoodAndBad) {
  server_.on("/hang", hangs());
  server_.on("/reset", resets());
  server_.on("/empty", hangs_up());
  server_.on("/junk", sends("junk\r\n\r\n"));
  server_.on("/loop", redirects("/loop"));
  server_.on("/cut", sends("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"));
  std::string list;
  for (int i = 0; i < 25; ++i)
    for (const char* path :
         {"/hang", "/reset", "/empty", "/junk", "/loop", "/cut", "/good"})
      list += server_.url(path) + "?" + std::to_string(i) + "\n";
  list += refused_url() + "\nhttp://[bad/\n";
  const Finished finished = fetch(
      {"-m", "2", "-c", "64", "--host-concurrency", "64"}, {.input = list});
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(finished.records().size(), 25U * 7 + 2);
  int good = 0;
  for (const Json& record : finished.records()) good += record["ok"].truth();
  EXPECT_EQ(good, 25);
}

}  // namespace
}  // namespace gfetch::test
