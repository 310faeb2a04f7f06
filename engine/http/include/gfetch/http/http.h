#pragma once
/// The values of one HTTP exchange, the request and the response, and the
/// interface Fetcher, which carries exchanges out.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/clock.h"
#include "gfetch/http/proxy.h"
#include "gfetch/http/request_url.h"
#include "gfetch/net/address.h"
#include "gfetch/net/result.h"

namespace gfetch::http {

class UploadFile;

/// One header field. Its name keeps the case of the sender; find_header()
/// compares names without case.
struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

/// Returns the first header field called `name`, compared without case
/// (RFC 9110, 5.1), or nullptr.
const Header* find_header(const std::vector<Header>& headers,
                          std::string_view name);

/// Sets the header field called `name` to `value`, and removes all other fields
/// of that name.
void set_header(std::vector<Header>& headers, std::string_view name,
                std::string value);

/// True if the field `name` frames the message or belongs to one connection, so
/// that only the client itself should set it: Content-Length, Connection,
/// Expect, HTTP2-Settings, Keep-Alive, TE, Trailer, Transfer-Encoding, Upgrade
/// and Proxy-* (RFC 9110, 7.6.1; RFC 9112, 6).
bool is_connection_field(std::string_view name);

/// The versions of HTTP.
enum class HttpVersion { kUnknown, k1_0, k1_1, k2, k3 };

/// Returns the number of an HTTP version: `1.0`, `1.1`, `2`, `3`; empty for
/// kUnknown.
std::string_view name_of(HttpVersion version);

/// True if libcurl was built with support for a version of HTTP.
bool speaks(HttpVersion version);

/// Whether a request may reach private addresses (is_private_address()). A
/// request that may not ends with kPrivateAddress before a connection is made,
/// also if a public host name resolves to the address.
///
/// The address of a proxy may be private, because the user chose the proxy. A
/// proxy that resolves host names itself gets neither a private address nor a
/// name for local use: `localhost`, a name without a dot, or a name below
/// `local`, `localdomain`, `internal`, `localhost` or `home.arpa`. To which
/// addresses the proxy resolves another name, only the proxy knows.
enum class PrivateAddresses {
  kAllow,
  /// Allowed for a host unless the first answer for its name was public. An
  /// answer without a private address is public; after it the name may not
  /// turn private (DNS rebinding). The client remembers the last 100,000 names.
  kAllowAsAtFirst,
  kRefuse,
  /// As kRefuse. In addition a name that a proxy will resolve is resolved here,
  /// too, and the request is refused if an address is private. A failure of
  /// this lookup ends the request.
  kRefuseBeyondProxies,
};

/// True if a request may not reach private addresses at all.
constexpr bool refuses(PrivateAddresses rule) {
  return rule == PrivateAddresses::kRefuse ||
         rule == PrivateAddresses::kRefuseBeyondProxies;
}

/// The limits of one exchange. An absent time limit means no limit. The limit
/// of a whole URL, redirects included, is the Timeout of the caller.
struct ExchangeLimits {
  TimeLimit dns;      ///< the time of the DNS lookup
  TimeLimit connect;  ///< the time of the TCP and TLS handshakes together
  /// The time without a byte sent or received on an established connection.
  TimeLimit idle;
  /// The bytes of the response's body as transferred, framing included; 0: no
  /// limit. An exchange over this limit ends with kBodyTooLarge.
  std::uint64_t wire_bytes = 0;
};

/// An HTTP request. It is a plain value, which may be copied and sent again.
struct Request {
  std::string method = "GET";
  /// The absolute URL to fetch, with its origin. A request whose URL is invalid
  /// ends with the error of the URL.
  RequestUrl url;
  /// The header fields to send, unchanged. The client adds `Host`.
  std::vector<Header> headers;
  std::shared_ptr<const std::string> body;  ///< the request's body; null: none
  /// A file to send as the request's body, in place of `body`; null: none.
  std::shared_ptr<const UploadFile> body_file;
  ExchangeLimits limits;
  PrivateAddresses private_addresses = PrivateAddresses::kAllow;
  std::shared_ptr<const Proxy> proxy;  ///< the proxy to use; null: none
  /// True if a server that requests a client certificate gets the client's.
  bool shows_certificate = true;
};

/// The durations of the phases of an exchange. Their sum is `total`. A phase
/// that did not happen is absent, such as the lookup for a reused connection.
struct Timing {
  std::optional<Duration> queue;    ///< waiting before the request was sent
  std::optional<Duration> dns;      ///< the DNS lookup
  std::optional<Duration> connect;  ///< TCP handshake; of HTTP/3 with TLS
  std::optional<Duration> tls;      ///< TLS handshake; absent for HTTP/3
  /// From the connection, or from the start of the request on a reused one, to
  /// the response's first byte (time to first byte).
  std::optional<Duration> ttfb;
  std::optional<Duration> download;  ///< from the first byte to the last
  Duration total{0};
};

/// An HTTP response without its body, which the BodySink received.
struct Response {
  int status_code = 0;
  std::string reason;
  HttpVersion version = HttpVersion::kUnknown;
  std::vector<Header> headers;  ///< fields of the final response, not of a 1xx
  std::string remote_ip;        ///< the server's address, or the proxy's
  std::uint16_t remote_port = 0;
  std::string local_ip;  ///< the local address of the connection
  std::uint16_t local_port = 0;
  bool reused_connection = false;
  /// OpenSSL's result of verifying the server's certificate; 0: verified.
  int tls_verify_result = 0;
  std::uint64_t wire_bytes = 0;  ///< size of the body as transferred
  /// Size of all header lines received, those of 1xx responses included.
  std::uint64_t header_bytes = 0;
  /// Size of the request's head as sent. A short body that libcurl sent
  /// together with the head counts, too.
  std::uint64_t request_bytes = 0;
  std::uint64_t uploaded_bytes = 0;  ///< size of the request's body as sent
  Timing timing;
};

/// Receives the body of a response as it arrives. The fiber that called fetch()
/// calls the sink; if takes_at_once() is true, the loop does so while that
/// fiber waits.
class BodySink {
 public:
  virtual ~BodySink() = default;

  /// Called at the start of each attempt to carry out an exchange, before all
  /// other functions. A sink that is used for several attempts discards what
  /// the last one left, so that it holds the bytes of one attempt alone, also
  /// if that attempt fails without a response. A sink that passes everything
  /// on to another sink passes this on, too.
  virtual void on_start() {}

  /// Receives the response's status and header fields, once, before the first
  /// byte of the body. An error ends the exchange with that error.
  /// May block the calling fiber: the transfer then waits.
  virtual Result<void> on_response(const Response& response) = 0;

  /// Receives the next bytes of the body as transferred, with their content
  /// coding. An error ends the exchange with that error and closes the
  /// connection.
  /// May block the calling fiber: the transfer is paused while 256 KiB of the
  /// body are waiting.
  virtual Result<void> on_data(std::string_view bytes) = 0;

  /// True if on_data() neither blocks the fiber nor calls the client. The loop
  /// may then pass it bytes while the fiber waits: no byte is copied, and the
  /// fiber is not woken for each piece of the body. Asked before each piece.
  virtual bool takes_at_once() const { return false; }
};

/// Collects the body of a response in memory: that of the last attempt.
class StringSink final : public BodySink {
 public:
  /// Constructs a sink that takes at most `cap` bytes. A larger body ends the
  /// exchange with kBodyTooLarge.
  explicit StringSink(std::size_t cap = std::size_t{64} << 20) : cap_(cap) {}

  void on_start() override { text_.clear(); }
  Result<void> on_response(const Response& response) override;
  Result<void> on_data(std::string_view bytes) override;
  bool takes_at_once() const override { return true; }

  const std::string& text() const& noexcept { return text_; }
  std::string text() && noexcept { return std::move(text_); }

 private:
  std::size_t cap_;
  std::string text_;
};

/// Carries out single HTTP exchanges: follows no redirects and decodes no
/// bodies.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Calls on_start() of `sink`, sends `request`, passes the response's body to
  /// `sink`, and returns the response, or the error that ended the exchange. A
  /// kill or a Timeout of the calling fiber ends the transfer at once and
  /// releases its resources.
  /// Blocks the calling fiber.
  virtual Result<Response> fetch(const Request& request, BodySink& sink) = 0;

  /// Returns the first address to which a request to `origin` without a proxy
  /// would connect. Returns nullopt if the lookup fails, or if the fetcher
  /// connects to no address, as a fake in tests.
  /// Blocks the calling fiber for at most `limit`.
  virtual std::optional<net::IpAddress> address_of(const Origin& /*origin*/,
                                                   TimeLimit /*limit*/) {
    return std::nullopt;
  }
};

}  // namespace gfetch::http
