#include "tests/support/dns_server.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace gfetch::test {
namespace {

/// Sends a DNS query by a few lines of Python, because dig is often not
/// installed.
std::string ask(const DnsServer& dns, const std::string& name,
                const std::string& transport = "udp") {
  constexpr auto kScript = R"(
import socket, struct, sys
host, port = sys.argv[1].split(":")
labels = b"".join(bytes([len(l)]) + l.encode() for l in sys.argv[2].split("."))
query = struct.pack(">6H", 4660, 256, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"
tcp = sys.argv[3] == "tcp"
s = socket.socket(socket.AF_INET,
                  socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
s.connect((host, int(port)))
s.settimeout(1)
try:
    if tcp:
        s.sendall(struct.pack(">H", len(query)) + query)
        size, = struct.unpack(">H", s.recv(2))
        reply = s.recv(size)
    else:
        s.send(query)
        reply = s.recv(4096)
    number, flags, _, count, _, _ = struct.unpack(">6H", reply[:12])
    last = ".".join(map(str, reply[-4:])) if count else "none"
    print(number == 4660, flags & 15, bool(flags & 512), count, last)
except TimeoutError:
    print("silence")
)";
  return run({.args = {"python3", "-c", kScript, dns.address(), name,
                       transport}})
      .out;
}

class DnsServerTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_path("python3")) GTEST_SKIP() << "no python3 to ask with";
  }
  DnsServer dns_;
};

TEST_F(DnsServerTest, AnswersFromItsTable) {
  dns_.answer("a.test", {.addresses = {"127.0.0.5", "::1", "127.0.0.6"}});
  EXPECT_EQ(ask(dns_, "a.test"), "True 0 False 2 127.0.0.6\n");
  EXPECT_EQ(ask(dns_, "A.Test"), "True 0 False 2 127.0.0.6\n");
  EXPECT_EQ(dns_.queries("a.test"), 2);
}

TEST_F(DnsServerTest, KnowsNoOtherName) {
  EXPECT_EQ(ask(dns_, "b.test"), "True 3 False 0 none\n");
}

TEST_F(DnsServerTest, FailsKeepsSilentAndLies) {
  dns_.answer("fail.test", {.rcode = Rcode::kServFail});
  dns_.answer("silent.test", {.silent = true});
  dns_.answer("id.test", {.lie = DnsLie::kWrongId});
  EXPECT_EQ(ask(dns_, "fail.test"), "True 2 False 0 none\n");
  EXPECT_EQ(ask(dns_, "silent.test"), "silence\n");
  EXPECT_EQ(ask(dns_, "id.test"), "False 0 False 0 none\n");
}

TEST_F(DnsServerTest, SendsTheTruncatedToTcp) {
  dns_.answer("big.test", {.addresses = {"127.0.0.9"}, .truncated = true});
  EXPECT_EQ(ask(dns_, "big.test"), "True 0 True 0 none\n");
  EXPECT_EQ(ask(dns_, "big.test", "tcp"), "True 0 False 1 127.0.0.9\n");
  EXPECT_EQ(dns_.tcp_queries(), 1);
}

TEST_F(DnsServerTest, ChangesItsMindInTurn) {
  dns_.answer_in_turn("flip.test", {{.addresses = {"127.0.0.1"}},
                                    {.addresses = {"127.0.0.2"}}});
  EXPECT_EQ(ask(dns_, "flip.test"), "True 0 False 1 127.0.0.1\n");
  EXPECT_EQ(ask(dns_, "flip.test"), "True 0 False 1 127.0.0.2\n");
  EXPECT_EQ(ask(dns_, "flip.test"), "True 0 False 1 127.0.0.2\n");
}

}  // namespace
}  // namespace gfetch::test
