// Tests HttpClient over TLS and HTTP/2 with nginx as the server.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/http/http_client.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/nginx.h"
#include "tests/support/test_ca.h"

namespace gfetch::http {
namespace {

using test::Certificate;
using test::CertificateKind;
using test::Nginx;
using test::TestCa;

class HttpClientTlsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestCa::available()) GTEST_SKIP() << "no openssl command";
    if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  }

  static HttpClientOptions trusting(const TestCa& ca) {
    HttpClientOptions options;
    options.ca_file = ca.root();
    return options;
  }

  /// Fetches `url`. Returns the status code or the name of the error kind.
  std::string outcome(HttpClient& http, const std::string& url) {
    StringSink body;
    last_ = http.fetch(request_for(url).value(), body);
    return last_ ? std::to_string(last_->status_code)
                 : std::string(name_of(last_.error().kind));
  }

  Hub hub_;
  Result<Response> last_ = Response();
};

TEST_F(HttpClientTlsTest, FetchesOverTls) {
  TestCa ca;
  Nginx nginx({ca.issue()});
  HttpClient http(trusting(ca));
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  EXPECT_EQ(last_->version, HttpVersion::k1_1);
  EXPECT_TRUE(last_->timing.connect);
  EXPECT_TRUE(last_->timing.tls);
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  EXPECT_TRUE(last_->reused_connection);
  EXPECT_FALSE(last_->timing.tls);
}

TEST_F(HttpClientTlsTest, T59WithoutADescriptorForItsCasItFailsAlone) {
  TestCa ca;
  Nginx nginx({ca.issue()});
  HttpClient http(trusting(ca));
  EXPECT_EQ(outcome(http, nginx.url()), "200");
  {
    const test::DescriptorLimit for_the_socket(1);
    EXPECT_EQ(outcome(http, nginx.https_url()), "io");
    EXPECT_TRUE(last_.error().out_of_descriptors());
  }
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
}

TEST_F(HttpClientTlsTest, T59ItsOwnCertificateNeedsNoDescriptor) {
  TestCa ca;
  Nginx nginx({ca.issue()},
              "keepalive_timeout 0; ssl_verify_client on; "
              "ssl_client_certificate " +
                  ca.root().string() + ";");
  const Certificate own = ca.issue(CertificateKind::kValid, {"client.test"});
  HttpClientOptions options = trusting(ca);
  options.certificate = test::read_file(own.chain);
  options.key = test::read_file(own.key);
  HttpClient http(options);
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  const test::DescriptorLimit for_the_socket(1);
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
}

TEST_F(HttpClientTlsTest, AnHttpsProxyIsVerifiedWhereTheServerIsNot) {
  TestCa ca;
  Nginx nginx({ca.issue(CertificateKind::kValid, {"other.test"}), ca.issue()});
  HttpClientOptions options;
  options.verify_tls = false;
  HttpClient careless(options);
  EXPECT_EQ(outcome(careless, nginx.https_url()), "200");
  Request request = request_for(nginx.url()).value();
  Proxy proxy;
  proxy.kind = ProxyKind::kHttps;
  proxy.host = "127.0.0.1";
  proxy.port = nginx.https_port(1);
  request.proxy = std::make_shared<const Proxy>(proxy);
  StringSink body;
  const auto result = careless.fetch(request, body);
  ASSERT_FALSE(result);
  EXPECT_EQ(name_of(result.error().kind), "tls_untrusted");
}

TEST_F(HttpClientTlsTest, T41TellsBadCertificatesApart) {
  struct Case {
    CertificateKind kind;
    std::vector<std::string> hosts;
    const char* outcome;
  };
  const Case cases[] = {
      {CertificateKind::kValid, {"127.0.0.1"}, "200"},
      {CertificateKind::kExpired, {"127.0.0.1"}, "tls_expired"},
      {CertificateKind::kNotYetValid, {"127.0.0.1"}, "tls_not_yet_valid"},
      {CertificateKind::kSelfSigned, {"127.0.0.1"}, "tls_self_signed"},
      {CertificateKind::kMissingIntermediate, {"127.0.0.1"}, "tls_untrusted"},
      {CertificateKind::kValid, {"other.test"}, "tls_wrong_host"},
  };
  TestCa ca;
  std::vector<Certificate> certificates;
  for (const Case& c : cases) {
    certificates.push_back(ca.issue(c.kind, c.hosts));
  }
  Nginx nginx(certificates);
  HttpClient http(trusting(ca));
  // Two rounds: an easy handle whose transfer failed reports the same error
  // when it is reused.
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < std::size(cases); ++i) {
      EXPECT_EQ(outcome(http, nginx.https_url("/1k", i)), cases[i].outcome)
          << "case " << i << (last_ ? "" : ": " + last_.error().message);
    }
  }
}

TEST_F(HttpClientTlsTest, ACertificateOfAnotherAuthorityIsUntrusted) {
  TestCa ca;
  TestCa other;
  Nginx nginx({ca.issue()});
  HttpClient http(trusting(other));
  EXPECT_EQ(outcome(http, nginx.https_url()), "tls_untrusted");
  HttpClient with_the_systems;
  EXPECT_EQ(outcome(with_the_systems, nginx.https_url()), "tls_untrusted");
}

TEST_F(HttpClientTlsTest, T42VerificationIsTurnedOffForOneClientAlone) {
  TestCa ca;
  Nginx nginx({ca.issue(CertificateKind::kSelfSigned)});
  HttpClientOptions insecure;
  insecure.verify_tls = false;
  HttpClient trusting_all(insecure);
  HttpClient http(trusting(ca));
  EXPECT_EQ(outcome(trusting_all, nginx.https_url()), "200");
  EXPECT_EQ(outcome(http, nginx.https_url()), "tls_self_signed");
}

TEST_F(HttpClientTlsTest, PlainHttpOnATlsPortFails) {
  TestCa ca;
  Nginx nginx({ca.issue()});
  HttpClient http(trusting(ca));
  std::string url = nginx.url();
  url.replace(0, 4, "https");
  EXPECT_EQ(outcome(http, url), "tls_other");
}

TEST_F(HttpClientTlsTest, SpeaksHttp2WhenAsked) {
  TestCa ca;
  Nginx nginx({ca.issue()});
  HttpClientOptions options = trusting(ca);
  options.version = HttpVersion::k2;
  HttpClient http(options);
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  EXPECT_EQ(last_->version, HttpVersion::k2);
  EXPECT_EQ(outcome(http, nginx.url()), "200");
  EXPECT_EQ(last_->version, HttpVersion::k1_1) << "only over TLS";
  Request head = request_for(nginx.https_url()).value();
  head.method = "HEAD";
  StringSink none;
  EXPECT_TRUE(http.fetch(head, none)) << "its body is announced, not sent";

  std::vector<Fiber<std::size_t>> fibers;
  for (int i = 0; i < 100; ++i) {
    fibers.push_back(spawn([&] {
      StringSink body;
      const auto response =
          http.fetch(request_for(nginx.https_url("/64k")).value(), body);
      return response && response->reused_connection ? body.text().size() : 0;
    }));
  }
  for (auto& fiber : fibers) EXPECT_EQ(fiber.get(), 64U * 1024);
}

TEST_F(HttpClientTlsTest, AKilledHttp2StreamLeavesTheOthersAlone) {
  TestCa ca;
  Nginx nginx({ca.issue()});
  HttpClientOptions options = trusting(ca);
  options.version = HttpVersion::k2;
  HttpClient http(options);
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  StringSink slow_body;
  auto slow = spawn([&] {
    return http.fetch(request_for(nginx.https_url("/slow")).value(), slow_body)
        .ok();
  });
  StringSink other_body;
  auto other = spawn([&] {
    return http.fetch(request_for(nginx.https_url("/slow")).value(), other_body)
        .ok();
  });
  sleep_for(std::chrono::milliseconds(300));
  slow.kill();
  EXPECT_TRUE(slow.ready());
  EXPECT_EQ(outcome(http, nginx.https_url()), "200");
  EXPECT_TRUE(other.get());
  EXPECT_EQ(other_body.text().size(), 8U * 1024);
}

}  // namespace
}  // namespace gfetch::http
