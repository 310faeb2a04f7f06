#include "gfetch/tls/tls_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "gfetch/fiber/timeout.h"
#include "gfetch/net/buffered_reader.h"
#include "tests/engine/tls/tls_fixture.h"
#include "tests/support/temp_dir.h"

namespace gfetch::net {
namespace {

using Kind = TlsError::Kind;
using test::CertificateKind;

Failure failure_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const TlsError& error) {
    return error.kind();
  }
  return std::nullopt;
}

// --- sending and receiving ---------------------------------------------------

TEST_F(TlsTest, WhatIsSentArrives) {
  Connection made = connect();
  made.client->send_all({"hel", "", "lo"});
  EXPECT_EQ(receive(*made.server), "hello");
  made.server->send_all("back");
  EXPECT_EQ(receive(*made.client), "back");
}

TEST_F(TlsTest, MuchArrivesWholeInBothDirectionsAtOnce) {
  Connection made = connect();
  const std::string much(3'000'000, 'm');
  const auto send = [&](TlsSocket& from) {
    from.send_all(much);
    from.end_sending();
  };
  auto up = spawn([&] { send(*made.client); });
  auto down = spawn([&] { send(*made.server); });
  auto echo = spawn([&] { return receive_all(*made.server).size(); });
  EXPECT_EQ(receive_all(*made.client).size(), much.size());
  EXPECT_EQ(echo.get(), much.size());
  up.get();
  down.get();
}

TEST_F(TlsTest, LargeAndSmallPartsKeepTheirOrder) {
  Connection made = connect();
  const std::string large(20'000, 'L');
  const std::string middle(16'000, 'M');
  auto sender = spawn([&] {
    made.client->send_all({"a", large, "b", "c", middle, middle, "d"});
    made.client->close();
  });
  EXPECT_TRUE(receive_all(*made.server) ==
              "a" + large + "bc" + middle + middle + "d");
  sender.get();
}

TEST_F(TlsTest, IsReadByLine) {
  Connection made = connect();
  made.client->send_all("one\ntwo\n");
  BufferedReader reader(*made.server);
  EXPECT_EQ(reader.read_line(10), std::optional<std::string>("one"));
  EXPECT_EQ(reader.read_line(10), std::optional<std::string>("two"));
}

TEST_F(TlsTest, SendsFiles) {
  const test::TempDir dir;
  const auto path = dir.write("f", "head" + std::string(100'000, 'x') + "tail");
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  Connection made = connect();
  auto sender = spawn([&] {
    const auto sent = made.client->send_file(file, 2, 1'000'000);
    made.client->close();
    return sent;
  });
  EXPECT_EQ(receive_all(*made.server).size(), 100'006U);
  EXPECT_EQ(sender.get(), 100'006U);
  close(file);
}

TEST_F(TlsTest, WaitsForDataAndNotForRecords) {
  Connection made = connect();
  // A session ticket of TLS 1.3 has arrived, but no data.
  sleep_for(2ms);
  EXPECT_FALSE(made.client->wait_to_receive(5ms));
  made.server->send_all("x");
  EXPECT_TRUE(made.client->wait_to_receive(1s));
  EXPECT_EQ(receive(*made.client), "x");
  made.server->close();
  EXPECT_TRUE(made.client->wait_to_receive(1s));
  EXPECT_EQ(receive(*made.client), "");
}

// --- ends --------------------------------------------------------------------

TEST_F(TlsTest, ACloseNotifyIsTheEnd) {
  Connection made = connect();
  made.client->send_all("last");
  made.client->close();
  made.client->close();
  EXPECT_TRUE(made.client->closed());
  EXPECT_EQ(receive_all(*made.server), "last");
  EXPECT_EQ(receive(*made.server), "");
}

TEST_F(TlsTest, ACutConnectionIsNoEnd) {
  Connection made = connect();
  made.client->send_all("half of i");
  made.client->socket().shutdown(Half::kWrite);
  EXPECT_EQ(receive(*made.server), "half of i");
  EXPECT_EQ(failure_of([&] { receive(*made.server); }), Kind::kCut);
  EXPECT_EQ(failure_of([&] { receive(*made.server); }), Kind::kCut);
}

TEST_F(TlsTest, ACutConnectionIsNoEndForAReader) {
  Connection made = connect();
  made.client->send_all("no line end");
  made.client->socket().shutdown(Half::kWrite);
  BufferedReader reader(*made.server);
  EXPECT_EQ(failure_of([&] { reader.read_line(100); }), Kind::kCut);
  EXPECT_EQ(reader.buffered(), "no line end");
}

TEST_F(TlsTest, AHalfClosedConnectionGoesOnInTheOtherDirection) {
  Connection made = connect();
  made.client->send_all("question");
  made.client->end_sending();
  made.client->end_sending();
  EXPECT_EQ(receive_all(*made.server), "question");
  made.server->send_all("answer");
  made.server->close();
  EXPECT_EQ(receive_all(*made.client), "answer");
  EXPECT_EQ(error_of([&] { made.client->send_all("more"); }), EPIPE);
}

TEST_F(TlsTest, AnAnswerIsNotLostToACloseNotifyThatNobodyRead) {
  Connection made = connect();
  made.client->send_all("question");
  made.client->end_sending();
  sleep_for(2ms);
  std::string question(8, '\0');
  EXPECT_EQ(made.server->receive(question), 8U);
  made.server->send_all("answer");
  made.server->close();
  sleep_for(2ms);
  EXPECT_EQ(receive_all(*made.client), "answer");
}

TEST_F(TlsTest, AnExceptionDoesNotLookLikeAnEnd) {
  Connection made = connect();
  try {
    const TlsSocket sender = std::move(*made.client);
    throw std::runtime_error("half way");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(error_of([&] { receive(*made.server); }), ECONNRESET);
}

TEST_F(TlsTest, ADestroyedSocketIsClosedCleanly) {
  Connection made = connect();
  made.client.reset();
  EXPECT_EQ(receive(*made.server), "");
}

TEST_F(TlsTest, GarbageIsAFailureOfTheProtocol) {
  Connection made = connect();
  made.client->socket().send_all("this is no record of TLS");
  EXPECT_EQ(failure_of([&] { receive(*made.server); }), Kind::kProtocol);
}

// --- limits, kills, closing --------------------------------------------------

TEST_F(TlsTest, TheTimeoutLimitsEachCall) {
  Connection made = connect();
  made.client->timeout(5ms);
  EXPECT_THROW(receive(*made.client), SocketTimeout);
  made.server->send_all("x");
  EXPECT_EQ(receive(*made.client), "x");
  EXPECT_THROW(made.client->send_all(std::string(9'000'000, 'x')),
               SocketTimeout);
  // Half a record may have been sent: nothing may follow it.
  EXPECT_EQ(error_of([&] { made.client->send_all("x"); }), EPIPE);
}

TEST_F(TlsTest, AKillReachesEachCallThatBlocks) {
  Connection made = connect();
  const std::string much(9'000'000, 'x');
  const std::vector<std::function<void()>> calls = {
      [&] { receive(*made.client); },
      [&] { static_cast<void>(made.client->wait_to_receive({})); },
      [&] { made.client->send_all(much); }};
  for (const auto& call : calls) {
    auto fiber = spawn(call);
    sleep_for(1ms);
    EXPECT_FALSE(fiber.ready());
    fiber.kill();
    EXPECT_EQ(fiber.outcome(), FiberOutcome::kKilled);
    EXPECT_EQ(hub_.watcher_count(), 0U);
  }
}

TEST_F(TlsTest, CloseWakesTheReaderAndTheWriter) {
  Connection made = connect();
  auto reader = spawn([&] { return error_of([&] { receive(*made.client); }); });
  auto writer = spawn([&] {
    return error_of(
        [&] { made.client->send_all(std::string(9'000'000, 'x')); });
  });
  sleep_for(1ms);
  made.client.reset();
  EXPECT_EQ(reader.get(), EBADF);
  EXPECT_EQ(writer.get(), EBADF);
}

TEST_F(TlsTest, ASecondReaderAndASecondWriterAreRefused) {
  Connection made = connect();
  auto reader = spawn([&] { return receive(*made.client); });
  auto writer =
      spawn([&] { made.client->send_all(std::string(9'000'000, 'x')); });
  sleep_for(1ms);
  EXPECT_THROW(receive(*made.client), ConcurrentUse);
  EXPECT_THROW(made.client->send_all("x"), ConcurrentUse);
  EXPECT_THROW(made.client->end_sending(), ConcurrentUse);
  made.server->send_all("for the first");
  EXPECT_EQ(reader.get(), "for the first");
  writer.kill();
}

TEST_F(TlsTest, ASilentPeerEndsTheHandshakeAtItsLimit) {
  Ends ends = tcp_pair();
  const TlsContext client = TlsContext::client(trusting());
  EXPECT_THROW(
      TlsSocket::connect(std::move(ends.here), client, "localhost", 5ms),
      SocketTimeout);
  // The socket was closed: behind the hello comes the end.
  EXPECT_FALSE(receive_all(ends.there).empty());
}

TEST_F(TlsTest, AKillEndsTheHandshake) {
  Ends ends = tcp_pair();
  const TlsContext server = TlsContext::server(serving());
  auto fiber = spawn([&] { TlsSocket::accept(std::move(ends.there), server); });
  yield();
  fiber.kill();
  EXPECT_EQ(fiber.outcome(), FiberOutcome::kKilled);
  EXPECT_EQ(receive(ends.here), "");
}

TEST_F(TlsTest, APeerThatVanishesInTheHandshakeHasCutIt) {
  Ends ends = tcp_pair();
  ends.there.close();
  EXPECT_NE(error_of([&] {
              TlsSocket::connect(std::move(ends.here),
                                 TlsContext::client(trusting()), "localhost");
            }),
            0);
}

TEST_F(TlsTest, APeerWithoutTlsIsAFailureOfTheProtocol) {
  Ends ends = tcp_pair();
  ends.there.send_all("220 hello, here is SMTP\r\n");
  EXPECT_EQ(failure_of([&] {
              TlsSocket::connect(std::move(ends.here),
                                 TlsContext::client(trusting()), "localhost");
            }),
            Kind::kProtocol);
}

// --- trust -------------------------------------------------------------------

TEST_F(TlsTest, ATrustedCertificateForTheHostIsGood) {
  EXPECT_EQ(failure(trusting(), serving()), std::nullopt);
  EXPECT_EQ(failure(trusting(), serving(), "127.0.0.1"), std::nullopt);
  EXPECT_EQ(failure(trusting(), serving(), "LOCALHOST."), std::nullopt);
}

TEST_F(TlsTest, OtherCertificatesAreNot) {
  EXPECT_EQ(failure(trusting(), serving(), "other.test"), Kind::kUntrusted);
  EXPECT_EQ(failure(trusting(), serving(), "127.0.0.2"), Kind::kUntrusted);
  EXPECT_EQ(failure({}, serving()), Kind::kUntrusted);
  for (const CertificateKind kind :
       {CertificateKind::kExpired, CertificateKind::kNotYetValid,
        CertificateKind::kSelfSigned, CertificateKind::kMissingIntermediate,
        CertificateKind::kSubjectOnly}) {
    EXPECT_EQ(failure(trusting(), serving(ca_->issue(kind))), Kind::kUntrusted)
        << static_cast<int>(kind);
  }
}

TEST_F(TlsTest, WithoutVerificationAnyIsGood) {
  EXPECT_EQ(failure({.verify = false},
                    serving(ca_->issue(CertificateKind::kExpired)), "other"),
            std::nullopt);
}

TEST_F(TlsTest, AServerMayAskForACertificate) {
  TlsServerOptions server = serving();
  server.client_trust_file = ca_->root().string();
  TlsClientOptions client = trusting();
  client.certificate_file = certificate_.chain.string();
  client.key_file = certificate_.key.string();
  Connection made =
      connect(TlsContext::client(client), TlsContext::server(server));
  EXPECT_NE(made.server->peer_subject(), "");
  EXPECT_NE(made.client->peer_subject(), "");
  EXPECT_THROW(
      connect(TlsContext::client(trusting()), TlsContext::server(server)),
      TlsError);
}

TEST_F(TlsTest, AFileThatCannotBeUsedIsNamed) {
  const std::vector<std::function<void()>> calls = {
      [] { TlsContext::client({.trust_file = "/none.pem"}); },
      [] {
        TlsContext::server(
            {.certificate_file = "/none.pem", .key_file = "/none.pem"});
      },
      [] { TlsContext::client({.alpn = {""}}); }};
  for (const auto& call : calls) {
    EXPECT_EQ(failure_of(call), Kind::kConfigured);
  }
  const test::Certificate other = ca_->issue();
  TlsServerOptions mixed = serving();
  mixed.key_file = other.key.string();
  try {
    TlsContext::server(mixed);
    ADD_FAILURE() << "a key of another certificate";
  } catch (const TlsError& error) {
    EXPECT_NE(std::string(error.what()).find(mixed.key_file),
              std::string::npos);
  }
}

// --- ALPN, SNI, sessions -----------------------------------------------------

TEST_F(TlsTest, TheServersFirstProtocolThatTheClientSpeaksIsChosen) {
  TlsClientOptions client = trusting();
  client.alpn = {"http/1.1", "h2"};
  TlsServerOptions server = serving();
  server.alpn = {"spdy/1", "h2", "http/1.1"};
  Connection made =
      connect(TlsContext::client(client), TlsContext::server(server));
  EXPECT_EQ(made.client->alpn(), "h2");
  EXPECT_EQ(made.server->alpn(), "h2");
}

TEST_F(TlsTest, AClientWithOtherProtocolsIsRefused) {
  TlsClientOptions client = trusting();
  client.alpn = {"h3"};
  TlsServerOptions server = serving();
  server.alpn = {"h2"};
  EXPECT_EQ(failure(client, server), Kind::kProtocol);
  EXPECT_EQ(failure(trusting(), server), std::nullopt);
  Connection made = connect();
  EXPECT_EQ(made.client->alpn(), "");
}

TEST_F(TlsTest, EachHostHasItsCertificate) {
  const test::Certificate one =
      ca_->issue(CertificateKind::kValid, {"one.test"});
  const test::Certificate wild =
      ca_->issue(CertificateKind::kValid, {"*.wild.test"});
  TlsServerOptions server = serving();
  for (const auto& [name, certificate] :
       {std::pair("one.test", one), std::pair("*.wild.test", wild)}) {
    server.hosts.push_back({.name = name,
                            .certificate_file = certificate.chain.string(),
                            .key_file = certificate.key.string()});
  }
  for (const char* host :
       {"one.test", "ONE.test", "a.wild.test", "localhost", "127.0.0.1"}) {
    EXPECT_EQ(failure(trusting(), server, host), std::nullopt) << host;
  }
  EXPECT_EQ(failure(trusting(), server, "a.b.wild.test"), Kind::kUntrusted);
  Connection made = connect(TlsContext::client(trusting()),
                            TlsContext::server(server), {}, "one.test");
  EXPECT_EQ(made.server->server_name(), "one.test");
}

TEST_F(TlsTest, ASessionIsContinued) {
  const TlsContext client = TlsContext::client(trusting());
  const TlsContext server = TlsContext::server(serving());
  Connection first = connect(client, server);
  EXPECT_FALSE(first.client->resumed());
  first.server->send_all("x");
  EXPECT_EQ(receive(*first.client), "x");
  const TlsSession session = first.client->session();
  ASSERT_TRUE(session);
  first.client->close();
  Connection second = connect(client, server, session);
  EXPECT_TRUE(second.client->resumed());
  EXPECT_TRUE(second.server->resumed());
  EXPECT_EQ(second.client->version(), "TLSv1.3");
  EXPECT_NE(second.client->cipher(), "");
}

TEST_F(TlsTest, ASessionOfAnotherServerIsOfNoUse) {
  const TlsContext client = TlsContext::client(trusting());
  Connection first = connect(client, TlsContext::server(serving()));
  first.server->send_all("x");
  receive(*first.client);
  Connection second =
      connect(client, TlsContext::server(serving()), first.client->session());
  EXPECT_FALSE(second.client->resumed());
}

}  // namespace
}  // namespace gfetch::net
