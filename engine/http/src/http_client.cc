#include "gfetch/http/http_client.h"

#include <unordered_set>
#include <utility>

#include "base/endpoint.h"
#include "connection_pools.h"
#include "destinations.h"
#include "gfetch/fiber/detail/open_calls.h"
#include "gfetch/fiber/hub.h"
#include "quirks/stall_guard.h"
#include "transfer.h"

namespace gfetch::http {
namespace {

Error ended() {
  return {ErrorKind::kKilled, "the client was destroyed"};
}

}  // namespace

/// All parts of a client. Each call of fetch() shares its ownership, so that
/// the client may be destroyed during the call.
class HttpClient::Engine {
 public:
  explicit Engine(HttpClientOptions options);

  Result<Response> fetch(const Request& request, BodySink& sink);
  std::optional<net::IpAddress> address_of(const Origin& origin,
                                           TimeLimit limit);
  std::size_t in_flight() const noexcept { return in_flight_; }
  detail::OpenCalls& calls() noexcept { return calls_; }
  /// Ends all calls. Requires that the hub has not ended.
  void close();

 private:
  class Exchange;
  Result<Response> carry_out(const Request& request, BodySink& sink);
  bool needs_http1(const Origin& origin) const;
  std::unique_ptr<Transfer> take_transfer();

  Hub& hub_;
  detail::OpenCalls calls_;
  HttpClientOptions options_;
  Destinations destinations_;
  // Origins that get HTTP/1.1 because HTTP/2 failed with them: see
  // Transfer::wants_http1().
  std::unordered_set<std::string> http1_origins_;
  CurlShare share_;
  std::unique_ptr<StallGuard> guard_;  // null if the client uses HTTP/1.1 only
  ConnectionPools pools_;
  std::vector<std::unique_ptr<Transfer>> spare_;
  std::size_t in_flight_ = 0;
};

/// A transfer in progress. The destructor removes the transfer from libcurl,
/// however the exchange ended: by a response, an error, a kill or a timeout.
class HttpClient::Engine::Exchange {
 public:
  Exchange(Engine& engine, std::shared_ptr<ConnectionPool> pool)
      : engine_(engine),
        pool_(std::move(pool)),
        transfer_(engine.take_transfer()),
        keep_alive_(engine.hub_) {
    ++engine_.in_flight_;
  }

  ~Exchange() {
    --engine_.in_flight_;
    const bool ended = transfer_->done();
    if (running_) pool_->transfers.remove(*transfer_);
    // The easy handle of an unfinished transfer may be in any state: it is
    // destroyed, not reused.
    if (ended) engine_.spare_.push_back(std::move(transfer_));
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Result<void> start(const Request& request, const Destination& destination,
                     bool again, bool http1) {
    // The first attempt failed: libcurl may have removed the addresses from its
    // DNS cache.
    if (again) pool_->dns_cache = {};
    const std::string& host = first_host(request);
    const bool literal_host = net::parse_address(host).has_value();
    const bool tells = !literal_host && !destination.addresses->empty();
    const std::string resolve =
        tells ? pool_->dns_cache.updates(host, first_port(request),
                                         destination.addresses,
                                         engine_.hub_.now())
              : std::string();
    // An empty host and port in CURLOPT_CONNECT_TO match every host and port.
    const std::string socks_target =
        destination.socks_target
            ? "::" + bracketed(*destination.socks_target) + ':'
            : std::string();
    Result<void> assigned = transfer_->assign(
        {.request = request,
         .addresses = destination.addresses,
         .resolve = resolve.empty() ? nullptr : resolve.c_str(),
         .socks_target = socks_target.empty() ? nullptr : socks_target.c_str(),
         .literal_host = literal_host,
         .fresh_connection = again,
         .http1 = http1});
    if (!assigned) return assigned;
    pool_->transfers.add(*transfer_);
    running_ = true;
    return {};
  }

  /// Passes the response's body to `sink` as it arrives, until the transfer has
  /// ended. Blocks the calling fiber.
  Result<void> drain_into(BodySink& sink) {
    for (;;) {
      const bool at_once = announced_ && sink.takes_at_once();
      transfer_->wait(at_once ? &sink : nullptr);
      if (!transfer_->has_body()) return {};
      if (!std::exchange(announced_, true)) {
        Result<void> accepted = sink.on_response(transfer_->response());
        if (!accepted) return accepted;
      }
      Result<void> accepted = sink.on_data(transfer_->take_body());
      if (!accepted) return accepted;
    }
  }

  bool deserves_retry() const { return transfer_->deserves_retry(); }
  bool wants_http1() const { return transfer_->wants_http1(); }

  /// Returns the response or the error of the transfer. A response without a
  /// body is passed to the sink here: drain_into() has not done so.
  Result<Response> outcome(BodySink& sink, std::optional<Duration> dns) {
    Result<Response> outcome = transfer_->outcome(dns);
    if (outcome && !announced_) {
      Result<void> accepted = sink.on_response(*outcome);
      if (!accepted) return accepted.error();
    }
    return outcome;
  }

 private:
  Engine& engine_;
  std::shared_ptr<ConnectionPool> pool_;
  std::unique_ptr<Transfer> transfer_;
  KeepAlive keep_alive_;
  bool running_ = false;
  bool announced_ = false;
};

HttpClient::Engine::Engine(HttpClientOptions options)
    : hub_(Hub::current()),
      options_(std::move(options)),
      destinations_(options_),
      share_(options_),
      guard_(options_.version >= HttpVersion::k2
                 ? std::make_unique<StallGuard>()
                 : nullptr),
      pools_(hub_, options_, guard_.get()) {}

bool HttpClient::Engine::needs_http1(const Origin& origin) const {
  return !http1_origins_.empty() &&
         http1_origins_.contains(endpoint(origin.host, origin.port));
}

void HttpClient::Engine::close() {
  calls_.close();
  pools_.fail_all(ended());
  destinations_.close();
}

std::optional<net::IpAddress> HttpClient::Engine::address_of(
    const Origin& origin, TimeLimit limit) {
  if (calls_.closed()) return std::nullopt;
  const detail::OpenCalls::Call call(calls_, "HttpClient");
  try {
    return destinations_.address_of(origin, limit);
  } catch (const TimeoutExpired& expired) {
    if (!call.ended_by(expired)) throw;
    return std::nullopt;
  }
}

Result<Response> HttpClient::Engine::fetch(const Request& request,
                                           BodySink& sink) {
  sink.on_start();
  if (!request.url.valid()) return request.url.error();
  if (calls_.closed()) return ended();
  const detail::OpenCalls::Call call(calls_, "HttpClient");
  try {
    Result<Response> response = carry_out(request, sink);
    // If the process has no descriptor left, idle connections are closed to
    // free theirs for the next exchange.
    if (!response && response.error().out_of_descriptors()) {
      pools_.close_idle();
    }
    return response;
  } catch (const TimeoutExpired& expired) {
    if (!call.ended_by(expired)) throw;
    return ended();
  }
}

// Carries out an exchange, which may take several transfers:
//
//   find addresses --> start --> pass the body on --> outcome
//                        ^              |
//                        +--- again ----+
//
// It ends: a transfer over HTTP/1.1 never asks for HTTP/1.1 again, and a stale
// connection is the reason for one repetition at most.
Result<Response> HttpClient::Engine::carry_out(const Request& request,
                                               BodySink& sink) {
  Result<Destination> found = destinations_.find(request);
  if (!found) return found.error();
  for (bool again = false;; again = true) {
    if (calls_.closed()) return ended();
    if (again) sink.on_start();
    Exchange exchange(*this, pools_.pool_for(request));
    Result<void> started = exchange.start(request, *found, again,
                                          needs_http1(request.url.origin()));
    if (!started) return started.error();
    Result<void> drained = exchange.drain_into(sink);
    if (!drained) return drained.error();
    // The request is repeated over HTTP/1.1, and all later requests to this
    // origin use HTTP/1.1.
    if (exchange.wants_http1()) {
      const Origin& origin = request.url.origin();
      http1_origins_.insert(endpoint(origin.host, origin.port));
      continue;
    }
    // A request is repeated only once: a second failure is not a stale
    // connection's.
    if (again || !exchange.deserves_retry()) {
      return exchange.outcome(sink, found->dns);
    }
  }
}

std::unique_ptr<Transfer> HttpClient::Engine::take_transfer() {
  if (spare_.empty()) return std::make_unique<Transfer>(options_, share_);
  std::unique_ptr<Transfer> transfer = std::move(spare_.back());
  spare_.pop_back();
  return transfer;
}

HttpClient::HttpClient(HttpClientOptions options)
    : engine_(std::make_shared<Engine>(std::move(options))) {}

HttpClient::~HttpClient() {
  detail::end_calls(engine_);
}

std::optional<net::IpAddress> HttpClient::address_of(const Origin& origin,
                                                     TimeLimit limit) {
  const std::shared_ptr<Engine> engine = engine_;
  return engine->address_of(origin, limit);
}

Result<Response> HttpClient::fetch(const Request& request, BodySink& sink) {
  const std::shared_ptr<Engine> engine = engine_;
  return engine->fetch(request, sink);
}

std::size_t HttpClient::in_flight() const noexcept {
  return engine_->in_flight();
}

}  // namespace gfetch::http
