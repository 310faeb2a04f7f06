#pragma once
/// A name server whose answers, including false ones, are set by a test. It
/// serves UDP and TCP on one port and counts the queries.
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
  std::vector<std::string> addresses{};  ///< IPv4 for A queries, IPv6 for AAAA
  std::string alias{};  ///< answer with a CNAME to this name instead
  Rcode rcode = Rcode::kNoError;
  std::uint32_t ttl = 60;
  std::chrono::milliseconds delay{0};
  bool silent = false;         ///< send no answer
  bool truncated = false;      ///< set TC in UDP answers, so that TCP is tried
  DnsLie lie = DnsLie::kNone;  ///< send a forged answer
};

class DnsServer {
 public:
  DnsServer();
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  /// Sets the answer for `name`; `*` is every name without an answer of its
  /// own. Names without an answer do not exist (NXDOMAIN).
  void answer(std::string_view name, DnsAnswer answer);

  /// Sets a sequence of answers for `name`, one per query; the last answer is
  /// repeated. A and AAAA queries are counted separately.
  void answer_in_turn(std::string_view name, std::vector<DnsAnswer> answers);

  std::string address() const;  ///< the server's address `127.0.0.1:PORT`

  /// Returns the number of A queries for `name` so far.
  int queries(std::string_view name) const;
  int tcp_queries() const;

 private:
  class Machinery;
  std::unique_ptr<Machinery> machinery_;
};

}  // namespace gfetch::test
