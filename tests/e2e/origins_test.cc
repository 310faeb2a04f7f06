// Tests that secrets are sent to their own origin only: every header that may
// contain a secret, with every kind of redirect.
#include <memory>

#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

/// One way to specify a header that may contain a secret.
struct Carrier {
  const char* name;
  std::vector<std::string> args;
  const char* login;   ///< a login in the URL; or empty
  const char* fields;  ///< members of a JSON line; or empty
  const char* header;
  const char* value;
};

std::ostream& operator<<(std::ostream& out, const Carrier& carrier) {
  return out << carrier.name;
}

class OriginsTest : public testing::TestWithParam<Carrier> {
 protected:
  /// Fetches `url` with the secret of `carrier`.
  static void fetch_with(const Carrier& carrier, std::string url,
                         const std::vector<std::string>& more = {}) {
    url.insert(url.find("//") + 2, carrier.login);
    std::vector<std::string> args{"--private", "allow"};
    args.insert(args.end(), carrier.args.begin(), carrier.args.end());
    args.insert(args.end(), more.begin(), more.end());
    Finished finished;
    if (*carrier.fields != '\0') {
      finished = fetch(std::move(args), {.input = "{\"url\":\"" + url + "\"," +
                                                  carrier.fields + "}\n"});
    } else {
      args.push_back(url);
      finished = fetch(std::move(args));
    }
    EXPECT_EQ(finished.exit_code, 0) << finished;
  }

  void fetch_from_server(const std::string& target) {
    server_.on("/from", redirects(target));
    fetch_with(GetParam(), server_.url("/from", "127.0.0.1"));
    EXPECT_EQ(sent(server_, "/from"), GetParam().value);
  }

  static std::string sent(const TestServer& server, const char* path = "/to") {
    const auto seen = server.seen(path);
    if (seen.empty()) return "not asked";
    const char* const header = GetParam().header;
    return seen.back().has_header(header) ? seen.back().header(header) : "none";
  }

  TestServer server_{"0.0.0.0"};
  TestServer other_{"0.0.0.0"};
};

TEST_P(OriginsTest, GoesAlongAtHome) {
  fetch_from_server("/to");
  EXPECT_EQ(sent(server_), GetParam().value);
}

TEST_P(OriginsTest, T11_StaysBehindWhenTheHostAloneChanges) {
  fetch_from_server(server_.url("/to", "127.0.0.2"));
  EXPECT_EQ(sent(server_), "none");
}

TEST_P(OriginsTest, T12_StaysBehindWhenThePortAloneChanges) {
  fetch_from_server(other_.url("/to", "127.0.0.1"));
  EXPECT_EQ(sent(other_), "none");
}

TEST_P(OriginsTest, IsSentAgainBackHome) {
  other_.on("/over", redirects(server_.url("/to", "127.0.0.1")));
  fetch_from_server(other_.url("/over", "127.0.0.1"));
  EXPECT_EQ(sent(other_, "/over"), "none");
  EXPECT_EQ(sent(server_), GetParam().value);
}

TEST_P(OriginsTest, T12_StaysBehindWhenTheSchemeChanges) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  if (!TestCa::available()) GTEST_SKIP() << "no openssl";
  TestCa ca;
  const Nginx nginx({ca.issue()});
  const std::vector<std::string> trusting{"--cacert", ca.root()};
  fetch_with(GetParam(),
             nginx.https_url("/to?" + server_.url("/to", "127.0.0.1")),
             trusting);
  EXPECT_EQ(sent(server_), "none") << "from https to http";
  server_.on("/from", redirects(nginx.https_url("/seen")));
  fetch_with(GetParam(), server_.url("/from", "127.0.0.1"), trusting);
  EXPECT_EQ(nginx.secrets(), std::vector<std::string>{"-|-|-|-"})
      << "from http to https";
  fetch_with(GetParam(), nginx.https_url("/seen"), trusting);
  EXPECT_TRUE(contains(nginx.secrets(2).back(), GetParam().value));
}

INSTANTIATE_TEST_SUITE_P(
    Headers, OriginsTest,
    testing::Values(
        Carrier{"User", {"-u", "a:b"}, "", "", "Authorization", "Basic YTpi"},
        Carrier{
            "Bearer", {"--bearer", "t"}, "", "", "Authorization", "Bearer t"},
        Carrier{"UrlLogin", {}, "a:b@", "", "Authorization", "Basic YTpi"},
        Carrier{"Header", {"-H", "X-Api-Key: k"}, "", "", "X-Api-Key", "k"},
        Carrier{"CookieHeader", {"-H", "Cookie: c=1"}, "", "", "Cookie", "c=1"},
        Carrier{"Cookie", {"-b", "c=1"}, "", "", "Cookie", "c=1"},
        Carrier{
            "T14_Referer", {"-e", "http://r/"}, "", "", "Referer", "http://r/"},
        Carrier{"JsonLine",
                {},
                "",
                R"("headers":{"X-Api-Key":"k"})",
                "X-Api-Key",
                "k"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Referer, T14_HoldsNeitherLoginNorFragment) {
  TestServer server;
  fetch({"-e", "http://ann:s3cret@from.test/a?b#c", server.url("/to")});
  EXPECT_EQ(server.seen("/to").at(0).header("Referer"), "http://from.test/a?b");
}

}  // namespace
}  // namespace gfetch::test
