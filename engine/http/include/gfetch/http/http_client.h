#pragma once
/// An HTTP client for fibers: fetch() returns when the exchange has ended;
/// until then the other fibers of the thread run. libcurl transfers the bytes,
/// and connections are kept open and reused.
///
///   gfetch::Hub hub;
///   gfetch::http::HttpClient http;
///   gfetch::http::StringSink body;
///   auto response = http.fetch(*gfetch::http::request_for(url), body);
///   if (!response) return response.error();
///   std::printf("%d %s\n", response->status_code, body.text().c_str());
///
/// The client follows no redirects, decodes no bodies, keeps no cookies and
/// reads no .netrc. It uses the proxy of the request, and none from the
/// environment.

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

/// The addresses of one host and port, which replace those of DNS.
struct ResolveOverride {
  std::string host;  ///< the host name in lower case
  std::uint16_t port = 0;
  std::vector<net::IpAddress> addresses;

  bool operator==(const ResolveOverride&) const = default;
};

/// Parses `HOST:PORT:ADDRESS[,ADDRESS...]`, the form of curl's --resolve. An
/// IPv6 address may be in brackets. Returns nullopt for other text.
std::optional<ResolveOverride> parse_resolve_override(std::string_view text);

/// The configuration of an HttpClient.
struct HttpClientOptions {
  bool verify_tls = true;  ///< false: accepts any server certificate
  /// A PEM file of trusted certificate authorities; empty: the system's.
  std::string ca_file;
  /// A PEM file of certificate revocation lists; empty: none. With one, libcurl
  /// reads this file and ca_file again for each connection.
  std::string crl_file;
  /// The client's certificate as PEM text; empty: none. Text, because a file
  /// that cannot be opened for lack of descriptors would look like a TLS error.
  std::string certificate;
  std::string key;           ///< private key, PEM text; empty: in `certificate`
  std::string key_password;  ///< the private key's password; empty: none
  /// The highest version of HTTP to use. k2: HTTP/2 over TLS if the server
  /// offers it. k3: HTTP/3 if the server replies to it, else as k2. All other
  /// values mean HTTP/1.1.
  HttpVersion version = HttpVersion::k1_1;
  net::AddressFamily family = net::AddressFamily::kAny;
  std::vector<ResolveOverride> resolve;
  /// The local address or the network interface of all connections; empty: the
  /// kernel chooses.
  std::string interface;
  /// The path of a Unix socket. All requests are sent to it, whatever their
  /// host; empty: none.
  std::string unix_socket;
  net::ResolverOptions dns;
  /// The size of each transfer's receive buffer, from 1 to 512 KiB. A larger
  /// buffer costs less CPU time for large bodies.
  std::size_t receive_bytes = std::size_t{16} * 1024;
  /// The largest number of idle connections to keep open for later requests.
  std::size_t idle_connections = 256;
  /// The limit of a response's header section in bytes, 1xx responses included.
  std::size_t header_bytes = std::size_t{256} * 1024;
  /// The number of connection pools among which hosts are divided: libcurl's
  /// searches take time in proportion to the size of a pool.
  std::size_t shards = 8;
};

/// An HTTP client. It belongs to the hub of the thread that constructed it. It
/// may be destroyed while fibers call fetch():
///
///   gfetch::Pool pool(10);  // destroyed last
///   gfetch::http::HttpClient http;
///   pool.spawn([&] { save(http.fetch(request, body)); });
///   hub.join(20ms);  // a fetch that is not over by then ends with kKilled
class HttpClient final : public Fetcher {
 public:
  /// Throws std::logic_error in a thread without a hub.
  explicit HttpClient(HttpClientOptions options = {});

  /// Ends the exchanges in progress: each fetch() returns kKilled, each
  /// address_of() nullopt. A sink that blocks is thrown a TimeoutExpired, as if
  /// fetch() had a Timeout. Waits until the calls of all other fibers have
  /// returned; kills and Timeouts of the calling fiber are deferred meanwhile.
  /// Where it is called by the sink of an exchange, that exchange ends after
  /// the sink has returned.
  ///
  /// In a function that the hub itself runs, such as a posted one, it does not
  /// wait: the calls return soon after. In another thread it leaves all of this
  /// to the client's hub. The client may outlive its hub: then no call is in
  /// progress, because a hub kills its fibers.
  /// Blocks the calling fiber if a call is in progress.
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Carries out one exchange; see Fetcher::fetch(). An idempotent request is
  /// sent once more, on a new connection, if the server closed a reused
  /// connection before the first byte of the response. Fails with kKilled if
  /// the client is destroyed meanwhile. Throws std::logic_error in another hub
  /// than the client's.
  /// Blocks the calling fiber.
  Result<Response> fetch(const Request& request, BodySink& sink) override;

  /// Returns the first address of the host of `origin`; see
  /// Fetcher::address_of(). Returns nullopt also if all requests go to a Unix
  /// socket.
  /// Blocks the calling fiber for at most `limit`, unless the address is
  /// cached.
  std::optional<net::IpAddress> address_of(const Origin& origin,
                                           TimeLimit limit) override;

  /// The number of exchanges in progress.
  std::size_t in_flight() const noexcept;

 private:
  class Engine;

  std::shared_ptr<Engine> engine_;
};

/// Returns a GET request for `url`, an absolute http or https URL, whose
/// userinfo and fragment are removed; RequestUrl says which text is one. Fails
/// with kBadUrl or kUnsupportedScheme.
Result<Request> request_for(std::string_view url);

}  // namespace gfetch::http
