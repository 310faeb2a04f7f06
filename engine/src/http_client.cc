#include "gfetch/engine/http_client.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "curl_multi.h"
#include "gfetch/engine/hub.h"
#include "transfer.h"

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
std::string endpoint(const Origin& origin) {
  std::string key = origin.host;
  key += ':';
  key += std::to_string(origin.port);
  return key;
}

/// Which addresses libcurl's cache of one shard was told, and when. It keeps
/// them for two seconds by a clock of whole seconds, so for one at least.
class ToldAddresses {
 public:
  /// What CURLOPT_RESOLVE must tell it now; empty when it knows.
  std::string news(const Origin& origin, const AddressList& addresses,
                   TimePoint now) {
    constexpr Duration kKnownFor = std::chrono::milliseconds(500);
    constexpr std::size_t kMany = 1000;
    if (told_.size() > kMany) told_.clear();
    std::string key = endpoint(origin);
    Told& told = told_[key];
    if (told.addresses == addresses && now - told.when < kKnownFor) return {};
    told = {addresses, now};
    std::string entry = '+' + std::move(key);
    char separator = ':';
    for (const IpAddress& address : *addresses) {
      entry += separator;
      entry +=
          address.is_v6 ? '[' + to_string(address) + ']' : to_string(address);
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
  Shard(Hub& hub, std::size_t idle_connections)
      : multi(hub, idle_connections) {}

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
  std::size_t in_flight() const noexcept { return in_flight_; }

 private:
  class Exchange;
  /// Addresses, and how long DNS took to find them if it was asked.
  struct Destination {
    AddressList addresses;
    std::optional<Duration> dns;
  };

  Result<Destination> destination(const Request& request);
  std::optional<Result<AddressList>> overridden(const Origin& origin) const;
  Shard& shard_for(const Request& request);
  std::unique_ptr<Transfer> take_transfer();

  Hub& hub_;
  HttpClientOptions options_;
  Resolver resolver_;
  std::unordered_map<std::string, AddressList> overrides_;
  detail::CurlShare share_;
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

  Result<void> start(const Request& request, const AddressList& addresses,
                     bool again) {
    // After a failure libcurl may know less than it was told.
    if (again) shard_.told = {};
    const bool literal_host = parse_address(request.origin.host).has_value();
    const std::string resolve =
        literal_host
            ? std::string()
            : shard_.told.news(request.origin, addresses, engine_.hub_.now());
    Result<void> assigned = transfer_->assign(
        {.request = request,
         .addresses = addresses,
         .resolve = resolve.empty() ? nullptr : resolve.c_str(),
         .literal_host = literal_host,
         .fresh_connection = again});
    if (!assigned) return assigned;
    shard_.multi.add(*transfer_);
    running_ = true;
    return {};
  }

  /// Passes the body on as it comes, until the transfer has ended.
  Result<void> drain_into(BodySink& sink) {
    for (;;) {
      shard_.multi.wait(*transfer_);
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
      // Requests that must not reach private addresses have shards of their
      // own, and so never a connection that others opened.
      shards_(2 * shards_for(options_)) {
  for (ResolveOverride& entry : options_.resolve) {
    overrides_[entry.host + ':' + std::to_string(entry.port)] =
        std::make_shared<const std::vector<IpAddress>>(entry.addresses);
  }
}

Result<Response> HttpClient::Engine::fetch(const Request& request,
                                           BodySink& sink) {
  Result<Destination> found = destination(request);
  if (!found) return found.error();
  for (bool again = false;; again = true) {
    Exchange exchange(*this, shard_for(request));
    Result<void> started = exchange.start(request, found->addresses, again);
    if (!started) return started.error();
    Result<void> drained = exchange.drain_into(sink);
    if (!drained) return drained.error();
    if (again || !exchange.deserves_retry()) {
      return exchange.outcome(sink, found->dns);
    }
  }
}

Result<HttpClient::Engine::Destination> HttpClient::Engine::destination(
    const Request& request) {
  Destination found;
  const std::string& host = request.origin.host;
  std::optional<Result<AddressList>> addresses = overridden(request.origin);
  if (!addresses) addresses = resolver_.at_hand(host, options_.family);
  if (!addresses) {
    const TimePoint asked = hub_.now();
    addresses = resolver_.resolve(host, options_.family, request.limits.dns);
    found.dns = hub_.now() - asked;
  }
  if (!*addresses) return addresses->error();
  if (request.private_addresses == PrivateAddresses::kRefuse) {
    addresses = without_private(**addresses);
    if (!*addresses) return addresses->error();
  }
  found.addresses = **std::move(addresses);
  return found;
}

std::optional<Result<AddressList>> HttpClient::Engine::overridden(
    const Origin& origin) const {
  if (overrides_.empty()) return std::nullopt;
  const auto entry = overrides_.find(endpoint(origin));
  if (entry == overrides_.end()) return std::nullopt;
  return entry->second;
}

Shard& HttpClient::Engine::shard_for(const Request& request) {
  const std::size_t shards = shards_.size() / 2;
  const bool refuses = request.private_addresses == PrivateAddresses::kRefuse;
  const std::size_t index =
      std::hash<std::string>()(request.origin.host) % shards +
      (refuses ? shards : 0);
  if (!shards_[index]) {
    shards_[index] = std::make_unique<Shard>(
        hub_, std::max<std::size_t>(options_.idle_connections / shards, 1));
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

Result<Response> HttpClient::fetch(const Request& request, BodySink& sink) {
  return engine_->fetch(request, sink);
}

std::size_t HttpClient::in_flight() const noexcept {
  return engine_->in_flight();
}

}  // namespace gfetch
