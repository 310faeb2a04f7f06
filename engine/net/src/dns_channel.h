#pragma once
/// Sends DNS queries through c-ares, which the hub's loop drives. No other unit
/// uses c-ares.
///
/// The states of a query:
///
///   ask() --> open --socket ready, or 100 ms passed--> answered()
///               \                                         ^
///                +--~DnsChannel(): c-ares cancels it -----+
///
/// Invariants:
/// - answered() is called exactly once for each query, at the latest by the
///   destructor of the channel.
/// - answered() is called by a function of c-ares. It may be called before
///   ask() returns, for example if c-ares cannot open a socket.
/// - Each socket of c-ares has one I/O watcher, which is destroyed before
///   c-ares closes the socket.
/// - While a query is open, a timer of 100 ms lets c-ares check its timeouts
///   and send its retries.

#include <memory>
#include <string>
#include <vector>

#include "gfetch/net/resolver.h"

namespace gfetch::net {

/// The result of one DNS query: addresses, or an error.
struct DnsAnswer {
  std::vector<IpAddress> addresses;  // in the order of the DNS response
  Duration ttl{0};  // the shortest time to live of the DNS records
  Error error;      // meaningful only if `addresses` is empty
};

class DnsChannel {
 public:
  /// Receives the answer of one DNS query. answered() is called from within
  /// c-ares: it must only store the answer, and neither resume a fiber nor
  /// start a query.
  class Asker {
   public:
    virtual void answered(DnsAnswer answer) noexcept = 0;

   protected:
    ~Asker() = default;
  };

  explicit DnsChannel(const ResolverOptions& options);
  /// Cancels the open queries. Each calls answered() with an error.
  ~DnsChannel();

  /// Starts a DNS query for the addresses of `name`. `asker` must live until
  /// its answered() was called, which may be before ask() returns.
  void ask(const std::string& name, AddressFamily family, Asker& asker);

 private:
  class Channel;

  std::unique_ptr<Channel> channel_;
};

}  // namespace gfetch::net
