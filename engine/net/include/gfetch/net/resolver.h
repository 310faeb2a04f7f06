#pragma once
/// Names to addresses, without blocking the thread: DNS through c-ares, a
/// cache that keeps each answer for its time to live, and /etc/hosts.
///
///   gfetch::net::Resolver resolver;
///   auto addresses = resolver.resolve(host,
///   gfetch::net::AddressFamily::kIpv4); if (!addresses) return
///   addresses.error(); connect_to((*addresses)->front());
///
/// Many fibers that ask for one name ask the network once. A fiber that is
/// killed, or gives up at its limit, leaves its question behind: the answer
/// still reaches the others and the cache.

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

/// Where a DNS server listens, for UDP and for TCP.
struct NameServer {
  IpAddress address;
  std::uint16_t port = 53;

  bool operator==(const NameServer&) const = default;
};

/// `9.9.9.9`, `127.0.0.1:5353`, `::1`, `[::1]:5353`.
std::optional<NameServer> parse_name_server(std::string_view text);

struct ResolverOptions {
  /// Asked in this order, and for names as they are; empty asks those of
  /// /etc/resolv.conf, with its search list.
  std::vector<NameServer> servers;
  std::string hosts_file = "/etc/hosts";  ///< read again when it changes
  Duration try_timeout = std::chrono::seconds(2);  ///< doubles with each try
  int tries = 3;                                   ///< for each server
  std::size_t max_queries = 256;  ///< asked at once; more wait in line
  std::size_t cache_entries = 10'000;
  Duration min_ttl = std::chrono::seconds(1);
  Duration max_ttl = std::chrono::hours(1);
  Duration negative_ttl = std::chrono::seconds(10);  ///< of "no such name"
  Duration failure_ttl = std::chrono::seconds(1);    ///< of a server's failure
};

/// Addresses in the order in which to try them; never empty.
using AddressList = std::shared_ptr<const std::vector<IpAddress>>;

/// Belongs to the hub of the thread that made it.
class Resolver {
 public:
  explicit Resolver(ResolverOptions options = {});
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The addresses of `host`: an address stands for itself, `localhost` and
  /// all below it are this machine (RFC 6761). Fails with kDnsNxdomain when
  /// there is no such name or it has no address, kDnsTimeout when `limit`
  /// passed or no server answered, kDnsTemporary when the servers failed.
  /// Blocks the calling fiber, unless the answer is cached.
  Result<AddressList> resolve(std::string_view host,
                              AddressFamily family = AddressFamily::kAny,
                              WaitLimit limit = {});

  /// The answer that resolve() would give without asking anyone, or nullopt.
  std::optional<Result<AddressList>> cached(
      std::string_view host, AddressFamily family = AddressFamily::kAny);

  /// The number of questions that servers have yet to answer.
  std::size_t queries() const noexcept;

 private:
  class Lookups;

  std::unique_ptr<Lookups> lookups_;
};

}  // namespace gfetch::net
