#include "cli/terminal/trace.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

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

/// A fetcher that gives the same response to every request.
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

  std::optional<net::IpAddress> address_of(const http::Origin& origin,
                                           TimeLimit) override {
    if (origin.host == "unknown") return std::nullopt;
    return net::parse_address("192.0.2.7");
  }
};

http::Origin origin(std::string host) {
  return {.scheme = "http", .host = std::move(host), .port = 80};
}

/// Runs a TracingFetcher whose console writes to a file.
class TraceTest : public testing::Test {
 protected:
  ~TraceTest() override { close(descriptor_); }

  std::string printed() const { return test::read_file(file_); }

  const test::TempDir dir_;
  const std::filesystem::path file_ = dir_.path() / "stderr";
  const int descriptor_ =
      open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  Console console_{descriptor_};
  CannedFetcher canned_;
  TracingFetcher tracing_{canned_, console_};
};

TEST_F(TraceTest, PrintsTheAddressThatWasFound) {
  EXPECT_EQ(tracing_.address_of(origin("unknown"), {}), std::nullopt);
  EXPECT_EQ(tracing_.address_of(origin("known"), {}),
            net::parse_address("192.0.2.7"));
  EXPECT_EQ(printed(), "* known is at 192.0.2.7\n");
}

TEST_F(TraceTest, PrintsBothSidesAndHandsAllOn) {
  http::StringSink body;
  http::Request request;
  request.url = "http://a/";
  request.headers = {{"Authorization", "hunter2"}};
  const Result<http::Response> response = tracing_.fetch(request, body);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status_code, 200);
  EXPECT_EQ(body.text(), "body");
  EXPECT_EQ(printed(),
            "> GET http://a/\n> Authorization: ***\n"
            "< 200 OK\\x1b HTTP/1.1 http://a/\n"
            "< Set-Cookie: ***\n< Server: x\n");
}

}  // namespace
}  // namespace gfetch
