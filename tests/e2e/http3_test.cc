// Tests of HTTP/3, skipped unless libcurl and nginx both support it.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/bad_certificates.h"
#include "tests/e2e/e2e.h"
#include "tests/support/dead_host.h"
#include "tests/support/endpoint.h"
#include "tests/support/nginx.h"
#include "tests/support/proxies.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

/// Returns true if the version text lists an HTTP/3 library. Independent of
/// gfetch's own test.
bool libcurl_has_http3() {
  return contains(gfetch({"-V"}).out, "nghttp3/");
}

TEST(Http3Option, IsRefusedWhereTheLibraryLacksIt) {
  if (libcurl_has_http3()) GTEST_SKIP() << "this libcurl has HTTP/3";
  const TestServer server;
  const Finished finished = fetch({"--http3", server.url()});
  EXPECT_EQ(finished.exit_code, 2) << finished;
  EXPECT_TRUE(contains(finished.err, "--http3 needs a libcurl with HTTP/3"))
      << finished;
  EXPECT_TRUE(server.seen().empty());
}

class Http3 : public testing::Test {
 protected:
  void SetUp() override {
    if (!libcurl_has_http3()) GTEST_SKIP() << "a libcurl without HTTP/3";
    if (!Nginx::speaks_http3()) GTEST_SKIP() << "no nginx with HTTP/3";
    if (!TestCa::available()) GTEST_SKIP() << "no openssl";
    ca_ = std::make_unique<TestCa>();
  }

  /// Starts a server with HTTP/3 only. If the server also offered HTTP/2,
  /// libcurl would use HTTP/2 whenever the HTTP/3 handshake takes more than 50
  /// ms, as on a busy machine.
  static std::unique_ptr<Nginx> server(const Certificate& certificate,
                                       const std::string& directives = {}) {
    return std::make_unique<Nginx>(std::vector<Certificate>{certificate},
                                   directives, HttpsPort::kUdp);
  }

  /// Starts a server that offers both HTTP/2 and HTTP/3 on one port.
  static std::unique_ptr<Nginx> server_of_both(const Certificate& certificate) {
    return std::make_unique<Nginx>(std::vector<Certificate>{certificate},
                                   std::string(), HttpsPort::kTcpAndUdp);
  }

  Finished fetch3(std::vector<std::string> args, Command command = {}) {
    args.insert(args.begin(), {"--http3", "--cacert", ca_->root()});
    return fetch(std::move(args), std::move(command));
  }

  std::string version_of(std::vector<std::string> args) {
    const Finished finished = fetch3(std::move(args));
    EXPECT_EQ(finished.exit_code, 0) << finished;
    return only_record(finished)["http_version"].text();
  }

  std::unique_ptr<TestCa> ca_;
};

/// Returns the connections in nginx's log, identified by the client's port at
/// the end of each line.
std::set<std::string> connections(const Nginx& nginx) {
  std::set<std::string> all;
  for (const std::string& line : nginx.log())
    all.insert(line.substr(line.rfind(' ')));
  return all;
}

TEST_F(Http3, IsSpokenByOption) {
  const auto nginx = server(ca_->issue());
  const Finished finished = fetch3({nginx->https_url("/64k")});
  const Json record = only_record(finished);
  EXPECT_EQ(record["status_code"].number(), 200) << finished;
  EXPECT_EQ(record["http_version"].text(), "3") << finished;
  EXPECT_EQ(record["bytes"].number(), 64 * 1024);
  EXPECT_EQ(record["remote_ip"].text(), "127.0.0.1");
  EXPECT_EQ(record["remote_port"].number(), nginx->https_port());
  EXPECT_TRUE(record["timing"]["connect"].is_number()) << record;
  EXPECT_EQ(nginx->log().size(), 1U);
  EXPECT_TRUE(contains(nginx->log().at(0), "HTTP/3.0")) << finished;
}

TEST_F(Http3, IsNotSpokenWithoutTheOption) {
  const auto nginx = server_of_both(ca_->issue());
  const std::string url = nginx->https_url();
  for (const auto& [option, version] :
       {std::pair("--http1.1", "1.1"), std::pair("--http2", "2")}) {
    const Finished finished = fetch({option, "--cacert", ca_->root(), url});
    EXPECT_EQ(only_record(finished)["http_version"].text(), version)
        << finished;
  }
}

TEST_F(Http3, CarriesManyOnFewConnections) {
  const auto nginx = server(ca_->issue());
  std::string list;
  for (int i = 0; i < 300; ++i)
    list += nginx->https_url("/64k?" + std::to_string(i)) + "\n";
  const Finished finished = fetch3({}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 300U);
  for (const Json& record : finished.records()) {
    EXPECT_EQ(record["bytes"].number(), 64 * 1024) << record;
    EXPECT_EQ(record["http_version"].text(), "3") << record;
  }
  EXPECT_LE(connections(*nginx).size(), 8U);
}

TEST_F(Http3, CarriesWhatTheOtherVersionsCarry) {
  TestServer behind;
  behind.on("/up", replies(201, "taken"));
  const auto nginx = server(
      ca_->issue(), "location = /up { proxy_pass " + behind.url("/up") + "; }");
  const auto record_of = [&](std::vector<std::string> args,
                             const std::string& path) {
    args.push_back(nginx->https_url(path));
    const Json record = only_record(fetch3(std::move(args)));
    EXPECT_EQ(record["http_version"].text(), "3") << record;
    return record;
  };
  const Json packed = record_of({}, "/gzip/text");
  EXPECT_GT(packed["bytes"].number(), packed["wire_bytes"].number()) << packed;
  EXPECT_EQ(record_of({"-I"}, "/1k")["status_code"].number(), 200);
  EXPECT_EQ(record_of({}, "/empty")["bytes"].number(), 0);
  EXPECT_EQ(record_of({}, "/status/404")["status_code"].number(), 404);
  EXPECT_EQ(record_of({}, "/status/204")["status_code"].number(), 204);
  EXPECT_EQ(record_of({}, "/redirect")["num_redirects"].number(), 1);
  EXPECT_EQ(record_of({"-u", "ann:s3cret"}, "/auth/")["status_code"].number(),
            200);
  const TempDir dir;
  const std::string much(std::size_t{300} * 1024, 'u');
  const std::string file = dir.write("much", much);
  EXPECT_EQ(
      record_of({"-X", "PUT", "-d", "@" + file}, "/up")["status_code"].number(),
      201);
  EXPECT_EQ(behind.seen("/up").at(0).body, much);
}

TEST_F(Http3, LosesNothingWhenAConnectionHasServedItsTime) {
  const auto nginx = server(ca_->issue(), "keepalive_requests 5;");
  std::string list;
  for (int i = 0; i < 60; ++i)
    list += nginx->https_url("/1k?" + std::to_string(i)) + "\n";
  // libcurl may report a truncated body; gfetch then repeats the request.
  const Finished finished = fetch3({}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GE(connections(*nginx).size(), 12U);
}

TEST_F(Http3, WhatIsCutOffHoldsNobodyUp) {
  const TempDir dir;
  const std::string large =
      dir.write("large", std::string(std::size_t{2} << 20, 'l'));
  const auto nginx = server(
      ca_->issue(), "location = /large { alias " + large + "; sendfile off; }");
  std::string list;
  for (int i = 0; i < 60; ++i) {
    const std::string query = "?" + std::to_string(i);
    list += nginx->https_url("/large" + query) + "\n";
    list += nginx->https_url("/64k" + query) + "\n";
  }
  const Finished finished =
      fetch3({"--max-filesize", "1M", "--retry", "0"}, {.input = list});
  std::map<std::string, int> ends;
  for (const Json& record : finished.records()) {
    ++ends[record["ok"].truth() ? "whole" : record["error_kind"].text()];
  }
  const std::map<std::string, int> expected = {{"whole", 60},
                                               {"body_too_large", 60}};
  EXPECT_EQ(ends, expected) << finished;
}

class BadTls3 : public Http3,
                public testing::WithParamInterface<BadCertificate> {};

TEST_P(BadTls3, T41_EachFaultHasItsKind) {
  const BadCertificate& bad = GetParam();
  const auto nginx = server_of_both(ca_->issue(bad.kind, bad.hosts));
  const Json record = only_record(fetch3({nginx->https_url()}));
  EXPECT_EQ(record["error_kind"].text(), bad.error_kind) << record;
  EXPECT_FALSE(record["status_code"].exists()) << record;
  EXPECT_TRUE(nginx->log().empty()) << "neither way asks who is not trusted";
}

TEST_P(BadTls3, T41_InsecureAcceptsIt) {
  const BadCertificate& bad = GetParam();
  const auto nginx = server(ca_->issue(bad.kind, bad.hosts));
  const Json record = only_record(fetch({"--http3", "-k", nginx->https_url()}));
  EXPECT_EQ(record["http_version"].text(), "3") << record;
  EXPECT_EQ(record["status_code"].number(), 200);
}

INSTANTIATE_TEST_SUITE_P(Certificates, BadTls3,
                         testing::ValuesIn(bad_certificates()),
                         [](const auto& test) { return test.param.name; });

TEST_F(Http3, T41_AnUnknownCaIsNotTrusted) {
  const auto nginx = server_of_both(ca_->issue());
  const Json record = only_record(fetch({"--http3", nginx->https_url()}));
  EXPECT_EQ(record["error_kind"].text(), "tls_untrusted") << record;
  EXPECT_TRUE(nginx->log().empty());
}

TEST_F(Http3, T41_ARevokedCertificateIsKnownByTheList) {
  const Certificate bad = ca_->issue();
  ca_->revoke(bad);
  const auto nginx = server_of_both(bad);
  const Json record = only_record(
      fetch3({"--crlfile", ca_->revocations(), nginx->https_url()}));
  EXPECT_EQ(record["error_kind"].text(), "tls_revoked") << record;
}

TEST_F(Http3, AServerWithoutItIsAskedByHttp2) {
  const Nginx nginx({ca_->issue()});
  EXPECT_EQ(version_of({nginx.https_url()}), "2");
  EXPECT_EQ(version_of({nginx.url()}), "1.1") << "there is none without TLS";
}

TEST_F(Http3, AServerThatIsSilentIsAskedByHttp2) {
  const Nginx nginx({ca_->issue()});
  const Descriptor silent =
      bind_to({"127.0.0.1", nginx.https_port()}, Transport::kUdp);
  std::string list;
  for (int i = 0; i < 20; ++i)
    list += nginx.https_url("/1k?" + std::to_string(i)) + "\n";
  const Finished finished = fetch3({}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 20U);
  for (const Json& record : finished.records())
    EXPECT_EQ(record["http_version"].text(), "2") << record;
}

TEST_F(Http3, WhereNobodyListensIsRefused) {
  const std::string port = std::to_string(free_port());
  const Json record =
      only_record(fetch3({"--retry", "0", "https://127.0.0.1:" + port + "/"}));
  EXPECT_EQ(record["error_kind"].text(), "connect_refused") << record;
}

TEST_F(Http3, WhereNobodyAnswersIsLateByTheClock) {
  const DeadHost dead;
  if (!dead.hangs()) GTEST_SKIP() << "connecting does not hang here";
  const Descriptor silent = bind_to(dead.endpoint(), Transport::kUdp);
  const Json record =
      only_record(fetch3({"--retry", "0", "--connect-timeout", "1",
                          "https://" + dead.endpoint().text() + "/"}));
  EXPECT_EQ(record["error_kind"].text(), "connect_timeout") << record;
}

TEST_F(Http3, T21_APrivateAddressIsRefusedByUdpToo) {
  const auto nginx = server(ca_->issue());
  const Json record =
      only_record(fetch3({"--private", "deny", nginx->https_url()}));
  EXPECT_EQ(record["error_kind"].text(), "private_address") << record;
  EXPECT_TRUE(nginx->log().empty());
}

TEST_F(Http3, WhatAltSvcNamesIsNotFollowed) {
  const auto other = server(ca_->issue());
  const Nginx nginx({ca_->issue()}, "add_header Alt-Svc 'h3=\":" +
                                        std::to_string(other->https_port()) +
                                        "\"; ma=3600' always;");
  const Finished finished =
      fetch3({"-c", "1", nginx.https_url("/1k?1"), nginx.https_url("/1k?2")});
  for (const Json& record : finished.records())
    EXPECT_EQ(record["http_version"].text(), "2") << record;
  EXPECT_EQ(nginx.log().size(), 2U);
  EXPECT_TRUE(other->log().empty());
}

TEST_F(Http3, GoesOutFromTheInterfaceThatIsAskedFor) {
  const auto nginx = server(ca_->issue());
  EXPECT_EQ(version_of({"--interface", "127.0.0.2", nginx->https_url()}), "3");
}

TEST_F(Http3, ThroughAProxyHttp2IsSpoken) {
  if (!Tinyproxy::available()) GTEST_SKIP() << "no tinyproxy";
  const auto nginx = server_of_both(ca_->issue());
  const Tinyproxy proxy;
  EXPECT_EQ(version_of({"-x", proxy.address(), nginx->https_url()}), "2");
  EXPECT_TRUE(contains(proxy.log(), "CONNECT 127.0.0.1:"));
}

TEST_F(Http3, AMixedListEndsWhole) {
  const auto all = server(ca_->issue());
  const auto wrong =
      server(ca_->issue(CertificateKind::kValid, {"other.test"}));
  const Nginx tcp({ca_->issue()});
  std::string list;
  for (int i = 0; i < 20; ++i) {
    const std::string query = "?" + std::to_string(i);
    for (const std::string& url :
         {all->https_url("/64k" + query), tcp.https_url("/1k" + query),
          tcp.url("/1k" + query), wrong->https_url("/1k" + query)}) {
      list += url + "\n";
    }
  }
  const Finished finished = fetch3({}, {.input = list});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  std::map<std::string, int> ends;
  for (const Json& record : finished.records()) {
    ++ends[record["ok"].truth() ? record["http_version"].text()
                                : record["error_kind"].text()];
  }
  const std::map<std::string, int> expected = {
      {"3", 20}, {"2", 20}, {"1.1", 20}, {"tls_wrong_host", 20}};
  EXPECT_EQ(ends, expected) << finished;
}

}  // namespace
}  // namespace gfetch::test
