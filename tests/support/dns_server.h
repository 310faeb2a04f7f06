#pragma once
/// A name server that answers what a test wants, true or false, over UDP and
/// TCP at one port, and counts what it was asked.
///
///   DnsServer dns;
///   dns.answer("slow.test", {.addresses = {"127.0.0.1"}, .delay = 2s});
///   gfetch({"--dns-servers", dns.address(), server.url("/", "slow.test")});

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::test {

enum class Rcode : std::uint8_t {
  kNoError = 0,
  kServFail = 2,
  kNxDomain = 3,
  kRefused = 5,
};

enum class DnsLie { kNone, kWrongId, kWrongQuestion };

struct DnsAnswer {
  std::vector<std::string> addresses{};  ///< IPv4 for A, IPv6 for AAAA
  std::string alias{};                   ///< a CNAME instead
  Rcode rcode = Rcode::kNoError;
  std::uint32_t ttl = 60;
  std::chrono::milliseconds delay{0};
  bool silent = false;         ///< no answer at all
  bool truncated = false;      ///< over UDP: come again over TCP
  DnsLie lie = DnsLie::kNone;  ///< sent in place of the answer
};

class DnsServer {
 public:
  DnsServer();
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  /// For `name`, or with `*` for every name without an answer of its own.
  /// Unknown names are NXDOMAIN.
  void answer(std::string_view name, DnsAnswer answer);

  /// The first query for addresses of the name gets the first answer, the
  /// next one the next; the last one stays. A and AAAA count apart.
  void answer_in_turn(std::string_view name, std::vector<DnsAnswer> answers);

  std::string address() const;  ///< `127.0.0.1:PORT`

  /// Queries for the IPv4 addresses of `name` so far.
  int queries(std::string_view name) const;
  int tcp_queries() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
