#include "gfetch/http/http_client.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/upload_file.h"
#include "tests/support/dead_host.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/dns_server.h"
#include "tests/support/patience.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_server.h"

namespace gfetch::http {
namespace {

using namespace std::chrono_literals;
using test::Peer;
using test::TestServer;

Request get(const std::string& url) {
  return request_for(url).value();
}

/// Returns the name of the error kind, or the status code.
std::string shown(const Result<Response>& result) {
  return result ? std::to_string(result->status_code)
                : std::string(name_of(result.error().kind));
}

/// Returns the number of open descriptors of this process.
std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* directory = opendir("/proc/self/fd");
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

class HttpClientTest : public testing::Test {
 protected:
  /// Fetches with a new client. Returns the status code or the name of the
  /// error kind.
  std::string outcome(const Request& request, HttpClientOptions options = {}) {
    HttpClient http(std::move(options));
    StringSink body;
    auto result = http.fetch(request, body);
    message_ = result ? "" : result.error().message;
    body_ = body.text();
    return shown(result);
  }
  std::string outcome(const std::string& url) { return outcome(get(url)); }

  TestServer server_;
  Hub hub_;
  std::string body_;
  std::string message_;
};

TEST_F(HttpClientTest, FetchesAPage) {
  server_.on("/a", test::replies(200, "hello", {{"X-Name", "value"}}));
  HttpClient http;
  StringSink body;
  const auto response = http.fetch(get(server_.url("/a?b=c#d")), body);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status_code, 200);
  EXPECT_EQ(response->version, HttpVersion::k1_1);
  EXPECT_EQ(find_header(response->headers, "x-name")->value, "value");
  EXPECT_EQ(response->remote_ip, "127.0.0.1");
  EXPECT_EQ(response->remote_port, server_.port());
  EXPECT_EQ(response->wire_bytes, 5U);
  EXPECT_FALSE(response->reused_connection);
  EXPECT_EQ(body.text(), "hello");
  EXPECT_EQ(server_.seen().at(0).target, "/a?b=c");
}

TEST_F(HttpClientTest, TellsHowLongEachPhaseTook) {
  server_.on("/a", [](Peer& peer) {
    peer.pause(50ms);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
    peer.pause(50ms);
    peer.send("b");
  });
  HttpClient http;
  StringSink body;
  const auto response = http.fetch(get(server_.url("/a")), body);
  ASSERT_TRUE(response);
  const Timing& timing = response->timing;
  EXPECT_FALSE(timing.dns) << "there was nothing to look up";
  EXPECT_TRUE(timing.connect);
  EXPECT_FALSE(timing.tls);
  EXPECT_GE(timing.ttfb.value(), 45ms);
  EXPECT_GE(timing.download.value(), 45ms);
  EXPECT_EQ(*timing.connect + *timing.ttfb + *timing.download, timing.total);
}

TEST_F(HttpClientTest, UsesItsConnectionAgain) {
  server_.on("/", test::replies(200, "x"));
  HttpClient http;
  for (int i = 0; i < 20; ++i) {
    StringSink body;
    const auto response = http.fetch(get(server_.url("/")), body);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->reused_connection, i > 0);
    EXPECT_EQ(response->timing.connect.has_value(), i == 0);
    EXPECT_EQ(response->remote_port, server_.port());
  }
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(HttpClientTest, FetchesManyAtOnce) {
  server_.on("/", test::waits(20ms, test::replies(200, "x")));
  HttpClient http;
  std::vector<Fiber<std::string>> fibers;
  for (int i = 0; i < 50; ++i) {
    fibers.push_back(spawn([&] {
      StringSink body;
      return shown(http.fetch(get(server_.url("/")), body));
    }));
  }
  for (auto& fiber : fibers) EXPECT_EQ(fiber.get(), "200");
  EXPECT_GT(server_.most_at_once(), 1);
  EXPECT_EQ(http.in_flight(), 0U);
}

TEST_F(HttpClientTest, SendsTheHeadersAsTheyAre) {
  server_.on("/", test::replies(200));
  Request request = get(server_.url("/"));
  request.headers = {{"User-Agent", "test/1"}, {"X-Empty", ""}};
  EXPECT_EQ(outcome(request), "200");
  const auto seen = server_.seen().at(0);
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.header("User-Agent"), "test/1");
  EXPECT_TRUE(seen.has_header("X-Empty"));
  EXPECT_EQ(seen.header("Host"), "127.0.0.1:" + std::to_string(server_.port()));
  EXPECT_FALSE(seen.has_header("Accept-Encoding"));
}

TEST_F(HttpClientTest, T03RefusesWhatWouldBreakTheHead) {
  server_.on("/", test::replies(200));
  for (const Header& header :
       {Header{"A", "b\r\nC: d"}, Header{"A\r\nB", "c"}, Header{"A:", "c"},
        Header{"", "c"}, Header{"A", std::string("b\0c", 3)}}) {
    Request request = get(server_.url("/"));
    request.headers = {header};
    EXPECT_EQ(outcome(request), "other") << header.name;
  }
  Request request = get(server_.url("/"));
  request.method = "GET /x HTTP/1.1\r\nA:";
  EXPECT_EQ(outcome(request), "other");
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(HttpClientTest, SendsEveryMethod) {
  server_.on("/", test::replies(200, "body"));
  HttpClient http;
  struct Case {
    const char* method;
    const char* body;
    const char* content_length;
  };
  // All requests use one easy handle. The GETs between them show that no option
  // of an earlier request remains set.
  constexpr Case kCases[] = {
      {"GET", nullptr, ""}, {"HEAD", nullptr, ""},     {"GET", nullptr, ""},
      {"POST", "abc", "3"}, {"GET", nullptr, ""},      {"POST", nullptr, "0"},
      {"PUT", "abcd", "4"}, {"DELETE", nullptr, ""},   {"GET", nullptr, ""},
      {"PATCH", "x", "1"},  {"OPTIONS", nullptr, ""},  {"HEAD", nullptr, ""},
      {"REPORT", "q", "1"}, {"GET", "with body", "9"}, {"GET", nullptr, ""}};
  for (const Case& c : kCases) {
    Request request = get(server_.url("/"));
    request.method = c.method;
    if (c.body != nullptr) {
      request.body = std::make_shared<const std::string>(c.body);
    }
    StringSink sink;
    EXPECT_EQ(shown(http.fetch(request, sink)), "200");
    const auto seen = server_.seen().back();
    EXPECT_EQ(seen.method, c.method);
    EXPECT_EQ(seen.body, c.body == nullptr ? "" : c.body) << c.method;
    EXPECT_EQ(seen.header("Content-Length"), c.content_length) << c.method;
    EXPECT_FALSE(seen.has_header("Content-Type"));
    EXPECT_FALSE(seen.has_header("Expect"));
    EXPECT_EQ(sink.text(), std::string_view(c.method) == "HEAD" ? "" : "body");
  }
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(HttpClientTest, SendsALargeBodyWithoutAsking) {
  server_.on("/", test::replies(200));
  Request request = get(server_.url("/"));
  request.method = "POST";
  request.headers = {{"Content-Type", "text/plain"}};
  request.body = std::make_shared<const std::string>(3'000'000, 'x');
  EXPECT_EQ(outcome(request), "200");
  const auto seen = server_.seen().at(0);
  EXPECT_EQ(seen.body.size(), 3'000'000U);
  EXPECT_EQ(seen.header("Content-Type"), "text/plain");
  EXPECT_FALSE(seen.has_header("Expect"));
}

TEST_F(HttpClientTest, ReadsChunkedBodies) {
  server_.on("/", test::sends("HTTP/1.1 200 OK\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n"
                              "5\r\nhello\r\n6;ext=1\r\n world\r\n"
                              "0\r\nX-Trailer: late\r\n\r\n"));
  HttpClient http;
  StringSink body;
  const auto response = http.fetch(get(server_.url("/")), body);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(body.text(), "hello world");
  EXPECT_EQ(find_header(response->headers, "X-Trailer"), nullptr);
}

TEST_F(HttpClientTest, DoesNotFollowOrDecode) {
  server_.on("/redirect", test::redirects("/elsewhere"));
  server_.on("/gzip",
             test::replies(200, "not gzip", {{"Content-Encoding", "gzip"}}));
  EXPECT_EQ(outcome(server_.url("/redirect")), "302");
  EXPECT_EQ(outcome(server_.url("/gzip")), "200");
  EXPECT_EQ(body_, "not gzip");
}

TEST_F(HttpClientTest, KeepsThePathAsItIs) {
  server_.on("/*", test::replies(200));
  Request request = get(server_.url("/"));
  request.url = server_.url("/a/../b/./c//d");
  EXPECT_EQ(outcome(request), "200");
  EXPECT_EQ(server_.seen().at(0).target, "/a/../b/./c//d");
}

TEST_F(HttpClientTest, InformationalResponsesAreNotTheAnswer) {
  server_.on("/",
             test::sends("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                         "HTTP/1.1 100 Continue\r\n\r\n"
                         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  EXPECT_EQ(outcome(server_.url("/")), "200");
  EXPECT_EQ(body_, "ok");
}

TEST_F(HttpClientTest, T29TellsWireFaultsApart) {
  server_.on("/short", test::sends("HTTP/1.1 200 OK\r\n"
                                   "Content-Length: 100\r\n\r\nabc"));
  server_.on("/unended", test::sends("HTTP/1.1 200 OK\r\n"
                                     "Transfer-Encoding: chunked\r\n\r\n"
                                     "5\r\nhello\r\n"));
  server_.on("/bad_chunk", test::sends("HTTP/1.1 200 OK\r\n"
                                       "Transfer-Encoding: chunked\r\n\r\n"
                                       "zz\r\nhello\r\n"));
  server_.on("/reset", test::resets());
  server_.on("/reset_in_body", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    peer.pause(50ms);
    peer.reset();
  });
  server_.on("/nothing", test::hangs_up());
  server_.on("/ancient", test::sends("hello"));
  server_.on("/upgrade", test::sends("HTTP/1.1 101 Switching Protocols\r\n"
                                     "Upgrade: x\r\n\r\n"));
  EXPECT_EQ(outcome(server_.url("/short")), "truncated");
  EXPECT_EQ(body_, "abc") << "what came is passed on";
  EXPECT_EQ(outcome(server_.url("/unended")), "truncated");
  EXPECT_EQ(outcome(server_.url("/bad_chunk")), "bad_response");
  EXPECT_EQ(outcome(server_.url("/reset")), "reset");
  EXPECT_EQ(outcome(server_.url("/reset_in_body")), "reset");
  EXPECT_EQ(outcome(server_.url("/nothing")), "empty_reply");
  EXPECT_EQ(outcome(server_.url("/ancient")), "bad_response");
  EXPECT_EQ(outcome(server_.url("/upgrade")), "bad_response");
}

TEST_F(HttpClientTest, T25StopsEndlessHeaders) {
  const std::string line = "X-Fill: " + std::string(1000, 'x') + "\r\n";
  server_.on("/endless", test::never_ends("HTTP/1.1 200 OK\r\n", line));
  server_.on("/long_line", test::never_ends("HTTP/1.1 200 OK\r\nX-Fill: ",
                                            std::string(1000, 'x')));
  server_.on("/hints", test::never_ends(
                           "", "HTTP/1.1 103 Early Hints\r\n" + line + "\r\n"));
  server_.on("/trailers",
             test::never_ends("HTTP/1.1 200 OK\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n0\r\n",
                              "X-Trailer: x\r\n"));
  EXPECT_EQ(outcome(server_.url("/endless")), "header_too_large");
  EXPECT_EQ(outcome(server_.url("/long_line")), "header_too_large");
  EXPECT_EQ(outcome(server_.url("/hints")), "header_too_large");
  EXPECT_EQ(outcome(server_.url("/trailers")), "header_too_large");
}

TEST_F(HttpClientTest, SendsAFileOnOneConnectionAfterAnother) {
  const test::TempDir dir;
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += std::to_string(i);
  HttpClient http;
  Request request = get(server_.url("/put"));
  request.method = "PUT";
  request.body_file = *UploadFile::open(dir.write("f", bytes));
  for (int i = 0; i < 2; ++i) {
    StringSink body;
    EXPECT_EQ(shown(http.fetch(request, body)), "200");
    EXPECT_EQ(shown(http.fetch(get(server_.url("/get")), body)), "200");
  }
  request.body_file = nullptr;
  request.body = std::make_shared<const std::string>("short");
  StringSink body;
  EXPECT_EQ(shown(http.fetch(request, body)), "200");
  const auto seen = server_.seen("/put");
  EXPECT_EQ(seen[0].body, bytes);
  EXPECT_EQ(seen[1].body, bytes);
  EXPECT_EQ(seen[2].body, "short");
  EXPECT_EQ(seen[0].header("Content-Length"), std::to_string(bytes.size()));
  EXPECT_FALSE(seen[0].has_header("Expect"));
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(HttpClientTest, SaysWhenAFileShrinksWhileItIsSent) {
  const test::TempDir dir;
  const auto path = dir.write("f", std::string(5'000'000, 'x'));
  Request request = get(server_.url("/put"));
  request.method = "PUT";
  request.body_file = *UploadFile::open(path);
  std::filesystem::resize_file(path, 1'000'000);
  EXPECT_EQ(outcome(request), "other");
  EXPECT_EQ(message_, "the file to send can no longer be read");
}

TEST_F(HttpClientTest, T28StopsAnEndlessBody) {
  server_.on("/", test::never_ends("HTTP/1.1 200 OK\r\n\r\n",
                                   std::string(10'000, 'x')));
  Request request = get(server_.url("/"));
  request.limits.wire_bytes = 1'000'000;
  EXPECT_EQ(outcome(request), "body_too_large");
  EXPECT_LE(body_.size(), 1'000'000U);
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }))
      << "the connection is closed, not drained";
}

TEST_F(HttpClientTest, T32StopsEndlessFraming) {
  server_.on("/", test::never_ends("HTTP/1.1 200 OK\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n"
                                   "5;extension=",
                                   std::string(10'000, 'x')));
  Request request = get(server_.url("/"));
  request.limits.wire_bytes = 1'000'000;
  EXPECT_EQ(outcome(request), "body_too_large");
  server_.on("/", test::never_ends(
                      "HTTP/1.1 200 OK\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n",
                      "1;extension=" + std::string(10'000, 'x') + "\r\nx\r\n"));
  EXPECT_EQ(outcome(request), "body_too_large");
}

TEST_F(HttpClientTest, TellsConnectFaultsApart) {
  EXPECT_EQ(outcome(test::refused_url()), "connect_refused");
  test::DeadHost dead;
  if (!dead.hangs()) GTEST_SKIP() << "no address hangs here";
  Request request = get(dead.url());
  request.limits.connect = 100ms;
  EXPECT_EQ(outcome(request), "connect_timeout");
}

TEST_F(HttpClientTest, T59WithoutADescriptorItFailsAlone) {
  server_.on("/", test::replies(200));
  HttpClient http;
  StringSink body;
  EXPECT_EQ(shown(http.fetch(get(test::refused_url()), body)),
            "connect_refused");
  {
    const test::DescriptorLimit none(0);
    EXPECT_EQ(shown(http.fetch(get(server_.url("/")), body)), "io");
  }
  EXPECT_EQ(shown(http.fetch(get(server_.url("/")), body)), "200");
}

TEST_F(HttpClientTest, T59ALookupWithoutADescriptorFailsAlone) {
  if (test::kSanitized) GTEST_SKIP() << "UBSan needs descriptors, too";
  server_.on("/", test::replies(200));
  test::DnsServer dns;
  dns.answer("site.test", {.addresses = {"127.0.0.1"}});
  HttpClientOptions options;
  options.dns.servers = {net::parse_name_server(dns.address()).value()};
  HttpClient http(options);
  StringSink body;
  const Request request = get(server_.url("/", "site.test"));
  {
    const test::DescriptorLimit none(0);
    const auto without = http.fetch(request, body);
    ASSERT_EQ(shown(without), "io");
    EXPECT_TRUE(without.error().out_of_descriptors());
  }
  EXPECT_EQ(shown(http.fetch(request, body)), "200") << "it is not remembered";
}

TEST_F(HttpClientTest, T34EndsAnIdleExchange) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  server_.on("/silent", test::hangs());
  server_.on("/stalls", [head](Peer& peer) {
    peer.send(head + "abc");
    peer.pause(60s);
  });
  server_.on("/drips", test::drips(head + std::string(100, 'x'), 5ms));
  Request request;
  for (const char* path : {"/silent", "/stalls"}) {
    request = get(server_.url(path));
    request.limits.idle = 150ms;
    const TimePoint begin = hub_.now();
    EXPECT_EQ(outcome(request), "idle_timeout") << path;
    EXPECT_GE(hub_.now() - begin, 150ms);
  }
  request = get(server_.url("/drips"));
  request.limits.idle = 1500ms;
  EXPECT_EQ(outcome(request), "200") << "every byte counts";
}

TEST_F(HttpClientTest, ASlowSinkIsNotAnIdlePeer) {
  struct SlowSink : BodySink {
    Result<void> on_response(const Response& /*response*/) override {
      return {};
    }
    Result<void> on_data(std::string_view bytes) override {
      total += bytes.size();
      sleep_for(20ms);
      return {};
    }
    std::size_t total = 0;
  };
  server_.on("/", test::replies(200, std::string(4'000'000, 'x')));
  Request request = get(server_.url("/"));
  request.limits.idle = 5s;
  HttpClient http;
  SlowSink sink;
  EXPECT_EQ(shown(http.fetch(request, sink)), "200");
  EXPECT_EQ(sink.total, 4'000'000U);
}

/// Blocks in on_data() until the test opens its gate.
struct GatedSink : BodySink {
  Result<void> on_response(const Response& /*response*/) override { return {}; }
  Result<void> on_data(std::string_view bytes) override {
    largest = std::max(largest, bytes.size());
    total += bytes.size();
    gate.wait();
    return {};
  }
  Event gate;
  std::size_t largest = 0;
  std::size_t total = 0;
};

TEST_F(HttpClientTest, ASlowSinkHoldsTheServerBack) {
  constexpr std::size_t kSize = 64'000'000;
  // Shared, because the server's thread may still count after the test ended.
  const auto sent = std::make_shared<std::atomic<std::size_t>>(0);
  server_.on("/", [sent](Peer& peer) {
    const std::string piece(64'000, 'x');
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kSize) +
              "\r\n\r\n");
    while (*sent < kSize && peer.send(piece)) *sent += piece.size();
  });
  HttpClient http;
  GatedSink sink;
  auto fetching =
      spawn([&] { return shown(http.fetch(get(server_.url("/")), sink)); });
  std::size_t before = 1;
  while (before != *sent) {  // waits until the server sends no more
    before = *sent;
    sleep_for(200ms);
  }
  EXPECT_LT(*sent, kSize / 2);
  EXPECT_GT(sink.total, 0U);
  sink.gate.set();
  EXPECT_EQ(fetching.get(), "200");
  EXPECT_EQ(sink.total, kSize);
  EXPECT_LE(sink.largest, std::size_t{512} * 1024);
}

TEST_F(HttpClientTest, ASinkCanRefuse) {
  struct Refusing : BodySink {
    Result<void> on_response(const Response& response) override {
      seen_status = response.status_code;
      return Error{ErrorKind::kIo, "disk full"};
    }
    Result<void> on_data(std::string_view /*bytes*/) override {
      ADD_FAILURE() << "on_data after a refusal";
      return {};
    }
    int seen_status = 0;
  };
  server_.on("/", test::never_ends("HTTP/1.1 200 OK\r\n\r\n", "xxxx"));
  server_.on("/empty", test::replies(204));
  HttpClient http;
  Refusing sink;
  EXPECT_EQ(shown(http.fetch(get(server_.url("/")), sink)), "io");
  EXPECT_EQ(sink.seen_status, 200);
  EXPECT_EQ(shown(http.fetch(get(server_.url("/empty")), sink)), "io");
  EXPECT_EQ(sink.seen_status, 204);
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
}

/// Takes the body without blocking, until it has received over `enough` bytes.
struct PromptSink : BodySink {
  Result<void> on_response(const Response& /*response*/) override { return {}; }
  Result<void> on_data(std::string_view bytes) override {
    total += bytes.size();
    if (total > enough) return when_full();
    return {};
  }
  bool takes_at_once() const override { return true; }

  std::size_t enough = std::size_t{1} << 30;
  std::function<Result<void>()> when_full;
  std::size_t total = 0;
};

TEST_F(HttpClientTest, ASinkCanTakeTheBodyAtOnce) {
  constexpr std::size_t kSize = 8'000'000;
  server_.on("/", test::replies(200, std::string(kSize, 'x')));
  server_.on("/endless", test::never_ends("HTTP/1.1 200 OK\r\n\r\n", "xxxx"));
  HttpClient http;
  PromptSink sink;
  EXPECT_EQ(shown(http.fetch(get(server_.url("/")), sink)), "200");
  EXPECT_EQ(sink.total, kSize);
  sink = {};
  sink.enough = 100'000;
  sink.when_full = [] { return Error{ErrorKind::kIo, "disk full"}; };
  const auto refused = http.fetch(get(server_.url("/endless")), sink);
  ASSERT_EQ(shown(refused), "io");
  EXPECT_EQ(refused.error().message, "disk full");
  sink.total = 0;
  sink.when_full = []() -> Result<void> { throw std::runtime_error("a bug"); };
  EXPECT_THROW(static_cast<void>(http.fetch(get(server_.url("/")), sink)),
               std::runtime_error);
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
  sink = {};
  EXPECT_EQ(shown(http.fetch(get(server_.url("/")), sink)), "200")
      << "the client goes on";
}

TEST_F(HttpClientTest, ASinkThatTakesAtOnceGetsNothingAfterAKill) {
  server_.on("/", test::never_ends("HTTP/1.1 200 OK\r\n\r\n", "xxxx"));
  HttpClient http;
  auto sink = std::make_unique<PromptSink>();
  auto fetching = spawn(
      [&] { static_cast<void>(http.fetch(get(server_.url("/")), *sink)); });
  while (sink->total < 1'000'000) sleep_for(1ms);
  fetching.kill();
  sink.reset();
  EXPECT_EQ(http.in_flight(), 0U);
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(HttpClientTest, ATimeoutOfTheCallerEndsIt) {
  server_.on("/", test::hangs());
  HttpClient http;
  StringSink body;
  const auto result = with_timeout(
      50ms, [&] { return http.fetch(get(server_.url("/")), body); });
  EXPECT_FALSE(result);
  EXPECT_EQ(http.in_flight(), 0U);
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(HttpClientTest, AKillFreesEverythingInEveryPhase) {
  test::DeadHost dead;
  server_.on("/silent", test::hangs());
  server_.on("/stalls", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    peer.pause(60s);
  });
  server_.on("/flood", test::never_ends("HTTP/1.1 200 OK\r\n\r\n",
                                        std::string(10'000, 'x')));
  HttpClient http;
  StringSink body;
  // The first request opens descriptors that stay open; they are not counted.
  EXPECT_EQ(shown(http.fetch(get(test::refused_url()), body)),
            "connect_refused");
  const auto descriptors = open_descriptors();
  for (const std::string& url :
       {dead.url(), server_.url("/silent"), server_.url("/stalls"),
        server_.url("/flood")}) {
    GatedSink sink;
    auto fetching = spawn([&] { return shown(http.fetch(get(url), sink)); });
    for (const auto age : {0ms, 1ms, 50ms}) {
      sleep_for(age);
      if (age == 50ms) fetching.kill();
    }
    EXPECT_TRUE(fetching.ready()) << url;
    EXPECT_EQ(http.in_flight(), 0U);
    // The server closes its end of the connection a little later.
    EXPECT_TRUE(test::eventually([&] {
      return open_descriptors() <= descriptors;
    })) << url;
  }
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
  EXPECT_TRUE(hub_.join(test::kPatience));
}

TEST_F(HttpClientTest, KillsAtAnyMomentLeaveNothingBehind) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n";
  server_.on("/quick", test::replies(200, std::string(2000, 'x')));
  server_.on("/large", test::replies(200, std::string(1'000'000, 'x')));
  server_.on("/drips", test::drips(head + std::string(2000, 'x'), 1ms));
  server_.on("/cut", test::sends(head));
  server_.on("/silent", test::hangs());
  const std::vector<std::string> urls = {
      server_.url("/quick"), server_.url("/large"),  server_.url("/drips"),
      server_.url("/cut"),   server_.url("/silent"), test::refused_url()};
  HttpClient http;
  std::minstd_rand random(7);
  std::vector<Fiber<void>> fibers;
  for (std::size_t i = 0; i < 40; ++i) {
    fibers.push_back(spawn([&, i] {
      for (std::size_t j = 0;; ++j) {
        StringSink body;
        (void)http.fetch(get(urls[(i + j) % urls.size()]), body);
      }
    }));
  }
  while (!fibers.empty()) {
    sleep_for(std::chrono::microseconds(random() % 5000));
    const std::size_t victim = random() % fibers.size();
    fibers[victim].kill();
    EXPECT_TRUE(fibers[victim].ready());
    std::swap(fibers[victim], fibers.back());
    fibers.pop_back();
    EXPECT_EQ(http.in_flight(), fibers.size());
  }
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
  StringSink body;
  EXPECT_EQ(shown(http.fetch(get(server_.url("/quick")), body)), "200");
}

TEST_F(HttpClientTest, T38TriesAgainWhenAKeptConnectionHasDied) {
  // The server closes each connection when its second request arrives.
  server_.on("/", [](Peer& peer) {
    thread_local int connection = 0;
    if (std::exchange(connection, peer.request().connection) ==
        peer.request().connection) {
      peer.close();
      return;
    }
    peer.reply(200, "x");
  });
  HttpClient http;
  for (int i = 0; i < 50; ++i) {
    StringSink body;
    const auto response = http.fetch(get(server_.url("/")), body);
    ASSERT_TRUE(response) << i << ' ' << response.error().message;
  }
  EXPECT_EQ(server_.connections(), 50);
}

HttpClientOptions resolving(const std::string& host, std::uint16_t port,
                            std::initializer_list<const char*> addresses) {
  ResolveOverride entry;
  entry.host = host;
  entry.port = port;
  for (const char* address : addresses) {
    entry.addresses.push_back(net::parse_address(address).value());
  }
  HttpClientOptions options;
  options.resolve = {entry};
  return options;
}

TEST_F(HttpClientTest, ConnectsWhereAnOverrideSays) {
  server_.on("/", test::replies(200));
  const Request request = get(server_.url("/", "name.test"));
  EXPECT_EQ(
      outcome(request, resolving("name.test", server_.port(), {"127.0.0.1"})),
      "200");
  EXPECT_EQ(server_.seen().at(0).header("Host"),
            "name.test:" + std::to_string(server_.port()));
}

TEST_F(HttpClientTest, TheNextAddressIsTriedAtOnce) {
  server_.on("/", test::replies(200));
  // The server listens on 127.0.0.1 only: the other addresses refuse.
  const TimePoint begin = hub_.now();
  Request request = get(server_.url("/", "name.test"));
  request.limits.connect = 60s;
  EXPECT_EQ(
      outcome(request, resolving("name.test", server_.port(),
                                 {"127.0.0.9", "127.0.0.8", "127.0.0.1"})),
      "200")
      << message_;
  EXPECT_LT(hub_.now() - begin, 15s) << "not after half of the limit";
}

TEST_F(HttpClientTest, AsksDnsForNames) {
  test::DnsServer dns;
  dns.answer("a.test", {.addresses = {"127.0.0.1"}});
  dns.answer("silent.test", {.silent = true});
  server_.on("/", test::replies(200));
  HttpClientOptions options;
  options.dns.servers = {net::parse_name_server(dns.address()).value()};
  HttpClient http(options);
  StringSink body;
  auto response = http.fetch(get(server_.url("/", "a.test")), body);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_TRUE(response->timing.dns);
  response = http.fetch(get(server_.url("/", "a.test")), body);
  ASSERT_TRUE(response);
  EXPECT_FALSE(response->timing.dns);
  EXPECT_EQ(shown(http.fetch(get(server_.url("/", "no.test")), body)),
            "dns_nxdomain");
  Request silent = get(server_.url("/", "silent.test"));
  silent.limits.dns = 50ms;
  EXPECT_EQ(shown(http.fetch(silent, body)), "dns_timeout");
}

TEST_F(HttpClientTest, NamesStayKnownOverALongTime) {
  // The addresses expire in libcurl's DNS cache after two seconds; libcurl must
  // not resolve the name itself then.
  server_.on("/", test::replies(200));
  server_.on("/late", [](Peer& peer) {
    if (peer.request().connection == 1) {
      peer.pause(3s);
      peer.close();  // makes libcurl connect again
    } else {
      peer.reply(200);
    }
  });
  HttpClient http(resolving("name.test", server_.port(), {"127.0.0.1"}));
  StringSink body;
  EXPECT_EQ(shown(http.fetch(get(server_.url("/", "name.test")), body)), "200");
  EXPECT_EQ(shown(http.fetch(get(server_.url("/late", "name.test")), body)),
            "200");
}

TEST_F(HttpClientTest, T21RefusesPrivateAddresses) {
  test::DnsServer dns;
  dns.answer("inside.test", {.addresses = {"127.0.0.1"}});
  server_.on("/", test::replies(200));
  HttpClientOptions options;
  options.dns.servers = {net::parse_name_server(dns.address()).value()};
  HttpClient http(options);
  StringSink body;
  for (const std::string& url :
       {server_.url("/"), server_.url("/", "inside.test"),
        server_.url("/", "localhost"), std::string("http://[::1]/"),
        std::string("http://[::ffff:127.0.0.1]/"),
        std::string("http://169.254.169.254/")}) {
    Request request = get(url);
    request.private_addresses = PrivateAddresses::kRefuse;
    EXPECT_EQ(shown(http.fetch(request, body)), "private_address") << url;
  }
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(HttpClientTest, T22APrivateConnectionIsNotUsedAgain) {
  server_.on("/", test::replies(200));
  HttpClient http(resolving("name.test", server_.port(), {"127.0.0.1"}));
  StringSink body;
  Request request = get(server_.url("/", "name.test"));
  EXPECT_EQ(shown(http.fetch(request, body)), "200");
  request.private_addresses = PrivateAddresses::kRefuse;
  EXPECT_EQ(shown(http.fetch(request, body)), "private_address");
  EXPECT_EQ(server_.seen().size(), 1U);
}

TEST_F(HttpClientTest, TheEnvironmentNamesNoProxy) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  server_.on("/", test::replies(200));
  EXPECT_EQ(outcome(server_.url("/")), "200");
  unsetenv("http_proxy");
}

TEST(RequestFor, ParsesUrls) {
  struct Case {
    const char* text;
    const char* url;
    Origin origin;
  };
  const Case kCases[] = {
      {"http://Example.org",
       "http://example.org/",
       {"http", "example.org", 80}},
      {"https://u:p@h:8443/a b?q#f",
       "https://h:8443/a%20b?q",
       {"https", "h", 8443}},
      {"http://[::1]:81/", "http://[::1]:81/", {"http", "::1", 81}},
  };
  for (const Case& c : kCases) {
    const auto request = request_for(c.text);
    ASSERT_TRUE(request) << c.text << ' ' << request.error().message;
    EXPECT_EQ(request->url.origin(), c.origin) << c.text;
    EXPECT_EQ(request->url.text(), c.url);
  }
  EXPECT_EQ(request_for("http://").error().kind, ErrorKind::kBadUrl);
  EXPECT_EQ(request_for("no scheme").error().kind, ErrorKind::kBadUrl);
  EXPECT_EQ(request_for("ftp://h/").error().kind,
            ErrorKind::kUnsupportedScheme);
}

TEST(ResolveOverride, ParsesWhatCurlParses) {
  const auto entry = parse_resolve_override("A.test:80:127.0.0.1,[::1]");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->host, "a.test");
  EXPECT_EQ(entry->port, 80);
  ASSERT_EQ(entry->addresses.size(), 2U);
  EXPECT_EQ(to_string(entry->addresses[1]), "::1");
  EXPECT_TRUE(parse_resolve_override("h:443:::1"));
  for (const char* text :
       {"", "h", "h:80", "h:80:", "h:x:127.0.0.1", ":80:127.0.0.1", "h:80:name",
        "h:80:127.0.0.1,", "h:70000:127.0.0.1"}) {
    EXPECT_FALSE(parse_resolve_override(text)) << text;
  }
}

}  // namespace
}  // namespace gfetch::http
