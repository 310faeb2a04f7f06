// Tests of bodies: all content codings, damaged bodies, decompression bombs,
// size limits and wrong lengths.
#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/nginx.h"

namespace gfetch::test {
namespace {

constexpr std::size_t kMegabyte = 1024 * 1024;

class Bodies : public testing::Test {
 protected:
  /// Serves `bytes` with the content coding `coding`, fetches them and returns
  /// the record.
  Json record_of(const std::string& coding, const std::string& bytes,
                 std::vector<std::string> args = {}) {
    server_.on("/body", replies(200, bytes, {{"Content-Encoding", coding}}));
    args.push_back(server_.url("/body"));
    last_ = fetch(std::move(args));
    return only_record(last_);
  }

  TestServer server_;
  Finished last_;
  const std::string text_ = [] {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i) + "\n";
    return text;
  }();
};

TEST_F(Bodies, EveryCodingIsUndone) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"gzip", gzip(text_)},
      {"x-gzip", gzip(text_)},
      {"deflate", zlib_deflate(text_)},
      {"deflate", raw_deflate(text_)},
      {"br", brotli(text_)},
      {"zstd", zstd(text_)},
      {"identity", text_},
      {"gzip, br", brotli(gzip(text_))}};
  for (const auto& [coding, bytes] : cases) {
    const Json record = record_of(coding, bytes);
    EXPECT_EQ(record["bytes"].number(), text_.size()) << coding << last_;
    EXPECT_EQ(record["wire_bytes"].number(), bytes.size()) << coding;
    EXPECT_TRUE(record["ok"].truth()) << coding;
  }
}

TEST_F(Bodies, NginxsGzipIsUndone) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const Json packed = only_record(fetch({nginx.url("/gzip/text")}));
  const Json plain =
      only_record(fetch({"--no-compressed", nginx.url("/gzip/text")}));
  EXPECT_EQ(packed["bytes"].number(), plain["bytes"].number()) << packed;
  EXPECT_LT(packed["wire_bytes"].number(), plain["wire_bytes"].number());
}

TEST_F(Bodies, T27_SeveralGzipMembersAreOneBody) {
  const Json record = record_of("gzip", gzip("one ") + gzip("two"));
  EXPECT_EQ(record["bytes"].number(), 7) << last_;
}

TEST_F(Bodies, T27_CodedBodiesCutShortAreErrors) {
  for (const auto& [coding, bytes] :
       std::vector<std::pair<std::string, std::string>>{
           {"gzip", gzip(text_)},
           {"deflate", zlib_deflate(text_)},
           {"br", brotli(text_)},
           {"zstd", zstd(text_)}}) {
    const Json record = record_of(coding, bytes.substr(0, bytes.size() / 2));
    EXPECT_EQ(record["error_kind"].text(), "decode_error") << coding << last_;
    EXPECT_EQ(last_.exit_code, 1);
  }
}

TEST_F(Bodies, T27_AWrongChecksumIsAnError) {
  std::string bytes = gzip(text_);
  bytes[bytes.size() - 8] = static_cast<char>(bytes[bytes.size() - 8] ^ 1);
  EXPECT_EQ(record_of("gzip", bytes)["error_kind"].text(), "decode_error")
      << last_;
}

TEST_F(Bodies, T27_PlainTextThatClaimsToBeGzipIsKept) {
  const Json record = record_of("gzip", "just text");
  EXPECT_TRUE(record["ok"].truth()) << last_;
  EXPECT_EQ(record["bytes"].number(), 9);
}

TEST_F(Bodies, T27_JunkAfterTheEndIsDropped) {
  EXPECT_EQ(record_of("gzip", gzip("text") + "junk")["bytes"].number(), 4)
      << last_;
}

TEST_F(Bodies, T26_BombsStopAtTheCap) {
  const std::size_t size = 512 * kMegabyte;
  const std::size_t some = kSanitized ? size / 4 : size;
  for (const auto& [coding, bytes] :
       std::vector<std::pair<std::string, std::string>>{
           {"gzip", gzip_of_zeros(some)},
           {"deflate", zlib_deflate(std::string(some, '\0'))},
           {"br", brotli_of_zeros(some)},
           {"zstd", zstd_of_zeros(some)}}) {
    const Json record = record_of(coding, bytes);
    EXPECT_EQ(record["error_kind"].text(), "body_too_large") << coding;
    EXPECT_LE(record["bytes"].number(), 64.0 * kMegabyte) << coding;
  }
}

TEST_F(Bodies, T26_NestedBombsStopToo) {
  std::string bytes = gzip_of_zeros(100 * kMegabyte);
  std::string coding = "gzip";
  bytes = gzip(bytes);
  coding += ", gzip";
  EXPECT_EQ(record_of(coding, bytes)["error_kind"].text(), "body_too_large")
      << last_;
  EXPECT_EQ(record_of(coding + ", gzip", gzip(bytes))["error_kind"].text(),
            "decode_error")
      << last_;
}

TEST_F(Bodies, MaxFilesizeCountsDecodedBytes) {
  const std::string bytes = gzip(std::string(100'000, 'a'));
  EXPECT_EQ(
      record_of("gzip", bytes, {"--max-filesize", "50k"})["error_kind"].text(),
      "body_too_large")
      << last_;
  EXPECT_TRUE(
      record_of("gzip", bytes, {"--max-filesize", "200k"})["ok"].truth())
      << last_;
  EXPECT_TRUE(
      record_of("gzip", bytes, {"--max-filesize", "100000"})["ok"].truth())
      << last_;
}

TEST_F(Bodies, MaxFilesizeHoldsForPlainBodiesWithAndWithoutLength) {
  server_.on("/known", replies(200, std::string(100'000, 'a')));
  server_.on("/unknown",
             sends("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'a')));
  const Finished finished =
      fetch({"--max-filesize", "50000", server_.url("/known"),
             server_.url("/unknown")});
  EXPECT_EQ(finished.record_of("/known")["error_kind"].text(),
            "body_too_large");
  EXPECT_EQ(finished.record_of("/unknown")["error_kind"].text(),
            "body_too_large");
}

TEST_F(Bodies, T28_AnEndlessBodyStopsAtTheCap) {
  server_.on("/chunked",
             never_ends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "1000\r\n" + std::string(4096, 'y') + "\r\n"));
  server_.on("/plain",
             never_ends("HTTP/1.1 200 OK\r\n\r\n", std::string(4096, 'y')));
  const Finished finished = fetch(
      {"--max-filesize", "2M", server_.url("/chunked"), server_.url("/plain")});
  EXPECT_EQ(finished.record_of("/chunked")["error_kind"].text(),
            "body_too_large");
  EXPECT_EQ(finished.record_of("/plain")["error_kind"].text(),
            "body_too_large");
  EXPECT_TRUE(eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(Bodies, T28_AnEndlessCodedBodyStopsAtTheCapOnTheWire) {
  // The body decodes to nothing, so only the limit of transferred bytes can end
  // it.
  const std::string nothing = gzip("");
  server_.on("/*", never_ends("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                              "\r\n",
                              nothing));
  const Finished finished = fetch({"--max-filesize", "100k", server_.url("/")});
  EXPECT_EQ(only_record(finished)["error_kind"].text(), "body_too_large")
      << finished;
}

TEST_F(Bodies, X09_WindowsOfManyBodiesTakeLittleMemory) {
  constexpr std::size_t kBytes = std::size_t{7} << 20;
  const std::map<std::string, std::string> bodies{
      {"br", brotli_of_zeros(kBytes)},
      {"zstd", zstd_of_zeros(kBytes)},
      {"zstd, zstd", zstd(zstd_of_zeros(kBytes))}};
  for (const auto& [coding, body] : bodies) {
    EXPECT_LT(body.size(), 2'000U);
    // The end of each body waits, so that all bodies are there at a time.
    const std::string head =
        "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    server_.on("/*", [&, whole = body](Peer& peer) {
      peer.send(head + whole.substr(0, whole.size() - 1));
      if (peer.pause(300ms)) peer.send(whole.substr(whole.size() - 1));
    });
    const Finished finished = fetch({"-c", "64", "--host-concurrency", "64"},
                                    {.input = url_list(server_, 64)});
    EXPECT_EQ(finished.exit_code, 0) << coding << finished;
    EXPECT_LT(finished.peak_rss_kib, 300 * 1024) << coding;
  }
}

TEST_F(Bodies, T29_EndsThatComeTooEarly) {
  server_.on("/short",
             sends("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab"));
  server_.on("/chunked",
             sends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "5\r\nabcde\r\n"));
  server_.on("/reset", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
    peer.pause(50ms);
    peer.reset();
  });
  server_.on("/empty", hangs_up());
  server_.on("/reset-at-once", resets());
  const Finished finished = fetch(
      {server_.url("/short"), server_.url("/chunked"), server_.url("/reset"),
       server_.url("/empty"), server_.url("/reset-at-once")});
  const auto kind = [&](const char* path) {
    return finished.record_of(path)["error_kind"].text();
  };
  EXPECT_EQ(kind("/short"), "truncated");
  EXPECT_EQ(kind("/chunked"), "truncated");
  EXPECT_EQ(kind("/reset"), "reset");
  EXPECT_EQ(kind("/empty"), "empty_reply");
  EXPECT_EQ(kind("/reset-at-once"), "reset");
}

TEST_F(Bodies, ChunksWithExtensionsAndTrailersAreAWholeBody) {
  std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 2000; ++i)
    bytes += "3e8;name=value\r\n" + std::string(1000, 'c') + "\r\n";
  bytes += "0\r\nX-Trailer: " + std::string(500, 't') + "\r\n\r\n";
  server_.on("/*", [bytes](Peer& peer) { peer.send(bytes); });
  const Finished finished =
      fetch({"--mode", "sync", server_.url("/1"), server_.url("/2")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.record_of("/2")["bytes"].number(), 2'000'000);
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(Bodies, T30_ABodyThatEndsWithTheConnectionIsWhole) {
  server_.on("/*", sends("HTTP/1.1 200 OK\r\n\r\nuntil the end"));
  const Json record = only_record(fetch({server_.url("/")}));
  EXPECT_TRUE(record["ok"].truth());
  EXPECT_EQ(record["bytes"].number(), 13);
  EXPECT_FALSE(record["content_length"].exists());
}

TEST_F(Bodies, AnEmptyBodyIsFine) {
  server_.on("/*", replies(200, "", {{"Content-Encoding", "gzip"}}));
  EXPECT_TRUE(only_record(fetch({server_.url("/")}))["ok"].truth());
  server_.on("/*", sends("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_TRUE(only_record(fetch({server_.url("/")}))["ok"].truth());
}

}  // namespace
}  // namespace gfetch::test
