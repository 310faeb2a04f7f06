#include "gfetch/net/resolver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <unordered_map>
#include <utility>

#include "dns_cache.h"
#include "dns_channel.h"
#include "gfetch/fiber/detail/open_calls.h"
#include "gfetch/fiber/detail/waiter.h"
#include "gfetch/fiber/detail/watcher.h"
#include "gfetch/fiber/hub.h"
#include "hosts_file.h"

namespace gfetch::net {
namespace {

/// Identifies a lookup: the host name in lower case without its final dot,
/// followed by one character for the address family.
using Key = std::string;

Key key_of(std::string_view host, AddressFamily family) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  Key key(host);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  key += family == AddressFamily::kIpv4   ? '4'
         : family == AddressFamily::kIpv6 ? '6'
                                          : '*';
  return key;
}

std::string_view name_in(const Key& key) {
  return std::string_view(key).substr(0, key.size() - 1);
}

bool is_localhost(std::string_view name) {
  constexpr std::string_view kLocalhost = "localhost";
  if (!name.ends_with(kLocalhost)) return false;
  name.remove_suffix(kLocalhost.size());
  return name.empty() || name.back() == '.';
}

bool fits(const IpAddress& address, AddressFamily family) {
  if (family == AddressFamily::kAny) return true;
  return address.is_v6 == (family == AddressFamily::kIpv6);
}

Error ended() {
  return {ErrorKind::kKilled, "the resolver was destroyed"};
}

Error no_address() {
  return {ErrorKind::kDnsNxdomain, "the host name has no address"};
}

/// Returns a new list of those `addresses` that belong to `family`, or an error
/// if there is none.
Result<AddressList> fitting(const std::vector<IpAddress>& addresses,
                            AddressFamily family) {
  auto list = std::make_shared<std::vector<IpAddress>>();
  for (const IpAddress& address : addresses) {
    if (fits(address, family)) list->push_back(address);
  }
  if (list->empty()) return no_address();
  return AddressList(std::move(list));
}

const std::vector<IpAddress>& loopback() {
  static const std::vector<IpAddress> both = {*parse_address("127.0.0.1"),
                                              *parse_address("::1")};
  return both;
}

/// True if the kernel has a route to public IPv6 addresses. To connect a UDP
/// socket looks a route up in the routing table, and sends nothing.
bool probe_ipv6() {
  const int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_in6 target{};
  target.sin6_family = AF_INET6;
  target.sin6_port = htons(53);
  inet_pton(AF_INET6, "2000::1", &target.sin6_addr);
  const bool reachable =
      connect(fd, reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
  close(fd);
  return reachable;
}

}  // namespace

std::optional<NameServer> parse_name_server(std::string_view text) {
  if (const auto address = parse_address(text)) {
    return NameServer{.address = *address};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto address = parse_address(text.substr(0, colon));
  const std::string_view digits = text.substr(colon + 1);
  NameServer server;
  const auto [end, error] = std::from_chars(
      digits.data(), digits.data() + digits.size(), server.port);
  if (!address || error != std::errc() || server.port == 0 ||
      end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  server.address = *address;
  return server;
}

/// The lookups of a resolver. The states of a lookup:
///
///     join_lookup()       ask_next()         answered()          deliver()
///   --------------> queued --------> asking ----------> finished --------> end
///                     |
///                     +-- no fiber waits for it any more: ask_next() drops it
///
/// Invariants:
/// - For each key at most one lookup is queued or asking: further fibers join
///   that lookup.
/// - At most max_queries lookups are asking at a time.
/// - Only deliver() wakes fibers, never a function that c-ares calls.
/// - A query continues when its fibers are killed or reach their time limit:
///   the cache stores its answer.
/// - Each call of resolve() shares the ownership of this object. After close()
///   no lookup begins, and each lookup ends with kKilled.
class Resolver::Lookups {
 public:
  explicit Lookups(ResolverOptions options);
  /// Makes the waits of all fibers throw std::logic_error.
  ~Lookups();
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;

  Result<AddressList> resolve(std::string_view host, AddressFamily family,
                              WaitLimit limit);
  std::optional<Result<AddressList>> cached(std::string_view host,
                                            AddressFamily family);
  std::size_t queries() const noexcept { return asking_; }
  detail::OpenCalls& calls() noexcept { return calls_; }
  /// Ends all lookups. Requires that the hub has not ended.
  void close();

 private:
  /// One DNS lookup, and the fibers that wait for its answer.
  struct Lookup final : DnsChannel::Asker {
    Lookup(Lookups& lookups, std::string_view host, AddressFamily asked_family,
           Key asked_key)
        : owner(lookups),
          name(host),
          family(asked_family),
          key(std::move(asked_key)) {}

    // Without memory for the few bytes of an answer's place in the cache and
    // among the finished lookups the process ends: its fibers could not be
    // woken. The same holds for deliver().
    void answered(DnsAnswer answer) noexcept override {
      owner.answered(*this, std::move(answer));
    }

    Lookups& owner;
    std::string name;
    AddressFamily family;
    Key key;
    std::optional<Result<AddressList>> outcome;
    detail::Home home;
    detail::WaitList<detail::QueuedWaiter> waiting{home};
  };
  using LookupRef = std::shared_ptr<Lookup>;

  LookupRef join_lookup(std::string_view host, AddressFamily family);
  void ask_next();
  void answered(Lookup& lookup, DnsAnswer answer);
  Result<AddressList> ranked(std::vector<IpAddress> addresses);
  Duration lifetime(const Result<AddressList>& outcome, Duration ttl) const;
  static void deliver(void* self) noexcept;

  Hub& hub_;
  detail::OpenCalls calls_;
  ResolverOptions options_;
  HostsFile hosts_;
  DnsCache cache_;
  TimePoint next_probe_{};
  bool ipv6_reachable_ = false;
  std::unordered_map<Key, LookupRef> open_;  // lookups queued and asking
  std::deque<LookupRef> queue_;              // lookups queued
  std::size_t asking_ = 0;                   // number of lookups asking
  std::vector<LookupRef> finished_;  // lookups whose fibers deliver() wakes
  detail::Callback deliver_;
  // Destroyed first: the destructor of the channel calls answered(), which uses
  // the other members.
  std::optional<DnsChannel> channel_;
};

Resolver::Lookups::Lookups(ResolverOptions options)
    : hub_(Hub::current()),
      options_(std::move(options)),
      hosts_(options_.hosts_file),
      cache_(options_.cache_entries),
      deliver_(&Lookups::deliver, this),
      channel_(std::in_place, options_) {}

// The lookups outlive their owner, because the waiting fibers refer to them.
Resolver::Lookups::~Lookups() {
  for (const auto& [key, lookup] : open_) lookup->waiting.end_waits();
  for (const LookupRef& lookup : finished_) lookup->waiting.end_waits();
}

Result<AddressList> Resolver::Lookups::resolve(std::string_view host,
                                               AddressFamily family,
                                               WaitLimit limit) {
  if (calls_.closed()) return ended();
  const detail::OpenCalls::Call call(calls_, "Resolver");
  if (auto known = cached(host, family)) return *std::move(known);
  const LookupRef lookup = join_lookup(host, family);
  detail::QueuedWaiter waiter("dns");
  lookup->waiting.push_back(waiter);
  const KeepAlive until_the_answer(hub_);
  try {
    if (!waiter.wait(limit)) {
      return Error{ErrorKind::kDnsTimeout, "no answer from DNS in time"};
    }
  } catch (const TimeoutExpired& expired) {
    if (!call.ended_by(expired)) throw;
    return ended();
  }
  return *lookup->outcome;
}

void Resolver::Lookups::close() {
  calls_.close();
  channel_.reset();  // answers each query that is asked
  for (auto& [key, lookup] : open_) {
    lookup->outcome = ended();
    finished_.push_back(lookup);
  }
  for (const LookupRef& lookup : finished_) lookup->outcome = ended();
  open_.clear();
  queue_.clear();
  deliver_.schedule();
}

std::optional<Result<AddressList>> Resolver::Lookups::cached(
    std::string_view host, AddressFamily family) {
  // The order of the sources: the host itself as an address, `localhost`
  // (RFC 6761), the hosts file, and the cache of DNS answers.
  if (const auto address = parse_address(host)) {
    return fitting({*address}, family);
  }
  const Key key = key_of(host, family);
  const std::string_view name = name_in(key);
  if (name.empty()) return Error{ErrorKind::kDnsNxdomain, "empty host name"};
  if (is_localhost(name)) return fitting(loopback(), family);
  const TimePoint now = Hub::current().now();
  if (const auto* addresses = hosts_.find(name, now)) {
    return fitting(*addresses, family);
  }
  if (const auto* answer = cache_.find(key, now)) return *answer;
  return std::nullopt;
}

Resolver::Lookups::LookupRef Resolver::Lookups::join_lookup(
    std::string_view host, AddressFamily family) {
  Key key = key_of(host, family);
  if (const auto found = open_.find(key); found != open_.end()) {
    return found->second;
  }
  auto lookup = std::make_shared<Lookup>(*this, host, family, std::move(key));
  open_.emplace(lookup->key, lookup);
  queue_.push_back(lookup);
  // deliver() starts the query in the loop's next pass, where no function of
  // c-ares is on the stack: the answer may come before the query's call ends.
  deliver_.schedule();
  return lookup;
}

void Resolver::Lookups::ask_next() {
  while (!queue_.empty() && asking_ < options_.max_queries) {
    const LookupRef lookup = std::move(queue_.front());
    queue_.pop_front();
    if (lookup->waiting.empty()) {
      open_.erase(lookup->key);  // all its fibers were killed or timed out
      continue;
    }
    ++asking_;
    channel_->ask(lookup->name, lookup->family, *lookup);
  }
}

void Resolver::Lookups::answered(Lookup& lookup, DnsAnswer answer) {
  --asking_;
  // The hub may have ended before the channel, which is being destroyed.
  if (calls_.closed() || !calls_.in_own_hub()) return;
  lookup.outcome = answer.addresses.empty()
                       ? Result<AddressList>(std::move(answer.error))
                       : ranked(std::move(answer.addresses));
  cache_.put(lookup.key, *lookup.outcome,
             detail::later(hub_.now(), lifetime(*lookup.outcome, answer.ttl)));
  const auto found = open_.find(lookup.key);
  finished_.push_back(std::move(found->second));
  open_.erase(found);
  deliver_.schedule();
}

Result<AddressList> Resolver::Lookups::ranked(
    std::vector<IpAddress> addresses) {
  // The route to IPv6 addresses rarely changes: it is checked once in 10 s.
  if (hub_.now() >= next_probe_) {
    next_probe_ = hub_.now() + std::chrono::seconds(10);
    ipv6_reachable_ = probe_ipv6();
  }
  sort_addresses(addresses, ipv6_reachable_);
  return AddressList(
      std::make_shared<const std::vector<IpAddress>>(std::move(addresses)));
}

Duration Resolver::Lookups::lifetime(const Result<AddressList>& outcome,
                                     Duration ttl) const {
  // The record's time to live, within the configured bounds.
  if (outcome) {
    return std::min<Duration>(std::max<Duration>(ttl, options_.min_ttl),
                              options_.max_ttl);
  }
  const Error& error = outcome.error();
  // A lack of descriptors says nothing about the name: it is not cached.
  if (error.out_of_descriptors()) return Duration(0);
  return error.kind == ErrorKind::kDnsNxdomain ? options_.negative_ttl
                                               : options_.failure_ttl;
}

void Resolver::Lookups::deliver(void* self) noexcept {
  auto& lookups = *static_cast<Lookups*>(self);
  lookups.ask_next();
  // A woken fiber may destroy the resolver: `lookups` is not used after this.
  const std::vector<LookupRef> finished = std::exchange(lookups.finished_, {});
  for (const LookupRef& lookup : finished) {
    while (!lookup->waiting.empty()) lookup->waiting.pop_front().wake();
  }
}

Resolver::Resolver(ResolverOptions options)
    : lookups_(std::make_shared<Lookups>(std::move(options))) {}

Resolver::~Resolver() {
  detail::end_calls(lookups_);
}

Result<AddressList> Resolver::resolve(std::string_view host,
                                      AddressFamily family, WaitLimit limit) {
  const std::shared_ptr<Lookups> lookups = lookups_;
  return lookups->resolve(host, family, limit);
}

std::optional<Result<AddressList>> Resolver::cached(std::string_view host,
                                                    AddressFamily family) {
  return lookups_->cached(host, family);
}

std::size_t Resolver::queries() const noexcept {
  return lookups_->queries();
}

}  // namespace gfetch::net
