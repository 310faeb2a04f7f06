#pragma once
/// TLS on a socket, for clients and servers, through OpenSSL. It is a component
/// of its own, gfetch::tls, so that a program without TLS needs no OpenSSL.
///
///   const auto own = gfetch::net::TlsContext::server(
///       {.certificate_file = certificate, .key_file = key});
///   gfetch::net::StreamServer server(address, handler,
///                                    {.wrap = gfetch::net::tls_server(own)});
///   server.start();
///
///   const auto trust =
///       gfetch::net::TlsContext::client({.trust_file = certificate});
///   auto peer = gfetch::net::TlsSocket::connect(
///       gfetch::net::create_connection(server.address()), trust, "localhost");
///   peer.send_all("hello\n");
///
/// The end of the stream is the peer's close_notify. A connection that ends
/// without it was cut, maybe by an attacker: receive() throws TlsError with
/// kCut then (RFC 8446, 6.1).

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gfetch/fiber/wait_limit.h"
#include "gfetch/net/server.h"
#include "gfetch/net/socket.h"
#include "gfetch/net/stream.h"

namespace gfetch::net {

/// A failure of TLS. what() has OpenSSL's sentence.
class TlsError : public SocketError {
 public:
  enum class Kind {
    kCut,         ///< the connection ended without a close_notify
    kUntrusted,   ///< the peer's certificate is not trusted, or for others
    kProtocol,    ///< what the peer sent is no TLS, or breaks its rules
    kConfigured,  ///< a file of the configuration cannot be used
  };

  TlsError(Kind kind, const std::string& what);

  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

struct TlsClientOptions {
  /// A PEM file of trusted authorities; empty: those of the system.
  std::string trust_file = {};
  /// False: any certificate is good. For tests.
  bool verify = true;
  /// Protocols for ALPN (RFC 7301), the preferred one first.
  std::vector<std::string> alpn = {};
  /// The client's own certificate, with its chain, and its key; both PEM.
  std::string certificate_file = {};
  std::string key_file = {};
};

struct TlsServerOptions {
  std::string certificate_file = {};  ///< PEM, with the chain
  std::string key_file = {};          ///< PEM
  /// Protocols that the server speaks, the preferred one first. A client that
  /// offers ALPN and none of them is refused (RFC 7301, 3.2). Empty: no ALPN.
  std::vector<std::string> alpn = {};
  /// A PEM file of authorities: clients must have a certificate of one of them.
  /// Empty: clients need none.
  std::string client_trust_file = {};
  /// Further certificates, for clients that name other hosts by SNI (RFC 6066).
  /// A name may begin with `*.`.
  struct Host {
    std::string name;
    std::string certificate_file = {};
    std::string key_file = {};
  };
  std::vector<Host> hosts = {};
};

/// The configuration of connections, which share it: certificates, trust, and
/// the sessions of a server. TLS 1.2 and 1.3. Copies are references. Any thread
/// may use it.
class TlsContext {
 public:
  /// Throw TlsError (kConfigured) if a file cannot be read or used.
  static TlsContext client(const TlsClientOptions& options = {});
  static TlsContext server(const TlsServerOptions& options);

 private:
  friend class TlsSocket;
  struct State;

  explicit TlsContext(std::shared_ptr<State> state) noexcept;

  std::shared_ptr<State> state_;
};

/// A session of a client, with which its next connection to the same server
/// saves the exchange of certificates. A value; empty: none.
class TlsSession {
 public:
  explicit operator bool() const noexcept { return session_ != nullptr; }

 private:
  friend class TlsSocket;

  std::shared_ptr<void> session_;
};

class TlsSocket final : public Stream {
 public:
  /// Makes the handshake of a client on a connected socket. `host`, a name or
  /// an IP address, is sent by SNI (a name only), and must be in the peer's
  /// subjectAltName. Throws TlsError, SocketError and SocketTimeout; `socket`
  /// is closed then. Sets no_delay of a TCP socket.
  /// Blocks the calling fiber.
  static TlsSocket connect(Socket socket, const TlsContext& context,
                           const std::string& host, const WaitLimit& limit = {},
                           const TlsSession& session = {});
  /// Makes the handshake of a server on an accepted socket; otherwise like
  /// connect().
  /// Blocks the calling fiber.
  static TlsSocket accept(Socket socket, const TlsContext& context,
                          const WaitLimit& limit = {});
  TlsSocket(TlsSocket&&) noexcept;
  TlsSocket& operator=(TlsSocket&&) noexcept;
  ~TlsSocket() override;

  using Stream::receive;
  using Stream::send;
  using Stream::send_all;
  std::size_t receive(std::span<char> into, const WaitLimit& limit) override;
  [[nodiscard]] bool wait_to_receive(const WaitLimit& limit) override;
  /// Unlike that of a Socket, an exception may leave a part sent: to send more
  /// then fails with EPIPE, as it does after end_sending().
  std::size_t send(std::string_view data, const WaitLimit& limit) override;
  void send_all(std::span<const std::string_view> parts,
                const WaitLimit& limit) override;
  /// Sends the close_notify. The peer may still send.
  void end_sending() override;
  /// Sends the close_notify if the kernel takes it at once, and closes. After
  /// an exception ended a call that sends, and in the destructor of a TlsSocket
  /// through which an exception passes, no close_notify is sent: what was cut
  /// short must not look complete to the peer.
  void close() noexcept override;
  bool closed() const noexcept override;
  Socket& socket() noexcept override;

  /// What the handshake agreed on, also after close(): the protocol of ALPN,
  /// empty without one; the name that the client sent by SNI, empty without
  /// one; `TLSv1.3`; the cipher suite by its name in IANA's registry.
  std::string alpn() const;
  std::string server_name() const;
  std::string version() const;
  std::string cipher() const;
  /// True if the connection continues an earlier session.
  bool resumed() const;
  /// The session for the next connection; of TLS 1.3 it arrives with the first
  /// data of the server. Empty if there is none.
  TlsSession session() const;
  /// The subject of the peer's certificate in the form of RFC 2253; empty if it
  /// sent none.
  std::string peer_subject() const;

 private:
  class State;

  explicit TlsSocket(std::shared_ptr<State> state) noexcept;
  std::shared_ptr<State> open_state(const char* what) const;

  std::shared_ptr<State> state_;  // null: moved from
  int unwinding_;  // the exceptions that were thrown when it was made
};

/// Makes a StreamServer speak TLS. A client whose handshake takes longer than
/// `handshake_limit`, or fails, is let go; its failure ends its fiber in
/// silence.
StreamWrapper tls_server(TlsContext context,
                         Duration handshake_limit = std::chrono::seconds(10));

}  // namespace gfetch::net
