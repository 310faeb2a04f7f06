#pragma once
/// Resolves host names to addresses, without blocking the thread: by DNS
/// through c-ares, a cache that respects the records' time to live, and
/// /etc/hosts.
///
///   gfetch::net::Resolver resolver;
///   auto addresses = resolver.resolve(host,
///   gfetch::net::AddressFamily::kIpv4); if (!addresses) return
///   addresses.error(); connect_to((*addresses)->front());
///
/// Fibers that resolve the same name at the same time share one DNS query. If
/// one of the fibers is killed or reaches its time limit, the query continues:
/// its answer still reaches the other fibers and the cache.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/address.h"
#include "gfetch/net/result.h"

namespace gfetch::net {

/// The address and the port of a DNS server, for UDP and for TCP.
struct NameServer {
  IpAddress address;
  std::uint16_t port = 53;

  bool operator==(const NameServer&) const = default;
};

/// Parses the address of a DNS server with an optional port: `9.9.9.9`,
/// `127.0.0.1:5353`, `::1`, `[::1]:5353`. Returns nullopt for other text.
std::optional<NameServer> parse_name_server(std::string_view text);

/// The configuration of a Resolver.
struct ResolverOptions {
  /// DNS servers in the order in which to query them. Host names are then
  /// absolute: no search list applies. Empty: the servers and the search list
  /// of /etc/resolv.conf.
  std::vector<NameServer> servers;
  /// A file in the format of hosts(5), read again after each change.
  std::string hosts_file = "/etc/hosts";
  /// The time limit of the first try of a DNS query; each further try has twice
  /// the time.
  TimeSpan try_timeout = std::chrono::seconds(2);
  int tries = 3;  ///< the number of tries of a DNS query at each server
  /// The number of DNS queries in progress at a time; more wait in a queue.
  std::size_t max_queries = 256;
  std::size_t cache_entries = 10'000;  ///< the capacity of the DNS cache
  /// Bounds of the time for which the DNS cache keeps an address: a record's
  /// time to live is raised or lowered to them.
  TimeSpan min_ttl = std::chrono::seconds(1);
  TimeSpan max_ttl = std::chrono::hours(1);
  /// The time for which the DNS cache remembers that a name does not exist.
  TimeSpan negative_ttl = std::chrono::seconds(10);
  /// The time for which the DNS cache remembers that the servers failed.
  TimeSpan failure_ttl = std::chrono::seconds(1);
};

/// Addresses of a host in the order in which to try them; never empty.
using AddressList = std::shared_ptr<const std::vector<IpAddress>>;

/// A DNS resolver with a cache. It belongs to the hub of the thread that
/// constructed it, and only fibers of that thread may use it.
class Resolver {
 public:
  explicit Resolver(ResolverOptions options = {});
  /// Ends the calls of resolve() in progress, which return kKilled, and waits
  /// until they have returned. In a function that the hub itself runs, such as
  /// a posted one, it does not wait: the calls return soon after. The resolver
  /// may outlive its hub.
  /// Blocks the calling fiber if a call is in progress.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Resolves `host` to its addresses of `family`. The text of an IP address
  /// resolves to that address; `localhost` and all names below it resolve to
  /// the loopback addresses (RFC 6761). Fails with kDnsNxdomain if the name
  /// does not exist or has no address, with kDnsTimeout if `limit` expired or
  /// no server replied, with kDnsTemporary if the servers failed, with kIo if
  /// no socket can be opened, and with kKilled if the resolver is destroyed
  /// meanwhile. Throws std::logic_error in another hub than the resolver's.
  /// Blocks the calling fiber, unless the answer is cached.
  Result<AddressList> resolve(std::string_view host,
                              AddressFamily family = AddressFamily::kAny,
                              WaitLimit limit = {});

  /// Returns the result of resolve() if it needs no DNS query: the host is an
  /// IP address, `localhost`, in the hosts file or in the cache. Otherwise
  /// returns nullopt.
  std::optional<Result<AddressList>> cached(
      std::string_view host, AddressFamily family = AddressFamily::kAny);

  /// The number of DNS queries in progress.
  std::size_t queries() const noexcept;

 private:
  class Lookups;

  std::shared_ptr<Lookups> lookups_;
};

}  // namespace gfetch::net
