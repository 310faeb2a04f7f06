#pragma once
/// Asks DNS servers through c-ares on the hub's loop. No other unit uses
/// c-ares.
///
///   ask() --> open --socket ready, or tick--> answered() on c-ares's stack
///
/// Invariants:
/// - Each question is answered exactly once, at the latest by the destructor.
/// - answered() may run before ask() returns (a literal, a failure).
/// - Each socket of c-ares has a watcher, removed before c-ares closes it.
/// - While a question is open, a tick of 100 ms serves timeouts and retries.

#include <memory>
#include <string>
#include <vector>

#include "gfetch/net/resolver.h"

namespace gfetch::net {

struct DnsAnswer {
  std::vector<IpAddress> addresses;  // as they came; empty: none
  Duration ttl{0};                   // the shortest among them
  Error error;                       // when there are no addresses
};

class DnsChannel {
 public:
  /// Receives the answer of one question. It comes on c-ares's stack: only
  /// note it, resume no fiber, ask nothing.
  class Asker {
   public:
    virtual void answered(DnsAnswer answer) noexcept = 0;

   protected:
    ~Asker() = default;
  };

  explicit DnsChannel(const ResolverOptions& options);
  /// Ends what is open: the askers hear of it.
  ~DnsChannel();

  /// Asks for the addresses of `name`; `asker` must live until it has the
  /// answer, which may be before this returns.
  void ask(const std::string& name, AddressFamily family, Asker& asker);

 private:
  class Channel;

  std::unique_ptr<Channel> channel_;
};

}  // namespace gfetch::net
