#include "gfetch/tls/tls_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <new>
#include <utility>

#include "gfetch/fiber/detail/deadline.h"
#include "gfetch/fiber/semaphore.h"
#include "openssl_error.h"
#include "socket_bio.h"
#include "tls_context.h"

namespace gfetch::net {
namespace {

using Kind = TlsError::Kind;

/// The most that one record of TLS holds.
constexpr std::size_t kRecord = 16'384;

/// Sets a flag, which a second fiber finds set, while it is in scope.
class Busy {
 public:
  Busy(bool& flag, const char* what) : flag_(flag) {
    if (flag_) {
      throw ConcurrentUse(std::string(what) +
                          ": another fiber waits in this direction of the "
                          "TlsSocket");
    }
    flag_ = true;
  }
  ~Busy() { flag_ = false; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;

 private:
  bool& flag_;
};

}  // namespace

/// A connection. Each call that is in progress shares its ownership, so that
/// another fiber may close and destroy the TlsSocket meanwhile.
///
/// Invariants:
/// - A fiber calls OpenSSL and reads the outcome without a switch in between.
/// - At most one fiber reads and one writes. Either may have to wait for the
///   other direction of the socket, rarely: they take turns there.
/// - `broken` is set before a call that could leave half a record behind, and
///   cleared behind it: an exception on the way leaves it set.
class TlsSocket::State {
 public:
  State(Socket its_socket, std::shared_ptr<TlsContext::State> its_context)
      : context(std::move(its_context)),
        socket(std::move(its_socket)),
        below{.fd = socket.fd()},
        ssl(SSL_new(context->context.get())) {
    if (ssl == nullptr) throw std::bad_alloc();
    BIO* const bio = new_socket_bio(below);
    SSL_set_bio(ssl.get(), bio, bio);
    // A small record behind the session tickets would wait for the peer's
    // delayed acknowledgement, 40 ms. A Unix socket refuses the option.
    const int on = 1;
    setsockopt(below.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  /// Calls `call`, a function of OpenSSL's that returns 1 or more when it has
  /// succeeded, until it does not have to wait. Returns what it returned; 0 at
  /// the end of the stream.
  /// Blocks the calling fiber.
  template <class Call>
  int run(const char* what, const WaitLimit& limit, Call call) {
    const detail::Deadline deadline(limit);
    while (true) {
      if (socket.closed()) throw SocketError(EBADF, what);
      ERR_clear_error();
      const int done = call();
      if (done > 0) return done;
      switch (SSL_get_error(ssl.get(), done)) {
        case SSL_ERROR_WANT_READ:
          wait(reads, &Socket::wait_to_receive, what, deadline.left());
          break;
        case SSL_ERROR_WANT_WRITE:
          wait(writes, &Socket::wait_to_send, what, deadline.left());
          break;
        case SSL_ERROR_ZERO_RETURN:
          return 0;
        default:
          fail(what);
      }
    }
  }

  void handshake(const WaitLimit& limit) {
    const int done =
        run("handshake", limit, [this] { return SSL_do_handshake(ssl.get()); });
    if (done == 0) throw TlsError(Kind::kCut, "handshake: the peer has ended");
    established = true;
  }

  /// Sends a first part of `data`. The caller has set `broken`.
  std::size_t write(std::string_view data, const char* what,
                    const WaitLimit& limit) {
    const int size = static_cast<int>(std::min(data.size(), kRecord));
    const int sent = run(what, limit, [this, data, size] {
      return SSL_write(ssl.get(), data.data(), size);
    });
    if (sent == 0) throw SocketError(EPIPE, what);
    return static_cast<std::size_t>(sent);
  }

  /// Refuses to send where an exception has left half a record behind.
  void require_sound(const char* what) const {
    if (socket.closed()) throw SocketError(EBADF, what);
    if (broken || sending_ended) throw SocketError(EPIPE, what);
  }

  /// Sends the close_notify if that needs no wait. Bytes that were never
  /// received would make the kernel reset the connection, and what was sent
  /// last be lost: the peer's own close_notify may be among them.
  void say_goodbye() noexcept {
    if (!established || broken || failed) return;
    ERR_clear_error();
    SSL_shutdown(ssl.get());
    ERR_clear_error();
    std::array<char, 4096> dropped;
    for (int i = 0; i < 16; ++i) {
      const auto got = recv(below.fd, dropped.data(), dropped.size(), 0);
      if (got < static_cast<ssize_t>(dropped.size())) break;
    }
  }

  std::shared_ptr<TlsContext::State> context;
  Socket socket;
  BioSocket below;
  Ssl ssl;
  Semaphore reads{1, "tls.receive"};  // turns to wait for either direction
  Semaphore writes{1, "tls.send"};
  bool receiving = false;  // a fiber is in a call that receives
  bool sending = false;
  bool established = false;
  bool broken = false;
  bool failed = false;  // OpenSSL refuses to go on
  bool cut = false;
  bool sending_ended = false;

 private:
  using Wait = bool (Socket::*)(const WaitLimit&);

  void wait(Semaphore& turns, Wait ready, const char* what,
            const WaitLimit& limit) {
    const detail::Deadline deadline(limit);
    if (!turns.acquire(limit)) throw SocketTimeout(what);
    const std::unique_ptr<Semaphore, void (*)(Semaphore*)> turn(
        &turns, [](Semaphore* taken) { taken->release(); });
    if (!(socket.*ready)(deadline.left())) throw SocketTimeout(what);
  }

  [[noreturn]] void fail(const char* what) {
    failed = true;
    const int error = std::exchange(below.error, 0);
    if (error != 0) {
      ERR_clear_error();
      throw SocketError(error, what);
    }
    cut = cut || below.ended;
    if (cut) {
      ERR_clear_error();
      throw TlsError(Kind::kCut, std::string(what) +
                                     ": the connection was cut: it ended "
                                     "without a close_notify");
    }
    const long verified = SSL_get_verify_result(ssl.get());
    if (context->verifies && verified != X509_V_OK && !established) {
      ERR_clear_error();
      throw TlsError(
          Kind::kUntrusted,
          std::string(what) + ": " + X509_verify_cert_error_string(verified));
    }
    throw_tls(Kind::kProtocol, what);
  }
};

// --- the handshake -----------------------------------------------------------

namespace {

/// Makes OpenSSL ask for a certificate of `host`, and send its name by SNI.
void expect_host(SSL* ssl, std::string host) {
  if (host.ends_with('.')) host.pop_back();
  X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(parameters,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return;
  ERR_clear_error();
  if (X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size()) != 1 ||
      SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               host.data()) != 1) {
    throw_tls(Kind::kConfigured, "host " + host);
  }
}

}  // namespace

TlsSocket::TlsSocket(std::shared_ptr<State> state) noexcept
    : state_(std::move(state)), unwinding_(std::uncaught_exceptions()) {}

TlsSocket::TlsSocket(TlsSocket&&) noexcept = default;

TlsSocket& TlsSocket::operator=(TlsSocket&& other) noexcept {
  close();
  timeout(other.timeout());
  state_ = std::move(other.state_);
  unwinding_ = other.unwinding_;
  return *this;
}

TlsSocket::~TlsSocket() {
  // What an exception has cut short must not look complete to the peer.
  if (state_ != nullptr && std::uncaught_exceptions() > unwinding_) {
    state_->broken = true;
  }
  close();
}

TlsSocket TlsSocket::connect(Socket socket, const TlsContext& context,
                             const std::string& host, const WaitLimit& limit,
                             const TlsSession& session) {
  auto state = std::make_shared<State>(std::move(socket), context.state_);
  SSL* const ssl = state->ssl.get();
  expect_host(ssl, host);
  if (session) {
    SSL_set_session(ssl, static_cast<SSL_SESSION*>(session.session_.get()));
  }
  SSL_set_connect_state(ssl);
  state->handshake(limit);
  return TlsSocket(std::move(state));
}

TlsSocket TlsSocket::accept(Socket socket, const TlsContext& context,
                            const WaitLimit& limit) {
  auto state = std::make_shared<State>(std::move(socket), context.state_);
  SSL_set_accept_state(state->ssl.get());
  state->handshake(limit);
  return TlsSocket(std::move(state));
}

StreamWrapper tls_server(TlsContext context, Duration handshake_limit) {
  return [context = std::move(context),
          handshake_limit](Socket socket) -> std::unique_ptr<Stream> {
    try {
      return std::make_unique<TlsSocket>(
          TlsSocket::accept(std::move(socket), context, handshake_limit));
    } catch (const SocketError&) {
      return nullptr;
    }
  };
}

// --- receiving and sending ---------------------------------------------------

std::shared_ptr<TlsSocket::State> TlsSocket::open_state(
    const char* what) const {
  if (closed()) throw SocketError(EBADF, what);
  return state_;
}

std::size_t TlsSocket::receive(std::span<char> into, const WaitLimit& limit) {
  constexpr const char* kWhat = "receive";
  const auto state = open_state(kWhat);
  const Busy busy(state->receiving, kWhat);
  if (into.empty()) return 0;
  const int size = static_cast<int>(std::min(into.size(), kRecord));
  return static_cast<std::size_t>(state->run(kWhat, limit, [&] {
    return SSL_read(state->ssl.get(), into.data(), size);
  }));
}

bool TlsSocket::wait_to_receive(const WaitLimit& limit) {
  constexpr const char* kWhat = "wait_to_receive";
  const auto state = open_state(kWhat);
  const Busy busy(state->receiving, kWhat);
  // The socket may be readable though no data has arrived: to peek is the only
  // way to know.
  char byte = 0;
  try {
    state->run(kWhat, limit,
               [&] { return SSL_peek(state->ssl.get(), &byte, 1); });
  } catch (const SocketTimeout&) {
    return false;
  }
  return true;
}

std::size_t TlsSocket::send(std::string_view data, const WaitLimit& limit) {
  constexpr const char* kWhat = "send";
  const auto state = open_state(kWhat);
  const Busy busy(state->sending, kWhat);
  state->require_sound(kWhat);
  if (data.empty()) return 0;
  state->broken = true;
  const std::size_t sent = state->write(data, kWhat, limit);
  state->broken = false;
  return sent;
}

void TlsSocket::send_all(std::span<const std::string_view> parts,
                         const WaitLimit& limit) {
  constexpr const char* kWhat = "send_all";
  const auto state = open_state(kWhat);
  const Busy busy(state->sending, kWhat);
  state->require_sound(kWhat);
  const detail::Deadline deadline(limit);
  const auto write = [&](std::string_view data) {
    while (!data.empty()) {
      data.remove_prefix(state->write(data, kWhat, deadline.left()));
    }
  };
  state->broken = true;
  std::string small;  // parts that share a record
  for (const std::string_view part : parts) {
    if (small.size() + part.size() > kRecord) {
      write(small);
      small.clear();
    }
    if (parts.size() == 1 || part.size() >= kRecord) {
      write(part);
    } else {
      small += part;
    }
  }
  write(small);
  state->broken = false;
}

void TlsSocket::end_sending() {
  constexpr const char* kWhat = "end_sending";
  const auto state = open_state(kWhat);
  const Busy busy(state->sending, kWhat);
  if (state->sending_ended) return;
  state->require_sound(kWhat);
  state->broken = true;
  state->run(kWhat, WaitLimit(timeout()), [&] {
    // 0: sent, but the peer has not ended yet.
    const int done = SSL_shutdown(state->ssl.get());
    return done == 0 ? 1 : done;
  });
  state->broken = false;
  state->sending_ended = true;
}

void TlsSocket::close() noexcept {
  if (closed()) return;
  state_->say_goodbye();
  state_->socket.close();
}

bool TlsSocket::closed() const noexcept {
  return state_ == nullptr || state_->socket.closed();
}

Socket& TlsSocket::socket() noexcept {
  return state_->socket;
}

// --- what the handshake agreed on --------------------------------------------

std::string TlsSocket::alpn() const {
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(state_->ssl.get(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::string TlsSocket::server_name() const {
  const char* const name =
      SSL_get_servername(state_->ssl.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string TlsSocket::version() const {
  return SSL_get_version(state_->ssl.get());
}

std::string TlsSocket::cipher() const {
  const char* const name =
      SSL_CIPHER_standard_name(SSL_get_current_cipher(state_->ssl.get()));
  return name == nullptr ? "" : name;
}

bool TlsSocket::resumed() const {
  return SSL_session_reused(state_->ssl.get()) == 1;
}

TlsSession TlsSocket::session() const {
  TlsSession session;
  SSL_SESSION* const own = SSL_get1_session(state_->ssl.get());
  if (own == nullptr) return session;
  std::shared_ptr<void> owned(own, [](void* pointer) {
    SSL_SESSION_free(static_cast<SSL_SESSION*>(pointer));
  });
  if (SSL_SESSION_is_resumable(own) == 1) session.session_ = std::move(owned);
  return session;
}

std::string TlsSocket::peer_subject() const {
  const std::unique_ptr<X509, OpensslFree<&X509_free>> certificate(
      SSL_get1_peer_certificate(state_->ssl.get()));
  if (certificate == nullptr) return {};
  const std::unique_ptr<BIO, OpensslFree<&BIO_free_all>> text(
      BIO_new(BIO_s_mem()));
  if (text == nullptr) throw std::bad_alloc();
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0,
                     XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long length = BIO_ctrl(text.get(), BIO_CTRL_INFO, 0, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace gfetch::net
