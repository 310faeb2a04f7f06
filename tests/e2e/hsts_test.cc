// Tests of HSTS, by which a host is requested over https only.
#include <memory>

#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

class HstsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Nginx::available()) GTEST_SKIP() << "no nginx";
    if (!TestCa::available()) GTEST_SKIP() << "no openssl";
    ca_ = std::make_unique<TestCa>();
    nginx_ = std::make_unique<Nginx>(std::vector<Certificate>{
        ca_->issue(CertificateKind::kValid, {"h.test", "a.h.test"})});
  }

  /// Returns `SCHEME://HOST/PATH` with the https port of the server.
  std::string url(const std::string& scheme_and_host,
                  const std::string& path) const {
    return scheme_and_host + ":" + std::to_string(nginx_->https_port()) + path;
  }

  /// Runs `gfetch --hsts FILE ARGS` in the synchronous mode.
  Finished fetch_with_hsts(std::vector<std::string> args) {
    const std::string port = ":" + std::to_string(nginx_->https_port());
    args.insert(args.begin(), {"--hsts", file_, "--mode", "sync", "--resolve",
                               "h.test" + port + ":127.0.0.1", "--resolve",
                               "a.h.test" + port + ":127.0.0.1"});
    return fetch(std::move(args));
  }

  std::vector<std::string> trusting() { return {"--cacert", ca_->root()}; }

  Finished fetch_trusting(std::vector<std::string> urls) {
    std::vector<std::string> args = trusting();
    args.insert(args.end(), urls.begin(), urls.end());
    return fetch_with_hsts(std::move(args));
  }

  TempDir dir_;
  std::string file_ = dir_.path() / "hsts";
  std::unique_ptr<TestCa> ca_;
  std::unique_ptr<Nginx> nginx_;
};

TEST_F(HstsTest, AHostThatSaysSoIsAskedOverHttpsFromThenOn) {
  const Finished finished = fetch_trusting(
      {url("http://h.test", "/1k"), url("https://h.test", "/sts"),
       url("http://h.test", "/64k"), url("http://a.h.test", "/empty")});
  EXPECT_EQ(finished.record_of("/1k")["status_code"].number(), 400)
      << "not known yet" << finished;
  const Json after = finished.record_of("/64k");
  EXPECT_EQ(after["status_code"].number(), 200) << finished;
  EXPECT_EQ(after["url"].text(), url("http://h.test", "/64k"));
  EXPECT_EQ(after["final_url"].text(), url("https://h.test", "/64k"));
  EXPECT_EQ(after["num_redirects"].number(), 0);
  EXPECT_EQ(finished.record_of("/empty")["status_code"].number(), 200)
      << finished;
}

TEST_F(HstsTest, ItIsRememberedInTheFile) {
  fetch_trusting({url("https://h.test", "/sts")});
  const std::string text = read_file(file_);
  EXPECT_TRUE(contains(text, "\n.h.test \"20")) << text;
  const Finished finished = fetch_trusting({url("http://h.test", "/1k")});
  EXPECT_EQ(only_record(finished)["status_code"].number(), 200) << finished;
  EXPECT_EQ(read_file(file_), text);
}

TEST_F(HstsTest, RedirectsAreAskedOverHttpsTooAndHeadersStayAtHome) {
  dir_.write("hsts", "h.test \"unlimited\"\n");
  const Finished finished = fetch_trusting(
      {"-H", "X-Api-Key: k",
       url("http://h.test", "/to?" + url("http://h.test", "/seen"))});
  EXPECT_EQ(only_record(finished)["status_code"].number(), 204) << finished;
  EXPECT_EQ(only_record(finished)["final_url"].text(),
            url("https://h.test", "/seen"));
  EXPECT_EQ(nginx_->secrets(), std::vector<std::string>{"-|-|k|-"});
}

TEST_F(HstsTest, X08_RobotsTxtAndItsHopsAreAskedOverHttps) {
  dir_.write("hsts", "h.test \"unlimited\"\n");
  const std::string seen = url("http://h.test", "/seen");
  TestServer plain;
  const auto crawl = [&](const std::string& seed) {
    const std::string port = ":" + std::to_string(nginx_->https_port());
    return gfetch({"crawl", "-q", "-f", "jsonl", "--delay", "0", "--private",
                   "allow", "--hsts", file_, "--cacert", ca_->root(),
                   "--resolve", "h.test" + port + ":127.0.0.1", seed});
  };
  // The first hop, the last of two, and the page's own host.
  plain.on("/robots.txt", redirects(seen));
  EXPECT_EQ(crawl(plain.url("/")).exit_code, 0);
  EXPECT_EQ(nginx_->secrets().size(), 1U) << "http never gets to /seen";
  plain.on("/robots.txt", redirects(url("http://h.test", "/to?") + seen));
  EXPECT_EQ(crawl(plain.url("/")).exit_code, 0);
  EXPECT_EQ(nginx_->secrets().size(), 2U);
  const Finished own = crawl(url("http://h.test", "/1k"));
  EXPECT_EQ(only_record(own)["status_code"].number(), 200) << own;
}

TEST_F(HstsTest, T19_WithoutTheOptionOrVerifiedTlsNothingIsLearnt) {
  const Finished finished = fetch_with_hsts(
      {"-k", url("https://h.test", "/sts"), url("http://h.test", "/1k")});
  EXPECT_TRUE(
      finished.record_of("/1k")["final_url"].text().starts_with("http:"))
      << finished;
  EXPECT_FALSE(contains(read_file(file_), "h.test"));
  TestServer plain;
  plain.on(
      "/sts",
      replies(200, "", {{"Strict-Transport-Security", "max-age=31536000"}}));
  const Finished over_http = fetch_trusting(
      {plain.url("/sts", "localhost"), plain.url("/next", "localhost")});
  EXPECT_EQ(over_http.exit_code, 0) << over_http;
  EXPECT_FALSE(contains(read_file(file_), "localhost"));
}

TEST_F(HstsTest, BadFilesAreErrors) {
  dir_.write("hsts", "h.test tomorrow\n");
  EXPECT_EQ(fetch_with_hsts({"http://h.test/"}).exit_code, 2);
  file_ = dir_.path() / "no" / "hsts";
  EXPECT_EQ(fetch_trusting({url("https://h.test", "/1k")}).exit_code, 3);
}

}  // namespace
}  // namespace gfetch::test
