#pragma once
/// A certificate authority for the tests of TLS, and connections that trust it.

#include <optional>
#include <string>
#include <utility>

#include "gfetch/tls/tls_socket.h"
#include "tests/engine/net/socket_fixture.h"
#include "tests/support/test_ca.h"

namespace gfetch::net {

/// What a handshake has thrown; nullopt: it succeeded.
using Failure = std::optional<TlsError::Kind>;

class TlsTest : public SocketTest {
 protected:
  struct Connection {
    std::optional<TlsSocket> client;
    std::optional<TlsSocket> server;
  };

  static void SetUpTestSuite() {
    if (test::TestCa::available() && ca_ == nullptr) {
      ca_ = new test::TestCa;
      certificate_ = ca_->issue();
    }
  }
  void SetUp() override {
    if (!test::TestCa::available()) GTEST_SKIP() << "no openssl command";
  }

  static TlsClientOptions trusting() {
    return {.trust_file = ca_->root().string()};
  }
  static TlsServerOptions serving(const test::Certificate& certificate) {
    return {.certificate_file = certificate.chain.string(),
            .key_file = certificate.key.string()};
  }
  static TlsServerOptions serving() { return serving(certificate_); }

  /// Makes both handshakes at once.
  static Connection connect(const TlsContext& client, const TlsContext& server,
                            const TlsSession& session = {},
                            const std::string& host = "localhost") {
    Ends ends = tcp_pair();
    Connection made;
    auto accepting = spawn([&] {
      made.server.emplace(TlsSocket::accept(std::move(ends.there), server, 5s));
    });
    made.client.emplace(
        TlsSocket::connect(std::move(ends.here), client, host, 5s, session));
    accepting.get();
    return made;
  }
  static Connection connect() {
    return connect(TlsContext::client(trusting()),
                   TlsContext::server(serving()));
  }

  /// What the client's handshake with a server of these options throws.
  static Failure failure(const TlsClientOptions& client,
                         const TlsServerOptions& server,
                         const std::string& host = "localhost") {
    Ends ends = tcp_pair();
    const TlsContext own = TlsContext::server(server);
    auto accepting = spawn([&] {
      try {
        TlsSocket accepted = TlsSocket::accept(std::move(ends.there), own, 5s);
        receive(accepted);
      } catch (const SocketError&) {
      }
    });
    Failure thrown;
    try {
      TlsSocket connected = TlsSocket::connect(
          std::move(ends.here), TlsContext::client(client), host, 5s);
    } catch (const TlsError& error) {
      thrown = error.kind();
    }
    accepting.join();
    return thrown;
  }

  static inline test::TestCa* ca_ = nullptr;  // for all tests: keys are slow
  static inline test::Certificate certificate_;
};

}  // namespace gfetch::net
