#pragma once
/// HTTP as plain calls: fetch() returns when the exchange is over, and while
/// it waits the other fibers of the thread run. libcurl transfers, on
/// connections that are kept and used again.
///
///   gfetch::Hub hub;
///   gfetch::http::HttpClient http;
///   gfetch::http::StringSink body;
///   auto response = http.fetch(*gfetch::http::request_for(url), body);
///   if (!response) return response.error();
///   std::printf("%d %s\n", response->status_code, body.text().c_str());
///
/// Redirects are not followed, bodies not decoded, cookies not kept, netrc
/// not read, and the environment's proxies not used: a proxy is the request's.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/http/http.h"
#include "gfetch/net/resolver.h"

namespace gfetch::http {

/// Addresses to use for one host and port, whatever DNS says.
struct ResolveOverride {
  std::string host;  ///< lower case
  std::uint16_t port = 0;
  std::vector<net::IpAddress> addresses;

  bool operator==(const ResolveOverride&) const = default;
};

/// `HOST:PORT:ADDRESS[,ADDRESS...]`, as curl's --resolve has it; IPv6 in
/// brackets or without.
std::optional<ResolveOverride> parse_resolve_override(std::string_view text);

struct HttpClientOptions {
  bool verify_tls = true;
  std::string ca_file;  ///< PEM; empty: the system's certificates
  /// PEM, what the authorities took back; empty: none. libcurl then reads it
  /// and ca_file again for each connection.
  std::string crl_file;
  /// The client's own, as PEM text rather than as a file: a connection that
  /// lacks the descriptor to read it would seem to lack trust. Empty: none.
  std::string certificate;
  std::string key;           ///< PEM; empty: in certificate
  std::string key_password;  ///< empty: none
  /// k1_1, or k2: HTTP/2 over TLS with the servers that offer it, or k3: HTTP/3
  /// with those that answer it, else as k2. The other values mean k1_1.
  HttpVersion version = HttpVersion::k1_1;
  net::AddressFamily family = net::AddressFamily::kAny;
  std::vector<ResolveOverride> resolve;
  /// An address of this machine or a network interface's name, from which all
  /// connections go out; empty: any.
  std::string interface;
  /// Connects to this socket instead of to any host; empty: none.
  std::string unix_socket;
  net::ResolverOptions dns;
  /// The buffer of each exchange under way, from 1 to 512 KiB. A large one
  /// makes large bodies cheaper.
  std::size_t receive_bytes = std::size_t{16} * 1024;
  std::size_t idle_connections = 256;  ///< kept open for later requests
  std::size_t header_bytes =
      std::size_t{256} * 1024;  ///< of one response, 1xx counted
  /// The number of pools among which hosts are divided: libcurl's searches take
  /// time in proportion to the size of a pool.
  std::size_t shards = 8;
};

/// Belongs to the hub of the thread that made it, and must outlive its
/// fetches.
class HttpClient final : public Fetcher {
 public:
  explicit HttpClient(HttpClientOptions options = {});
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// A request whose connection turns out to be dead before a byte came back
  /// is sent once more, on a new one.
  /// Blocks the calling fiber.
  Result<Response> fetch(const Request& request, BodySink& sink) override;

  /// Nothing with a Unix socket, too.
  /// Blocks the calling fiber for at most `limit`, unless the answer is cached.
  std::optional<net::IpAddress> address_of(const Origin& origin,
                                           TimeLimit limit) override;

  /// Exchanges under way.
  std::size_t in_flight() const noexcept;

 private:
  class Engine;

  std::unique_ptr<Engine> engine_;
};

/// A GET request for `url`: absolute, with http or https; userinfo and
/// fragment are dropped, spaces encoded.
Result<Request> request_for(std::string_view url);

}  // namespace gfetch::http
