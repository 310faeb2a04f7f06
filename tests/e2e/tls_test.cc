// Tests of HTTPS with the test's own CA: valid and invalid certificates,
// HTTP/2.
#include <algorithm>
#include <memory>

#include "tests/e2e/bad_certificates.h"
#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

class Tls : public testing::Test {
 protected:
  void SetUp() override {
    if (!Nginx::available()) GTEST_SKIP() << "no nginx";
    if (!TestCa::available()) GTEST_SKIP() << "no openssl";
    ca_ = std::make_unique<TestCa>();
  }

  /// Fetches /1k from an nginx with the certificate `certificate`, and returns
  /// the record.
  Json record_of(const Certificate& certificate, std::vector<std::string> args,
                 const std::string& directives = {}) {
    const Nginx nginx({certificate}, directives);
    args.push_back(nginx.https_url("/1k"));
    return only_record(fetch(std::move(args)));
  }

  std::vector<std::string> trusting() { return {"--cacert", ca_->root()}; }

  std::unique_ptr<TestCa> ca_;
};

TEST_F(Tls, FetchesWhatACaVouchesFor) {
  const Json record = record_of(ca_->issue(), trusting());
  EXPECT_EQ(record["status_code"].number(), 200) << record;
  EXPECT_EQ(record["bytes"].number(), 1024);
  EXPECT_TRUE(record["timing"]["tls"].is_number()) << record;
}

class BadTls : public Tls,
               public testing::WithParamInterface<BadCertificate> {};

TEST_P(BadTls, T41_EachFaultHasItsKind) {
  const BadCertificate& bad = GetParam();
  const Json record = record_of(ca_->issue(bad.kind, bad.hosts), trusting());
  EXPECT_EQ(record["error_kind"].text(), bad.error_kind) << record;
  EXPECT_FALSE(record["status_code"].exists()) << record;
}

TEST_P(BadTls, T41_InsecureAcceptsIt) {
  const BadCertificate& bad = GetParam();
  const Json record = record_of(ca_->issue(bad.kind, bad.hosts), {"-k"});
  EXPECT_EQ(record["status_code"].number(), 200) << record;
}

// X10_EmailOnly is one of them.
INSTANTIATE_TEST_SUITE_P(Certificates, BadTls,
                         testing::ValuesIn(bad_certificates()),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(WeakCertificates, BadTls,
                         testing::ValuesIn(weak_certificates()),
                         [](const auto& test) { return test.param.name; });

TEST_F(Tls, T41_AnUnknownCaIsNotTrusted) {
  EXPECT_EQ(record_of(ca_->issue(), {})["error_kind"].text(), "tls_untrusted");
  TestCa other;
  EXPECT_EQ(
      record_of(ca_->issue(), {"--cacert", other.root()})["error_kind"].text(),
      "tls_untrusted");
}

TEST_F(Tls, T41_OldProtocolsAreRefused) {
  for (const char* version : {"TLSv1", "TLSv1.1"}) {
    const std::string only = "ssl_protocols " + std::string(version) + ";";
    const Json record = record_of(ca_->issue(), trusting(), only);
    EXPECT_EQ(record["error_kind"].text(), "tls_protocol") << record;
  }
}

TEST_F(Tls, T41_CiphersThatHideNothingAreRefused) {
  const Json record =
      record_of(ca_->issue(), trusting(),
                "ssl_protocols TLSv1.2; ssl_ciphers eNULL:@SECLEVEL=0;");
  EXPECT_EQ(record["error_kind"].text(), "tls_protocol") << record;
}

TEST_F(Tls, T41_ARevokedCertificateIsKnownByTheList) {
  const Certificate good = ca_->issue();
  const Certificate bad = ca_->issue();
  ca_->revoke(bad);
  const std::vector<std::string> args = {"--cacert", ca_->root(), "--crlfile",
                                         ca_->revocations()};
  EXPECT_EQ(record_of(bad, args)["error_kind"].text(), "tls_revoked");
  EXPECT_EQ(record_of(good, args)["status_code"].number(), 200);
  EXPECT_EQ(record_of(bad, trusting())["status_code"].number(), 200)
      << "without the list nobody knows";
}

TEST_F(Tls, T41_TenThousandNamesAreTooMany) {
  std::vector<std::string> hosts;
  for (int i = 0; i < 10000; ++i)
    hosts.push_back("h" + std::to_string(i) + ".example.test");
  hosts.push_back("127.0.0.1");
  const Json record =
      record_of(ca_->issue(CertificateKind::kValid, hosts), trusting());
  EXPECT_EQ(record["error_kind"].text(), "tls_other") << record;
}

/// Tests with an nginx that requires a client certificate issued by the test's
/// CA.
class ClientCertificate : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    if (IsSkipped()) return;
    nginx_ = std::make_unique<Nginx>(
        std::vector<Certificate>{ca_->issue()},
        "ssl_verify_client on; ssl_client_certificate " + ca_->root().string() +
            ";");
    own_ = ca_->issue(CertificateKind::kValid, {"client.test"});
  }

  Json record_with(std::vector<std::string> args, const std::string& path) {
    args.insert(args.end(), {"--cacert", ca_->root(), nginx_->https_url(path)});
    return only_record(fetch(std::move(args)));
  }

  std::unique_ptr<Nginx> nginx_;
  Certificate own_;
};

TEST_F(ClientCertificate, IsShownToWhoAsks) {
  const Json record =
      record_with({"--cert", own_.chain, "--key", own_.key}, "/1k");
  EXPECT_EQ(record["status_code"].number(), 200) << record;
  const TempDir dir;
  const auto both =
      dir.write("both", read_file(own_.chain) + read_file(own_.key));
  EXPECT_EQ(record_with({"--cert", both}, "/1k")["status_code"].number(), 200);
}

TEST_F(ClientCertificate, IsMissedWhereItIsMissing) {
  const Json record = record_with({}, "/1k");
  EXPECT_EQ(record["error_kind"].text(), "http_status") << record;
  EXPECT_EQ(record["status_code"].number(), 400);
  TestCa stranger;
  const Certificate other = stranger.issue();
  EXPECT_EQ(record_with({"--cert", other.chain, "--key", other.key},
                        "/1k")["status_code"]
                .number(),
            400);
}

TEST_F(ClientCertificate, OneWithoutItsKeyIsAnErrorOfEachUrl) {
  const Certificate other = ca_->issue();
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"--cert", own_.chain, "--key", other.key},
           {"--cert", own_.chain}}) {
    const Json record = record_with(args, "/1k");
    EXPECT_EQ(record["error_kind"].text(), "tls_other") << record;
  }
}

TEST_F(ClientCertificate, T11_IsNotShownToOtherOrigins) {
  const Nginx first({ca_->issue()});
  const Finished finished =
      fetch({"--cacert", ca_->root(), "--cert", own_.chain, "--key", own_.key,
             "--private", "allow",
             first.https_url("/to?" + nginx_->https_url("/1k"))});
  EXPECT_EQ(only_record(finished)["status_code"].number(), 400) << finished;
}

TEST_F(Tls, T41_PlainHttpOnATlsPortAndTheOtherWayRound) {
  TestServer plain;
  plain.on_connect(sends("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const Finished finished =
      fetch({"--insecure", "--idle-timeout", "5",
             "https://127.0.0.1:" + std::to_string(plain.port()) + "/"});
  EXPECT_EQ(only_record(finished)["error_kind"].text(), "tls_other")
      << finished;
  const Nginx nginx({ca_->issue()});
  const Json record = only_record(fetch(
      {"http://127.0.0.1:" + std::to_string(nginx.https_port()) + "/1k"}));
  EXPECT_EQ(record["status_code"].number(), 400) << record;
}

TEST_F(Tls, T41_AHandshakeCutShortIsAnError) {
  TestServer server;
  server.on_connect([](Peer& peer) { peer.close(); });
  const Finished finished =
      fetch({"https://127.0.0.1:" + std::to_string(server.port()) + "/"});
  const std::string kind = only_record(finished)["error_kind"].text();
  EXPECT_TRUE(kind == "tls_other" || kind == "reset") << finished;
}

TEST_F(Tls, ACaFileThatIsNotThereIsAUsageError) {
  EXPECT_EQ(
      gfetch({"--cacert", "/nonexistent", "https://127.0.0.1:1/"}).exit_code,
      2);
}

TEST_F(Tls, NamesAreCheckedAgainstTheHostOfTheUrl) {
  const Nginx nginx({ca_->issue(CertificateKind::kValid, {"site.test"})});
  const std::string port = std::to_string(nginx.https_port());
  const Json record = only_record(fetch({"--cacert", ca_->root(), "--resolve",
                                         "site.test:" + port + ":127.0.0.1",
                                         "https://site.test:" + port + "/1k"}));
  EXPECT_EQ(record["status_code"].number(), 200) << record;
}

TEST_F(Tls, Http2IsSpokenByOption) {
  const Nginx nginx({ca_->issue()});
  const auto version = [&](std::vector<std::string> args) {
    args.insert(args.end(), {"--cacert", ca_->root(), nginx.https_url("/1k")});
    return only_record(fetch(std::move(args)))["http_version"].text();
  };
  EXPECT_EQ(version({"--http2"}), "2");
  EXPECT_EQ(version({"--http1.1"}), "1.1");
  EXPECT_TRUE(contains(nginx.log().front(), "HTTP/2.0"));
}

TEST_F(Tls, Http2CarriesManyOnOneConnection) {
  const Nginx nginx({ca_->issue()});
  std::string list;
  for (int i = 0; i < 40; ++i)
    list += nginx.https_url("/1k?" + std::to_string(i)) + "\n";
  const Finished finished =
      fetch({"--http2", "--cacert", ca_->root()}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 40U);
  std::vector<std::string> connections;
  for (const std::string& line : nginx.log())
    connections.push_back(line.substr(line.rfind(' ')));
  std::sort(connections.begin(), connections.end());
  connections.erase(std::unique(connections.begin(), connections.end()),
                    connections.end());
  EXPECT_LE(connections.size(), 8U);
}

TEST_F(Tls, ManyUrlsShareTheConnections) {
  const Nginx nginx({ca_->issue()});
  std::string list;
  for (int i = 0; i < 200; ++i)
    list += nginx.https_url("/1k?" + std::to_string(i)) + "\n";
  const Finished finished = fetch(
      {"--host-concurrency", "4", "--cacert", ca_->root()}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(nginx.log().size(), 200U);
}

}  // namespace
}  // namespace gfetch::test
