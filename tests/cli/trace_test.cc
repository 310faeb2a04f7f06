#include "cli/terminal/trace.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

TEST(ShownHeader, KeepsSecrets) {
  for (const char* name : {"Authorization", "authorization", "Cookie",
                           "Set-Cookie", "Proxy-Authorization"}) {
    EXPECT_EQ(shown_header({name, "hunter2"}), std::string(name) + ": ***");
  }
  EXPECT_EQ(shown_header({"Accept", "*/*"}), "Accept: */*");
}

TEST(ShownHeader, T01ShowsNothingThatATerminalObeys) {
  EXPECT_EQ(shown_header({"X", "\x1b[2J\x9b"}), "X: \\x1b[2J\\x9b");
}

/// Answers every request the same.
class CannedFetcher final : public http::Fetcher {
 public:
  Result<http::Response> fetch(const http::Request&,
                               http::BodySink& sink) override {
    http::Response response;
    response.status_code = 200;
    response.reason = "OK\x1b";
    response.version = http::HttpVersion::k1_1;
    response.headers = {{"Set-Cookie", "hunter2"}, {"Server", "x"}};
    if (auto taken = sink.on_response(response); !taken) return taken.error();
    if (auto taken = sink.on_data("body"); !taken) return taken.error();
    return response;
  }
};

TEST(TracingFetcher, PrintsBothSidesAndHandsAllOn) {
  const test::TempDir dir;
  const auto file = dir.path() / "stderr";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  Console console(descriptor);
  CannedFetcher canned;
  TracingFetcher tracing(canned, console);
  http::StringSink body;
  http::Request request;
  request.url = "http://a/";
  request.headers = {{"Authorization", "hunter2"}};
  const Result<http::Response> response = tracing.fetch(request, body);
  close(descriptor);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status_code, 200);
  EXPECT_EQ(body.text(), "body");
  EXPECT_EQ(test::read_file(file),
            "> GET http://a/\n> Authorization: ***\n"
            "< 200 OK\\x1b HTTP/1.1 http://a/\n"
            "< Set-Cookie: ***\n< Server: x\n");
}

}  // namespace
}  // namespace gfetch
