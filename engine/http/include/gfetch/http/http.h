#pragma once
/// The values of one HTTP exchange: what is asked, what came back, and the
/// seam, Fetcher, between those who decide and those who transfer.

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
#include "gfetch/net/address.h"
#include "gfetch/net/result.h"

namespace gfetch::http {

class UploadFile;

/// One header field. Names keep the case they came in; compare them with
/// find_header.
struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

/// The first field called `name`, compared without case (RFC 9110, 5.1), or
/// nullptr.
const Header* find_header(const std::vector<Header>& headers,
                          std::string_view name);

/// Sets the field called `name` to `value`, and removes all other fields of
/// that name.
void set_header(std::vector<Header>& headers, std::string_view name,
                std::string value);

/// Scheme, host and port: what a connection is made to, and the boundary that
/// credentials never cross (RFC 6454).
struct Origin {
  std::string scheme;  ///< `http` or `https`
  std::string host;    ///< ASCII, lower case; an IPv6 address without brackets
  std::uint16_t port = 0;

  bool operator==(const Origin&) const = default;
};

enum class HttpVersion { kUnknown, k1_0, k1_1, k2, k3 };

/// `1.0`, `1.1`, `2`, `3`; empty for kUnknown.
std::string_view name_of(HttpVersion version);

/// Whether libcurl was built with that version of HTTP.
bool speaks(HttpVersion version);

/// May a request talk to private addresses (is_private_address)? kRefuse ends
/// it with kPrivateAddress before any connection is made, whatever name the
/// address hides behind. A proxy itself may be private: somebody chose it. One
/// that looks up names is handed no private address and no `localhost`; what
/// other names mean there only it can know.
enum class PrivateAddresses { kAllow, kRefuse };

/// The clocks of one exchange; the time for a whole URL with its hops is its
/// caller's Timeout. Nothing set means no limit.
struct ExchangeLimits {
  TimeLimit dns;      ///< for the lookup
  TimeLimit connect;  ///< for TCP and TLS together
  TimeLimit idle;     ///< without a byte in either direction, once connected
  /// Bytes of body on the wire, framing counted; 0 is no limit. Beyond it the
  /// exchange ends with kBodyTooLarge.
  std::uint64_t wire_bytes = 0;
};

/// One request. A plain value: copy it, change the copy, send both.
struct Request {
  std::string method = "GET";
  std::string url;  ///< absolute, ASCII, normalised, no userinfo, no fragment
  Origin origin;    ///< of `url`
  std::vector<Header> headers;  ///< sent as they are; `Host` comes from `url`
  std::shared_ptr<const std::string> body;      ///< null: none
  std::shared_ptr<const UploadFile> body_file;  ///< in its place; null: none
  ExchangeLimits limits;
  PrivateAddresses private_addresses = PrivateAddresses::kAllow;
  std::shared_ptr<const Proxy> proxy;  ///< null: none
  /// Whether the client's certificate, if it has one, is shown to a server
  /// that asks.
  bool shows_certificate = true;
};

/// How long each phase took. Durations, not moments: their sum is `total`.
/// A phase that did not happen (no lookup on a warm connection) is absent.
struct Timing {
  std::optional<Duration> queue;     ///< waited before it was sent
  std::optional<Duration> dns;       ///< name to addresses
  std::optional<Duration> connect;   ///< TCP; of HTTP/3 TLS, too
  std::optional<Duration> tls;       ///< TLS
  std::optional<Duration> ttfb;      ///< request sent to first byte back
  std::optional<Duration> download;  ///< first byte to last
  Duration total{0};
};

/// What came back: everything but the body, which went to the BodySink.
struct Response {
  int status_code = 0;
  std::string reason;
  HttpVersion version = HttpVersion::kUnknown;
  std::vector<Header> headers;  ///< of the final response, not of 1xx
  std::string remote_ip;        ///< of the proxy, if there is one
  std::uint16_t remote_port = 0;
  std::string local_ip;  ///< of this end of the connection
  std::uint16_t local_port = 0;
  bool reused_connection = false;
  int tls_verify_result = 0;         ///< OpenSSL's, of the server; 0: held
  std::uint64_t wire_bytes = 0;      ///< of the body as it was transferred
  std::uint64_t header_bytes = 0;    ///< of all header lines, 1xx's too
  std::uint64_t request_bytes = 0;   ///< sent; a short body went along
  std::uint64_t uploaded_bytes = 0;  ///< of the body that was sent
  Timing timing;
};

/// Receives a body as it arrives, in the fiber that fetches or, if it says so,
/// on its behalf while it waits.
class BodySink {
 public:
  virtual ~BodySink() = default;

  /// Status and headers, once, before the first byte of the body.
  /// May block the fiber: the transfer waits.
  virtual Result<void> on_response(const Response& response) = 0;

  /// The next bytes, exactly as transferred (no coding is undone). An error
  /// ends the exchange with that error and closes the connection.
  /// May block the fiber: the transfer is paused when 256 KiB wait for it.
  virtual Result<void> on_data(std::string_view bytes) = 0;

  /// Whether on_data() never blocks a fiber and asks nothing of the client. The
  /// loop may then call it while the fiber waits, with the buffer that was
  /// received into: no byte is copied, and the fiber is not woken for each.
  virtual bool takes_at_once() const { return false; }
};

/// Collects a body in memory.
class StringSink final : public BodySink {
 public:
  /// More than `cap` bytes end the exchange with kBodyTooLarge.
  explicit StringSink(std::size_t cap = std::size_t{64} << 20) : cap_(cap) {}

  Result<void> on_response(const Response& response) override;
  Result<void> on_data(std::string_view bytes) override;
  bool takes_at_once() const override { return true; }

  const std::string& text() const& noexcept { return text_; }
  std::string text() && noexcept { return std::move(text_); }

 private:
  std::size_t cap_;
  std::string text_;
};

/// Carries out one exchange: no redirect followed, no retry, no decoding.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  /// Sends `request` and gives what came back. A kill or a Timeout of the
  /// caller ends the transfer at once and frees all it held.
  /// Blocks the calling fiber.
  virtual Result<Response> fetch(const Request& request, BodySink& sink) = 0;

  /// Looks up the first address that a request to `origin` without a proxy is
  /// sent to. Nothing: the lookup failed, or the fetcher sends its requests to
  /// no address, as a fake does.
  /// Blocks the calling fiber for at most `limit`.
  virtual std::optional<net::IpAddress> address_of(const Origin& /*origin*/,
                                                   TimeLimit /*limit*/) {
    return std::nullopt;
  }
};

}  // namespace gfetch::http
