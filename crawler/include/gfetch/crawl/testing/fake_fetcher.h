#pragma once
/// A Fetcher without a network, for tests. It gives the answers that a test
/// sets, each after a delay on the hub's clock, and logs the requests with
/// their times. On a hub with a virtual clock the delays take no real time.
///
///   auto web = std::make_shared<FakeFetcher>();
///   web->on("http://a/", {.body = "hello"});
///   Session session({.fetcher = web});
///   session.get("http://a/");
///
///   FakeFetcher web;
///   web.on("http://a/", {.delay = 10ms});
///   web.on("http://a/x", redirect_to("/y"));
///   web.on_host("dead", unreachable_after(10s));

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/http/http.h"

namespace gfetch::test {

/// A scripted answer to a request: a response or an error.
struct FakeAnswer {
  int status_code = 200;
  std::vector<http::Header> headers = {};
  std::string body = {};
  Duration delay{0};                ///< the time before the answer arrives
  std::optional<Error> error = {};  ///< an error instead of a response
};

/// Returns an answer that redirects to `location`, which may be relative.
inline FakeAnswer redirect_to(std::string location, int status_code = 302) {
  return {.status_code = status_code,
          .headers = {{"Location", std::move(location)}}};
}

/// Returns an answer that is an error, after `delay`.
inline FakeAnswer failure(ErrorKind kind, Duration delay = {}) {
  return {.delay = delay, .error = Error{kind, "as the test said"}};
}

/// Returns the answer of a host that does not accept connections: a connect
/// error after `delay`.
inline FakeAnswer unreachable_after(Duration delay) {
  return failure(ErrorKind::kConnectTimeout, delay);
}

/// A logged request and its time.
struct Asked {
  http::Request request;
  TimePoint at;
};

class FakeFetcher final : public http::Fetcher {
 public:
  /// The answer for URLs and hosts without an answer of their own.
  FakeAnswer usual;

  /// The address that every host has; absent: no host has an address.
  std::optional<net::IpAddress> address;

  /// Enables the request log. A test with millions of requests disables it.
  bool logs = true;

  /// Adds an answer to the next request for `url`. The last answer is repeated.
  void on(const std::string& url, FakeAnswer answer) {
    urls_[url].answers.push_back(std::move(answer));
  }

  /// Sets the answer of `host` to all URLs that have no answer of their own.
  void on_host(const std::string& host, FakeAnswer answer) {
    hosts_[host] = std::move(answer);
  }

  Result<http::Response> fetch(const http::Request& request,
                               http::BodySink& sink) override {
    ++count_;
    sink.on_start();
    if (logs) asked_.push_back({request, Hub::current().now()});
    const InFlight in_flight(*this, request.url.origin().host);
    const FakeAnswer answer = answer_for(request);
    if (answer.delay > Duration(0)) sleep_for(answer.delay);
    if (answer.error) return *answer.error;
    http::Response response;
    response.status_code = answer.status_code;
    response.reason = "Scripted";
    response.version = http::HttpVersion::k1_1;
    response.headers = answer.headers;
    response.remote_ip = "192.0.2.1";
    response.remote_port = request.url.origin().port;
    response.wire_bytes = answer.body.size();
    response.timing.ttfb = answer.delay;
    response.timing.total = answer.delay;
    if (auto taken = sink.on_response(response); !taken) return taken.error();
    if (!answer.body.empty()) {
      if (auto taken = sink.on_data(answer.body); !taken) return taken.error();
    }
    return response;
  }

  std::optional<net::IpAddress> address_of(const http::Origin& /*origin*/,
                                           TimeLimit /*limit*/) override {
    ++lookups_;
    return address;
  }

  const std::vector<Asked>& asked() const { return asked_; }
  std::size_t count() const { return count_; }

  /// Returns the number of address lookups.
  std::size_t lookups() const { return lookups_; }

  /// Returns the URLs of all requests, in order.
  std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const Asked& one : asked_) urls.push_back(one.request.url.text());
    return urls;
  }

  /// Returns the times of the requests to `host`, in order.
  std::vector<TimePoint> starts(std::string_view host) const {
    std::vector<TimePoint> starts;
    for (const Asked& one : asked_) {
      if (one.request.url.origin().host == host) starts.push_back(one.at);
    }
    return starts;
  }

  int in_flight() const { return in_flight_; }
  int most_in_flight() const { return most_in_flight_; }
  int most_in_flight(const std::string& host) { return by_host_[host].most; }

 private:
  struct Script {
    std::vector<FakeAnswer> answers;
    std::size_t next = 0;
  };
  struct Load {
    int now = 0;
    int most = 0;
  };
  struct InFlight {
    InFlight(FakeFetcher& owner, const std::string& host)
        : fetcher(owner), load(owner.by_host_[host]) {
      load.most = std::max(load.most, ++load.now);
      fetcher.most_in_flight_ =
          std::max(fetcher.most_in_flight_, ++fetcher.in_flight_);
    }
    ~InFlight() {
      --load.now;
      --fetcher.in_flight_;
    }
    FakeFetcher& fetcher;
    Load& load;
  };

  FakeAnswer answer_for(const http::Request& request) {
    if (const auto url = urls_.find(request.url.text()); url != urls_.end()) {
      Script& script = url->second;
      const std::size_t last = script.answers.size() - 1;
      return script.answers[std::min(script.next++, last)];
    }
    const auto host = hosts_.find(request.url.origin().host);
    return host == hosts_.end() ? usual : host->second;
  }

  std::map<std::string, Script> urls_;
  std::map<std::string, FakeAnswer> hosts_;
  std::map<std::string, Load> by_host_;
  std::vector<Asked> asked_;
  std::size_t count_ = 0;
  std::size_t lookups_ = 0;
  int in_flight_ = 0;
  int most_in_flight_ = 0;
};

}  // namespace gfetch::test
