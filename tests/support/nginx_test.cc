#include "tests/support/nginx.h"

#include <gtest/gtest.h>

namespace gfetch::test {
namespace {

/// Runs curl for a URL. Its stdout has the HTTP status and the body's size.
Finished curl(const std::vector<std::string>& args) {
  std::vector<std::string> all{
      "curl", "-sS", "-o", "/dev/null",
      "-m",   "20",  "-w", "%{http_code} %{size_download} %{http_version}"};
  all.insert(all.end(), args.begin(), args.end());
  return run({.args = std::move(all)});
}

class NginxTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!on_path("curl")) GTEST_SKIP() << "no curl to ask with";
    if (!Nginx::available()) GTEST_SKIP() << "no nginx";
    if (!TestCa::available()) GTEST_SKIP() << "no openssl";
  }
};

TEST_F(NginxTest, ServesItsSite) {
  const Nginx nginx;
  EXPECT_EQ(curl({nginx.url("/1k")}).out, "200 1024 1.1");
  EXPECT_EQ(curl({"-L", nginx.url("/redirect")}).out, "200 1024 1.1");
  EXPECT_EQ(curl({nginx.url("/status/503")}).out.substr(0, 3), "503");
  EXPECT_EQ(curl({nginx.url("/auth/")}).out.substr(0, 3), "401");
  EXPECT_EQ(curl({"-u", "ann:s3cret", nginx.url("/auth/")}).out, "200 7 1.1");
  EXPECT_LT(
      std::stoi(curl({"-H", "Accept-Encoding: gzip", nginx.url("/gzip/text")})
                    .out.substr(4)),
      1000);
  EXPECT_EQ(nginx.log().front().substr(0, 20), "GET /1k HTTP/1.1 200");
}

TEST_F(NginxTest, ServesGoodAndBadCertificates) {
  TestCa ca;
  const Nginx nginx({ca.issue(), ca.issue(CertificateKind::kExpired),
                     ca.issue(CertificateKind::kNotYetValid),
                     ca.issue(CertificateKind::kSelfSigned),
                     ca.issue(CertificateKind::kMissingIntermediate),
                     ca.issue(CertificateKind::kValid, {"other.test"})});
  const auto verdict = [&](std::size_t which) {
    return curl({"--cacert", ca.root(), nginx.https_url("/1k", which)});
  };
  EXPECT_EQ(verdict(0).out, "200 1024 2");
  EXPECT_NE(verdict(1).err.find("has expired"), std::string::npos);
  EXPECT_NE(verdict(2).err.find("not yet valid"), std::string::npos);
  EXPECT_NE(verdict(3).err.find("self"), std::string::npos);
  EXPECT_NE(verdict(4).err.find("local issuer"), std::string::npos);
  EXPECT_EQ(verdict(5).exit_code, 60);
  EXPECT_EQ(curl({"-k", nginx.https_url("/1k", 1)}).out, "200 1024 2");
}

}  // namespace
}  // namespace gfetch::test
