// Tests of contradictory and invalid Content-Length headers. The expected
// outcome is that of libcurl, as recorded in the conformance folder, or that of
// RFC 9112.
#include <algorithm>

#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/conformance.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

/// Returns the outcome of a record: the body's size, such as `42`, or the error
/// kind.
std::string outcome(const Json& record) {
  if (record["error_kind"].exists()) return record["error_kind"].text();
  return std::to_string(static_cast<int>(record["bytes"].number()));
}

std::string libcurls(const Json& result) {
  const int code = static_cast<int>(result["exitcode"].number());
  if (code == 8) return "bad_response";
  if (code == 18) return "truncated";
  return std::to_string(static_cast<int>(result["body_len"].number()));
}

std::string standards(const Json& length) {
  return length.is_number() ? std::to_string(static_cast<int>(length.number()))
                            : "bad_response";
}

TEST(ContentLength, T31_EndsAsForLibcurlOrAsTheStandardHasIt) {
  const auto file = conformance_file("http/content_length_cases.json");
  if (!file) GTEST_SKIP() << "no conformance/http/content_length_cases.json";
  const auto suite = Json::parse(read_file(*file));
  ASSERT_TRUE(suite);
  TestServer server;
  std::vector<std::string> urls;
  const std::vector<Json> cases = suite->items();
  EXPECT_EQ(cases.size(), 28U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string path = "/" + std::to_string(i) + ".";
    server.on(path, sends(base64_decoded(cases[i]["response_b64"].text())));
    urls.push_back(server.url(path));
  }
  const Finished finished = fetch(urls);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Json record = finished.record_of("/" + std::to_string(i) + ".");
    const std::string found = outcome(record);
    EXPECT_TRUE(found == libcurls(cases[i]["curl_7_88_1"]) ||
                found == standards(cases[i]["wpt_body_len"]))
        << cases[i]["header"] << " ends with " << found;
  }
}

// RFC 9112, 6.3: chunked coding overrides Content-Length, and the connection
// must not be used again.
TEST(ContentLength, T31_WithChunksTheConnectionEnds) {
  TestServer server;
  server.on("*", [](Peer& peer) {
    peer.send(
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
    peer.close();
  });
  const Finished finished =
      fetch({"--mode", "sync", server.url("/1"), server.url("/2")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.record_of("/2")["bytes"].number(), 5);
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace gfetch::test
