// A client that is destroyed before the exchanges in progress.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/pool.h"
#include "gfetch/fiber/timeout.h"
#include "gfetch/http/http_client.h"
#include "tests/support/dns_server.h"
#include "tests/support/patience.h"
#include "tests/support/test_server.h"

namespace gfetch::http {
namespace {

using namespace std::chrono_literals;
using test::Peer;
using test::TestServer;

Request get(const std::string& url) {
  return request_for(url).value();
}

std::string shown(const Result<Response>& result) {
  return result ? std::to_string(result->status_code)
                : std::string(name_of(result.error().kind));
}

/// A sink that calls a function with the first bytes of the body.
struct CallingSink : BodySink {
  Result<void> on_response(const Response& /*response*/) override { return {}; }
  Result<void> on_data(std::string_view /*bytes*/) override {
    if (call) std::exchange(call, nullptr)();
    return {};
  }
  bool takes_at_once() const override { return at_once; }

  std::function<void()> call;
  bool at_once = false;
};

class HttpClientEndTest : public testing::Test {
 protected:
  HttpClientEndTest() {
    server_.on("/hangs", test::hangs());
    server_.on("/drips", test::never_ends("HTTP/1.1 200 OK\r\n\r\n", "xxxx"));
    server_.on("/", test::replies(200, "x"));
  }

  void TearDown() override {
    if (!hub_) return;
    EXPECT_TRUE(hub_->join(5s));
    EXPECT_EQ(hub_->fiber_count(), 0U);
    EXPECT_EQ(hub_->watcher_count(), 0U);
  }

  /// Starts a fetch with the client, and waits until the server has it.
  Fiber<std::string> begin(const std::string& path, BodySink& sink) {
    const std::size_t before = server_.seen().size();
    auto fiber = spawn([this, path, &sink] {
      return shown(http_->fetch(get(server_.url(path)), sink));
    });
    while (server_.seen().size() == before) sleep_for(1ms);
    return fiber;
  }

  TestServer server_;
  std::optional<Hub> hub_{std::in_place};
  std::optional<HttpClient> http_{std::in_place};
  StringSink body_;
};

TEST_F(HttpClientEndTest, EndsTheFetchesOfAPoolThatOutlivesIt) {
  std::vector<std::string> outcomes;
  {
    Pool pool(3);
    HttpClient http;
    for (int i = 0; i < 3; ++i) {
      pool.spawn([&] {
        StringSink body;
        outcomes.push_back(shown(http.fetch(get(server_.url("/hangs")), body)));
      });
    }
    while (server_.now_in_flight() < 3) sleep_for(1ms);
  }
  EXPECT_EQ(outcomes, std::vector<std::string>(3, "killed"));
}

TEST_F(HttpClientEndTest, WaitsUntilEachFetchHasReturned) {
  const auto fetch = begin("/hangs", body_);
  http_.reset();
  EXPECT_TRUE(fetch.ready());
  EXPECT_EQ(fetch.get(), "killed");
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(HttpClientEndTest, EndsALookup) {
  test::DnsServer dns;
  dns.answer("silent.test", {.silent = true});
  HttpClientOptions options;
  options.dns.servers = {net::parse_name_server(dns.address()).value()};
  http_.emplace(options);
  const Origin origin{"http", "silent.test", 80};
  const auto fetch = spawn(
      [&] { return shown(http_->fetch(get("http://silent.test/"), body_)); });
  const auto asking = spawn([&] { return http_->address_of(origin, {}); });
  sleep_for(10ms);
  http_.reset();
  EXPECT_EQ(fetch.get(), "killed");
  EXPECT_EQ(asking.get(), std::nullopt);
}

TEST_F(HttpClientEndTest, EndsASinkThatBlocks) {
  Event never;
  CallingSink sink;
  sink.call = [&] { never.wait(); };
  const auto fetch = begin("/drips", sink);
  while (sink.call) sleep_for(1ms);
  http_.reset();
  EXPECT_EQ(fetch.get(), "killed");
}

TEST_F(HttpClientEndTest, EndsAFetchUnderAShield) {
  auto shielded = spawn([&] {
    const KillShield shield;
    return shown(http_->fetch(get(server_.url("/hangs")), body_));
  });
  while (server_.now_in_flight() == 0) sleep_for(1ms);
  http_.reset();
  EXPECT_EQ(shielded.get(), "killed");
}

TEST_F(HttpClientEndTest, ASinkMayDestroyTheClientOfItsFetch) {
  for (const bool at_once : {false, true}) {
    http_.emplace();
    CallingSink sink;
    sink.at_once = at_once;
    // The first bytes go through on_data() in the fiber in any case.
    sink.call = [&] { sink.call = [&] { http_.reset(); }; };
    const auto other = begin("/hangs", body_);
    const auto fetch = begin("/drips", sink);
    EXPECT_EQ(fetch.get(), "killed") << at_once;
    EXPECT_EQ(other.get(), "killed") << at_once;
    EXPECT_FALSE(http_);
    EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
  }
}

TEST_F(HttpClientEndTest, APostedFunctionMayDestroyIt) {
  const auto fetch = begin("/hangs", body_);
  hub_->post([&] { http_.reset(); });
  EXPECT_EQ(fetch.get(), "killed");
}

TEST_F(HttpClientEndTest, AFiberThatUnwindsMayDestroyIt) {
  const auto owner = spawn([&] {
    const std::unique_ptr<HttpClient> http = std::make_unique<HttpClient>();
    auto fetch = spawn([&http, this] {
      return shown(http->fetch(get(server_.url("/hangs")), body_));
    });
    struct Look {
      ~Look() { EXPECT_FALSE(fetch.ready()); }
      Fiber<std::string>& fetch;
    } look{fetch};
    sleep_for(1h);
  });
  while (server_.now_in_flight() == 0) sleep_for(1ms);
  owner.kill();
  EXPECT_TRUE(owner.killed());
  EXPECT_TRUE(test::eventually([&] { return server_.now_in_flight() == 0; }));
}

TEST_F(HttpClientEndTest, ATimeoutWaitsUntilItIsDestroyed) {
  CallingSink sink;
  const auto fetch = begin("/hangs", sink);
  Timeout timeout(0s);
  EXPECT_NO_THROW(http_.reset());
  EXPECT_TRUE(fetch.ready());
  try {
    sleep_for(1h);
    ADD_FAILURE() << "no Timeout";
  } catch (const TimeoutExpired& expired) {
    EXPECT_TRUE(timeout.owns(expired));
  }
}

TEST_F(HttpClientEndTest, NoFetchBeginsWhileItIsDestroyed) {
  std::vector<std::string> outcomes;
  const auto worker = spawn([&] {
    for (int i = 0; i < 3; ++i) {
      outcomes.push_back(
          shown(http_->fetch(get(server_.url("/hangs")), body_)));
    }
  });
  while (server_.now_in_flight() == 0) sleep_for(1ms);
  http_.reset();
  worker.join();
  EXPECT_EQ(outcomes, std::vector<std::string>(3, "killed"));
}

TEST_F(HttpClientEndTest, MayOutliveItsHub) {
  EXPECT_EQ(shown(http_->fetch(get(server_.url("/")), body_)), "200");
  const auto fetch = begin("/hangs", body_);
  hub_.reset();
  EXPECT_TRUE(fetch.killed());
  EXPECT_THROW(http_->fetch(get(server_.url("/")), body_), std::logic_error);
  {
    const Hub other;
    EXPECT_THROW(http_->fetch(get(server_.url("/")), body_), std::logic_error);
    EXPECT_THROW(http_->address_of({"http", "a", 80}, {}), std::logic_error);
  }
  http_.reset();
}

TEST_F(HttpClientEndTest, AnotherHubMayDestroyItAfterItsOwnHasEnded) {
  const auto fetch = begin("/hangs", body_);
  hub_.reset();
  const Hub other;
  http_.reset();
}

TEST_F(HttpClientEndTest, AnotherThreadLeavesItsEndToItsHub) {
  const auto fetch = begin("/hangs", body_);
  const KeepAlive until_the_post;
  std::thread([&] { http_.reset(); }).join();
  EXPECT_EQ(fetch.get(), "killed");
}

TEST_F(HttpClientEndTest, AStringSinkHoldsTheLastAttemptAlone) {
  server_.on("/short", test::sends("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n"
                                   "\r\nabc"));
  EXPECT_EQ(shown(http_->fetch(get(server_.url("/short")), body_)),
            "truncated");
  EXPECT_EQ(body_.text(), "abc");
  EXPECT_EQ(shown(http_->fetch(get("http://127.0.0.1:1/"), body_)),
            "connect_refused");
  EXPECT_EQ(body_.text(), "");
  EXPECT_EQ(shown(http_->fetch(get(server_.url("/")), body_)), "200");
  EXPECT_EQ(shown(http_->fetch(Request{}, body_)), "bad_url");
  EXPECT_EQ(body_.text(), "") << "also for a request that is never sent";
}

}  // namespace
}  // namespace gfetch::http
