#include "gfetch/engine/http_client.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "gfetch/engine/hub.h"
#include "http/curl_multi.h"
#include "http/stall_guard.h"
#include "http/transfer.h"

namespace gfetch {
namespace {

using detail::CurlMulti;
using detail::Transfer;

/// Those of `addresses` that are public. The same list when all are.
Result<AddressList> without_private(AddressList addresses) {
  if (std::none_of(addresses->begin(), addresses->end(), is_private_address)) {
    return addresses;
  }
  auto rest = std::make_shared<std::vector<IpAddress>>();
  std::remove_copy_if(addresses->begin(), addresses->end(),
                      std::back_inserter(*rest), is_private_address);
  if (rest->empty()) {
    return Error{ErrorKind::kPrivateAddress,
                 "private address " + to_string(addresses->front())};
  }
  return AddressList(std::move(rest));
}

/// `host:port`, as libcurl's cache has it.
std::string endpoint(const std::string& host, std::uint16_t port) {
  std::string key = host;
  key += ':';
  key += std::to_string(port);
  return key;
}

std::string bracketed(const IpAddress& address) {
  return address.is_v6 ? '[' + to_string(address) + ']' : to_string(address);
}

/// Where a request's connection leads first.
const std::string& first_host(const Request& request) {
  return request.proxy ? request.proxy->host : request.origin.host;
}

/// Whether the host of a request that a proxy will look up is this machine or
/// another private one, as far as that can be seen from here.
Result<void> check_target(const Request& request) {
  if (request.private_addresses == PrivateAddresses::kAllow) return {};
  std::string_view host = request.origin.host;
  const std::optional<IpAddress> address = parse_address(host);
  if (host.ends_with('.')) host.remove_suffix(1);
  const bool is_private =
      address ? is_private_address(*address)
              : host == "localhost" || host.ends_with(".localhost");
  if (!is_private) return {};
  return Error{ErrorKind::kPrivateAddress,
               "private address " + request.origin.host};
}

/// Which addresses libcurl's cache of one shard was told, and when. It keeps
/// them for two seconds by a clock of whole seconds, so for one at least.
class ToldAddresses {
 public:
  /// What CURLOPT_RESOLVE must tell it now; empty when it knows.
  std::string news(const std::string& host, std::uint16_t port,
                   const AddressList& addresses, TimePoint now) {
    constexpr Duration kKnownFor = std::chrono::milliseconds(500);
    constexpr std::size_t kMany = 1000;
    if (told_.size() > kMany) told_.clear();
    std::string key = endpoint(host, port);
    Told& told = told_[key];
    if (told.addresses == addresses && now - told.when < kKnownFor) return {};
    told = {addresses, now};
    std::string entry = '+' + std::move(key);
    char separator = ':';
    for (const IpAddress& address : *addresses) {
      entry += separator;
      entry += bracketed(address);
      separator = ',';
    }
    return entry;
  }

 private:
  struct Told {
    AddressList addresses;
    TimePoint when{};
  };

  std::unordered_map<std::string, Told> told_;
};

struct Shard {
  Shard(Hub& hub, std::size_t idle_connections, detail::StallGuard* guard)
      : multi(hub, idle_connections, guard) {}

  CurlMulti multi;
  ToldAddresses told;
};

// Where few connections may be kept, few caches share them: each keeps more
// open for a while than it is told to.
std::size_t shards_for(const HttpClientOptions& options) {
  constexpr std::size_t kWorthACache = 16;
  return std::clamp<std::size_t>(options.idle_connections / kWorthACache, 1,
                                 std::max<std::size_t>(options.shards, 1));
}

}  // namespace

std::optional<ResolveOverride> parse_resolve_override(std::string_view text) {
  const std::size_t host_end = text.find(':');
  if (host_end == 0 || host_end == std::string_view::npos) return std::nullopt;
  const std::size_t port_end = text.find(':', host_end + 1);
  if (port_end == std::string_view::npos) return std::nullopt;
  ResolveOverride result;
  for (const char c : text.substr(0, host_end)) {
    result.host += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  const char* digits_end = text.data() + port_end;
  const auto [end, error] =
      std::from_chars(text.data() + host_end + 1, digits_end, result.port);
  if (error != std::errc() || end != digits_end) return std::nullopt;
  text.remove_prefix(port_end + 1);
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto address = parse_address(text.substr(0, comma));
    if (!address) return std::nullopt;
    result.addresses.push_back(*address);
    if (comma == text.size()) return result;
    text.remove_prefix(comma + 1);
  }
}

class HttpClient::Engine {
 public:
  explicit Engine(HttpClientOptions options);

  Result<Response> fetch(const Request& request, BodySink& sink);
  Result<AddressList> addresses_of(const std::string& host, std::uint16_t port,
                                   TimeLimit limit,
                                   std::optional<Duration>& dns);
  std::size_t in_flight() const noexcept { return in_flight_; }

 private:
  class Exchange;
  Result<Response> exchange(const Request& request, BodySink& sink);
  bool needs_http1(const Origin& origin) const;
  void close_idle();

  /// Where to connect to, and how long DNS took to find it if it was asked.
  struct Destination {
    AddressList addresses;
    std::optional<IpAddress> socks_target;  ///< that the proxy is to go on to
    std::optional<Duration> dns;
  };

  Result<Destination> destination(const Request& request);
  Result<Destination> proxied(const Request& request);
  Result<AddressList> target_addresses(const Request& request,
                                       std::optional<Duration>& dns);
  std::optional<AddressList> overridden(const std::string& host,
                                        std::uint16_t port) const;
  Shard& shard_for(const Request& request);
  std::unique_ptr<Transfer> take_transfer();

  Hub& hub_;
  HttpClientOptions options_;
  Resolver resolver_;
  std::unordered_map<std::string, AddressList> overrides_;
  // With which HTTP/2 does no good: see Transfer::wants_http1().
  std::unordered_set<std::string> http1_origins_;
  detail::CurlShare share_;
  std::unique_ptr<detail::StallGuard> guard_;   // with HTTP/2
  std::vector<std::unique_ptr<Shard>> shards_;  // made when first needed
  std::vector<std::unique_ptr<Transfer>> spare_;
  std::size_t in_flight_ = 0;
};

/// A transfer for as long as it runs: when this goes, for whatever reason,
/// the transfer has left libcurl and holds nothing.
class HttpClient::Engine::Exchange {
 public:
  Exchange(Engine& engine, Shard& shard)
      : engine_(engine),
        shard_(shard),
        transfer_(engine.take_transfer()),
        keep_alive_(engine.hub_) {
    ++engine_.in_flight_;
  }

  ~Exchange() {
    --engine_.in_flight_;
    const bool ended = transfer_->done();
    if (running_) shard_.multi.remove(*transfer_);
    // What was cut off in the middle may have left traces in its handle.
    if (ended) engine_.spare_.push_back(std::move(transfer_));
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Result<void> start(const Request& request, const Destination& destination,
                     bool again, bool http1) {
    // After a failure libcurl may know less than it was told.
    if (again) shard_.told = {};
    const std::string& host = first_host(request);
    const bool literal_host = parse_address(host).has_value();
    const bool tells = !literal_host && !destination.addresses->empty();
    const std::string resolve =
        tells ? shard_.told.news(
                    host,
                    request.proxy ? request.proxy->port : request.origin.port,
                    destination.addresses, engine_.hub_.now())
              : std::string();
    // All that libcurl connects to by this request, host and port alike.
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
    shard_.multi.add(*transfer_);
    running_ = true;
    return {};
  }

  /// Passes the body on as it comes, until the transfer has ended.
  Result<void> drain_into(BodySink& sink) {
    for (;;) {
      const bool at_once = announced_ && sink.takes_at_once();
      shard_.multi.wait(*transfer_, at_once ? &sink : nullptr);
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

  /// What came of it. A response without a body is announced here.
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
  Shard& shard_;
  std::unique_ptr<Transfer> transfer_;
  KeepAlive keep_alive_;
  bool running_ = false;
  bool announced_ = false;
};

HttpClient::Engine::Engine(HttpClientOptions options)
    : hub_(Hub::current()),
      options_(std::move(options)),
      resolver_(options_.dns),
      share_(options_),
      // Requests that must not reach private addresses have shards of their
      // own, and so never a connection that others opened.
      shards_(2 * shards_for(options_)) {
  for (ResolveOverride& entry : options_.resolve) {
    overrides_[endpoint(entry.host, entry.port)] =
        std::make_shared<const std::vector<IpAddress>>(entry.addresses);
  }
  if (options_.version >= HttpVersion::k2) {
    guard_ = std::make_unique<detail::StallGuard>();
  }
}

Result<Response> HttpClient::Engine::fetch(const Request& request,
                                           BodySink& sink) {
  Result<Response> response = exchange(request, sink);
  if (!response && response.error().lacks_descriptors()) close_idle();
  return response;
}

// Descriptors have run out: those of idle connections are of better use to
// whoever comes next.
void HttpClient::Engine::close_idle() {
  options_.idle_connections = 0;
  for (std::unique_ptr<Shard>& shard : shards_) {
    if (shard == nullptr) continue;
    if (shard->multi.busy()) {
      shard->multi.keep_none_idle();
    } else {
      shard.reset();
    }
  }
}

bool HttpClient::Engine::needs_http1(const Origin& origin) const {
  return !http1_origins_.empty() &&
         http1_origins_.contains(endpoint(origin.host, origin.port));
}

Result<Response> HttpClient::Engine::exchange(const Request& request,
                                              BodySink& sink) {
  Result<Destination> found = destination(request);
  if (!found) return found.error();
  for (bool again = false;; again = true) {
    Exchange exchange(*this, shard_for(request));
    Result<void> started =
        exchange.start(request, *found, again, needs_http1(request.origin));
    if (!started) return started.error();
    Result<void> drained = exchange.drain_into(sink);
    if (!drained) return drained.error();
    if (exchange.wants_http1()) {
      const Origin& origin = request.origin;
      http1_origins_.insert(endpoint(origin.host, origin.port));
      continue;
    }
    if (again || !exchange.deserves_retry()) {
      return exchange.outcome(sink, found->dns);
    }
  }
}

Result<HttpClient::Engine::Destination> HttpClient::Engine::destination(
    const Request& request) {
  Destination found;
  if (!options_.unix_socket.empty()) {
    found.addresses = std::make_shared<const std::vector<IpAddress>>();
    return found;
  }
  if (request.proxy) return proxied(request);
  Result<AddressList> addresses = target_addresses(request, found.dns);
  if (!addresses) return addresses.error();
  found.addresses = *std::move(addresses);
  return found;
}

Result<HttpClient::Engine::Destination> HttpClient::Engine::proxied(
    const Request& request) {
  Destination found;
  const Proxy& proxy = *request.proxy;
  Result<AddressList> addresses =
      addresses_of(proxy.host, proxy.port, request.limits.dns, found.dns);
  if (!addresses) {
    return Error{addresses.error().kind,
                 "the proxy: " + addresses.error().message};
  }
  found.addresses = *std::move(addresses);
  if (proxy.resolves()) {
    if (Result<void> checked = check_target(request); !checked) {
      return checked.error();
    }
    return found;
  }
  Result<AddressList> targets = target_addresses(request, found.dns);
  if (!targets) return targets.error();
  found.socks_target = (*targets)->front();
  return found;
}

/// Those of the origin that the request may talk to.
Result<AddressList> HttpClient::Engine::target_addresses(
    const Request& request, std::optional<Duration>& dns) {
  Result<AddressList> addresses = addresses_of(
      request.origin.host, request.origin.port, request.limits.dns, dns);
  const bool any = request.private_addresses == PrivateAddresses::kAllow;
  if (any || !addresses) return addresses;
  return without_private(*std::move(addresses));
}

/// Adds the time that DNS took to `dns`, if it was asked.
Result<AddressList> HttpClient::Engine::addresses_of(
    const std::string& host, std::uint16_t port, TimeLimit limit,
    std::optional<Duration>& dns) {
  if (auto addresses = overridden(host, port)) return *std::move(addresses);
  if (auto known = resolver_.at_hand(host, options_.family)) {
    return *std::move(known);
  }
  const TimePoint asked = hub_.now();
  Result<AddressList> answer = resolver_.resolve(host, options_.family, limit);
  dns = dns.value_or(Duration(0)) + (hub_.now() - asked);
  return answer;
}

std::optional<AddressList> HttpClient::Engine::overridden(
    const std::string& host, std::uint16_t port) const {
  if (overrides_.empty()) return std::nullopt;
  const auto entry = overrides_.find(endpoint(host, port));
  if (entry == overrides_.end()) return std::nullopt;
  return entry->second;
}

Shard& HttpClient::Engine::shard_for(const Request& request) {
  const std::size_t shards = shards_.size() / 2;
  const bool refuses = request.private_addresses == PrivateAddresses::kRefuse;
  const std::size_t index =
      std::hash<std::string>()(first_host(request)) % shards +
      (refuses ? shards : 0);
  if (!shards_[index]) {
    shards_[index] = std::make_unique<Shard>(
        hub_, std::max<std::size_t>(options_.idle_connections / shards, 1),
        guard_.get());
  }
  return *shards_[index];
}

std::unique_ptr<Transfer> HttpClient::Engine::take_transfer() {
  if (spare_.empty()) return std::make_unique<Transfer>(options_, share_);
  std::unique_ptr<Transfer> transfer = std::move(spare_.back());
  spare_.pop_back();
  return transfer;
}

HttpClient::HttpClient(HttpClientOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}

HttpClient::~HttpClient() = default;

Result<AddressList> HttpClient::addresses_of(const Origin& origin,
                                             TimeLimit limit) {
  std::optional<Duration> dns;
  return engine_->addresses_of(origin.host, origin.port, limit, dns);
}

Result<Response> HttpClient::fetch(const Request& request, BodySink& sink) {
  return engine_->fetch(request, sink);
}

std::size_t HttpClient::in_flight() const noexcept {
  return engine_->in_flight();
}

}  // namespace gfetch
