// TLS in many random orders, with kills, limits and closes at random times.
#include <array>
#include <string>

#include "tests/engine/fiber/races.h"
#include "tests/engine/tls/tls_fixture.h"

namespace gfetch::net {
namespace {

class TlsRaceTest : public DescriptorTest {
 protected:
  void SetUp() override {
    if (!test::TestCa::available()) GTEST_SKIP() << "no openssl command";
  }
};

TEST_F(TlsRaceTest, AConnectionEndsOrIsCutButNeverLies) {
  test::TestCa ca;
  const test::Certificate certificate = ca.issue();
  const TlsContext client =
      TlsContext::client({.trust_file = ca.root().string()});
  const TlsContext server =
      TlsContext::server({.certificate_file = certificate.chain.string(),
                          .key_file = certificate.key.string()});
  const std::string message(40'000, 'm');
  in_a_thousand_orders_without_leak([&](Dice& dice) {
    Ends ends = tcp_pair();
    auto sender = spawn([&, socket = std::move(ends.here)]() mutable {
      try {
        TlsSocket peer = TlsSocket::connect(std::move(socket), client,
                                            "localhost", some_limit(dice));
        peer.send_all(message, some_limit(dice));
        if (dice(2) == 0) dice.dawdle();
      } catch (const SocketError&) {
      }
    });
    auto receiver = spawn([&, socket = std::move(ends.there)]() mutable {
      try {
        TlsSocket peer =
            TlsSocket::accept(std::move(socket), server, some_limit(dice));
        const std::string got = receive_all(peer);
        EXPECT_TRUE(got == message) << got.size();
      } catch (const SocketError&) {
      }
    });
    auto killer = kill_some({sender, receiver}, dice);
    join_all({sender, receiver, killer});
  });
}

}  // namespace
}  // namespace gfetch::net
