#include "gfetch/net/buffered_reader.h"
#include "gfetch/net/stream_server.h"
#include "tests/engine/tls/tls_fixture.h"

namespace gfetch::net {
namespace {

class TlsServerTest : public TlsTest {
 protected:
  void SetUp() override {
    TlsTest::SetUp();
    if (IsSkipped()) return;
    server_.emplace(
        SocketAddress::loopback(0),
        [](Stream& peer, const SocketAddress&) {
          BufferedReader reader(peer);
          while (auto line = reader.read_line(100)) {
            peer.send_all({"<", *line, ">\n"});
          }
        },
        ServerOptions{.wrap = tls_server(TlsContext::server(serving()), 20ms)});
    server_->start();
  }
  void TearDown() override {
    server_.reset();
    TlsTest::TearDown();
  }

  TlsSocket client() {
    return TlsSocket::connect(create_connection(server_->address(), 5s),
                              TlsContext::client(trusting()), "localhost", 5s);
  }

  std::optional<StreamServer> server_;
};

TEST_F(TlsServerTest, ServesTls) {
  TlsSocket one = client();
  TlsSocket two = client();
  two.send_all("two\n");
  one.send_all("one\n");
  EXPECT_EQ(BufferedReader(one).read_exactly(6), "<one>\n");
  EXPECT_EQ(BufferedReader(two).read_exactly(6), "<two>\n");
  one.end_sending();
  EXPECT_EQ(receive(one), "");
}

TEST_F(TlsServerTest, AClientThatMakesNoHandshakeIsLetGo) {
  Socket silent = create_connection(server_->address());
  Socket garbage = create_connection(server_->address());
  garbage.send_all("GET / HTTP/1.1\r\n\r\n");
  // An alert, and the reset of a connection with bytes that were not read.
  error_of([&] { receive_all(garbage); });
  EXPECT_EQ(receive_all(silent), "");
  TlsSocket good = client();
  good.send_all("good\n");
  EXPECT_EQ(BufferedReader(good).read_exactly(7), "<good>\n");
}

TEST_F(TlsServerTest, AHandlerThatIsKilledDoesNotEndItsStream) {
  TlsSocket cut = client();
  cut.send_all("x\n");
  EXPECT_EQ(BufferedReader(cut).read_exactly(4), "<x>\n");
  EXPECT_FALSE(server_->stop(1ms));
  EXPECT_EQ(error_of([&] { receive(cut); }), ECONNRESET);
}

}  // namespace
}  // namespace gfetch::net
