// Tests of logins: the user names and passwords that each server receives.
#include <map>
#include <mutex>

#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

class LoginsTest : public testing::Test {
 protected:
  /// Returns the Authorization header of the last request for `path` that
  /// `server` received.
  static std::string shown(const TestServer& server,
                           const std::string& path = "/to") {
    const auto seen = server.seen(path);
    if (seen.empty()) return "not asked";
    return seen.back().has_header("Authorization")
               ? seen.back().header("Authorization")
               : "none";
  }

  std::string netrc(const std::string& text) {
    return "--netrc=" + dir_.write("netrc", text).string();
  }

  /// Returns the URL `http://LOGIN@127.0.0.1:PORT/path`.
  std::string url_with(const std::string& login, const std::string& path) {
    return server_.url(path).insert(std::string("http://").size(), login + "@");
  }

  // The Basic login of ann:s3cret, in base64.
  static constexpr auto kAnn = "Basic YW5uOnMzY3JldA==";

  TestServer server_;
  TestServer other_{"0.0.0.0"};
  TempDir dir_;
};

TEST_F(LoginsTest, NetrcLogsInWhereTheFileSays) {
  const std::string file =
      netrc("machine 127.0.0.1 login ann password s3cret\n");
  fetch({file, server_.url("/to"), server_.url("/", "localhost")});
  EXPECT_EQ(shown(server_), kAnn);
  EXPECT_EQ(shown(server_, "/"), "none");
}

TEST_F(LoginsTest, NetrcIsReadFromItsUsualPlaces) {
  dir_.write(".netrc", "machine 127.0.0.1 login ann password s3cret");
  const std::string home = "HOME=" + dir_.path().string();
  fetch({"--netrc", server_.url("/home")}, {.environment = {home}});
  EXPECT_EQ(shown(server_, "/home"), kAnn);
  const auto named = dir_.write("n", "default login a password b");
  fetch({"--netrc", server_.url("/named")},
        {.environment = {home, "NETRC=" + named.string()}});
  EXPECT_EQ(shown(server_, "/named"), "Basic YTpi");
  fetch({server_.url("/by-variable")},
        {.environment = {"GFETCH_NETRC=" + named.string()}});
  EXPECT_EQ(shown(server_, "/by-variable"), "Basic YTpi");
  fetch({server_.url("/not-asked-for")}, {.environment = {home}});
  EXPECT_EQ(shown(server_, "/not-asked-for"), "none") << "T15";
}

TEST_F(LoginsTest, OtherLoginsGoBeforeNetrc) {
  const std::string file = netrc("default login a password b");
  fetch({file, "-u", "ann:s3cret", server_.url("/user")});
  EXPECT_EQ(shown(server_, "/user"), kAnn);
  fetch({file, "--bearer", "tok", server_.url("/bearer")});
  EXPECT_EQ(shown(server_, "/bearer"), "Bearer tok");
  fetch({file, "-H", "Authorization: Own", server_.url("/header")});
  EXPECT_EQ(shown(server_, "/header"), "Own");
  fetch({file, url_with("ann:s3cret", "/url")});
  EXPECT_EQ(shown(server_, "/url"), kAnn);
}

TEST_F(LoginsTest, ANameInTheUrlFindsItsPassword) {
  fetch({netrc("machine 127.0.0.1 login ben password x\n"
               "machine 127.0.0.1 login ann password s3cret"),
         url_with("ann", "/to")});
  EXPECT_EQ(shown(server_), kAnn);
}

TEST_F(LoginsTest, T15_ARedirectGetsTheLoginOfItsOwnHostOrNone) {
  server_.on("/from", redirects(other_.url("/to", "127.0.0.2")));
  const auto hop = [&](const std::string& text) {
    const Finished finished =
        fetch({"--private", "allow", netrc(text), server_.url("/from")});
    EXPECT_EQ(finished.exit_code, 0) << finished;
    return shown(other_);
  };
  EXPECT_EQ(hop("machine 127.0.0.1 login a password b"), "none");
  EXPECT_EQ(hop("default login a password b"), "none");
  EXPECT_EQ(shown(server_, "/from"), "Basic YTpi");
  EXPECT_EQ(hop("machine 127.0.0.1 login a password b\n"
                "machine 127.0.0.2 login ann password s3cret"),
            "none")
      << "another port of a machine may belong to another of its users";
}

TEST_F(LoginsTest, T15_NoLoginOfTheFileGoesFromHttpsToPlainHttp) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  if (!TestCa::available()) GTEST_SKIP() << "no openssl";
  TestCa ca;
  const std::string target = server_.url("/to");
  const Nginx nginx({ca.issue()}, "rewrite ^/down$ " + target + " redirect;");
  const std::string file = netrc(
      "machine 127.0.0.1 login ann password s3cret\n"
      "default login a password b");
  const Finished finished =
      fetch({file, "--cacert", ca.root(), nginx.https_url("/down")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(shown(server_), "none") << "the file names its host all the same";
}

TEST_F(LoginsTest, X05_NoPasswordOfTheFileGoesToPlainHttpByAUserName) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  if (!TestCa::available()) GTEST_SKIP() << "no openssl";
  TestCa ca;
  const Nginx nginx({ca.issue()},
                    "rewrite ^/down$ " + url_with("ann", "/to") + " redirect;");
  const Finished finished =
      fetch({netrc("machine 127.0.0.1 login ann password s3cret"), "--cacert",
             ca.root(), nginx.https_url("/down")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(shown(server_), "Basic YW5uOg==") << "the name, and no password";
}

TEST_F(LoginsTest, ABadNetrcFileIsAUsageError) {
  for (const std::string& option :
       {netrc("machine 127.0.0.1 passwrod s3cret"),
        "--netrc=" + (dir_.path() / "absent").string(),
        std::string("--netrc")}) {
    const Finished finished = gfetch({option, server_.url()});
    EXPECT_EQ(finished.exit_code, 2) << option << finished;
    EXPECT_TRUE(contains(finished.err, "--netrc")) << finished;
    EXPECT_FALSE(contains(finished.err, "s3cret")) << finished;
  }
  EXPECT_TRUE(server_.seen().empty());
}

std::string md5(const std::string& text) {
  return run({.args = {"md5sum"}, .input = text}).out.substr(0, 32);
}

/// Returns the parameters of a Digest header, without their quotes.
std::map<std::string, std::string> parameters(std::string_view field) {
  std::map<std::string, std::string> found;
  for (const std::string& part :
       all_matches(std::string(field), "[a-z]+=(\"[^\"]*\"|[^, ]*)")) {
    const std::size_t equals = part.find('=');
    std::string value = part.substr(equals + 1);
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    found[part.substr(0, equals)] = value;
  }
  return found;
}

/// A server that requires ann's Digest login, with nonces that are valid for
/// `uses` requests. It checks the login by an external program, independent of
/// gfetch's code.
class DigestTest : public LoginsTest {
 protected:
  void ask_for_digest(int uses = 1000000, const std::string& more = "") {
    server_.on("/*", [this, uses, more](Peer& peer) {
      const std::lock_guard lock(mutex_);
      const SeenRequest& request = peer.request();
      auto sent = parameters(request.header("Authorization"));
      const std::string nonce = "n" + std::to_string(nonce_);
      const bool right = sent["response"] == proof(request, sent);
      if (right && sent["nonce"] == nonce && ++used_ <= uses) {
        peer.reply(200, "come in");
        return;
      }
      ++nonce_;
      used_ = 0;
      peer.reply(401, std::string(5000, 'x'),
                 {{"WWW-Authenticate",
                   "Digest realm=\"the vault\", qop=\"auth\", opaque=\"o\", "
                   "nonce=\"n" +
                       std::to_string(nonce_) + "\"" +
                       (right ? ", stale=true" : "") + more}});
    });
  }

  static std::string proof(const SeenRequest& request,
                           std::map<std::string, std::string>& sent) {
    return md5(md5("ann:the vault:s3cret") + ":" + sent["nonce"] + ":" +
               sent["nc"] + ":" + sent["cnonce"] +
               ":auth:" + md5(request.method + ":" + request.target));
  }

  std::mutex mutex_;
  int nonce_ = 0;
  int used_ = 0;
};

TEST_F(DigestTest, ProvesThatItKnowsThePasswordAndNeverSendsIt) {
  ask_for_digest();
  const Finished finished =
      fetch({"--digest", "-u", "ann:s3cret", server_.url("/a?b=c")});
  const Json record = only_record(finished);
  EXPECT_EQ(record["status_code"].number(), 200) << finished;
  EXPECT_EQ(record["bytes"].number(), 7) << finished;
  EXPECT_EQ(record["num_retries"].number(), 0) << finished;
  EXPECT_EQ(record["num_redirects"].number(), 0) << finished;
  EXPECT_GE(record["timing"]["total"].number(),
            record["timing"]["ttfb"].number());
  const auto seen = server_.seen("/a");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_FALSE(seen[0].has_header("Authorization"));
  EXPECT_EQ(parameters(seen[1].header("Authorization"))["uri"], "/a?b=c");
  for (const SeenRequest& request : seen)
    EXPECT_FALSE(contains(request.raw_head, "s3cret")) << request.raw_head;
}

TEST_F(DigestTest, SendsABodyAgain) {
  ask_for_digest();
  const Finished finished = fetch(
      {"--digest", "-u", "ann:s3cret", "-d", "a=1&b=2", server_.url("/form")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/form").back().method, "POST");
  EXPECT_EQ(server_.seen("/form").back().body, "a=1&b=2");
}

TEST_F(DigestTest, SendsAFileAgainThatIsReadAsItIsSent) {
  ask_for_digest();
  const std::string bytes(3'000'000, 'b');
  const auto file = dir_.write("body", bytes);
  const Finished finished = fetch({"--digest", "-u", "ann:s3cret", "-d",
                                   "@" + file.string(), server_.url("/form")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_TRUE(server_.seen("/form").back().body == bytes);
}

TEST_F(DigestTest, OnlyTheFirstRequestIsTurnedAway) {
  ask_for_digest();
  std::vector<std::string> args{"--digest", "-u", "ann:s3cret", "--mode",
                                "sync"};
  for (int i = 0; i < 10; ++i)
    args.push_back(server_.url("/" + std::to_string(i)));
  const Finished finished = fetch(args);
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen().size(), 11U);
  EXPECT_EQ(parameters(server_.seen("/9")[0].header("Authorization"))["nc"],
            "0000000a");
}

TEST_F(DigestTest, ANonceThatHasGrownOldIsReplaced) {
  ask_for_digest(3);
  const Finished finished =
      fetch({"--digest", "-u", "ann:s3cret", "--mode", "sync"},
            {.input = url_list(server_, 10)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen().size(), 14U);
}

TEST_F(DigestTest, ManyAtATimeLogIn) {
  ask_for_digest();
  // A request rejected for a stale nonce is repeated with the new nonce.
  const Finished finished =
      fetch({"--digest", "-u", "ann:s3cret", "--host-concurrency", "1"},
            {.input = url_list(server_, 50)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 50U);
}

TEST_F(DigestTest, AWrongPasswordIsAnAnswerNotALoop) {
  ask_for_digest();
  const Finished finished =
      fetch({"--digest", "-u", "ann:wrong", "--mode", "sync", server_.url("/1"),
             server_.url("/2")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_EQ(finished.record_of("/2")["status_code"].number(), 401);
  EXPECT_EQ(server_.seen("/1").size(), 2U);
  EXPECT_EQ(server_.seen("/2").size(), 2U);
}

TEST_F(DigestTest, T11_TheProofStaysAtHome) {
  ask_for_digest();
  server_.on("/from", redirects(other_.url("/to", "127.0.0.2")));
  other_.on("/*",
            replies(401, "",
                    {{"WWW-Authenticate", "Digest realm=\"x\", nonce=\"1\""}}));
  fetch({"--private", "allow", "--digest", "-u", "ann:s3cret",
         server_.url("/from")});
  EXPECT_EQ(other_.seen().size(), 1U);
  EXPECT_EQ(shown(other_), "none");
}

TEST_F(DigestTest, AnyauthTakesDigestBeforeBasicAndBasicWhereThereIsNoOther) {
  ask_for_digest(1000000, ", Basic realm=\"the vault\"");
  EXPECT_EQ(
      fetch({"--anyauth", "-u", "ann:s3cret", server_.url("/a")}).exit_code, 0);
  EXPECT_TRUE(shown(server_, "/a").starts_with("Digest "));
  other_.on("/*", [](Peer& peer) {
    const bool in = peer.request().has_header("Authorization");
    peer.reply(in ? 200 : 401, "", {{"WWW-Authenticate", "Basic realm=\"x\""}});
  });
  EXPECT_EQ(
      fetch({"--anyauth", "-u", "ann:s3cret", other_.url("/b")}).exit_code, 0);
  EXPECT_EQ(shown(other_, "/b"), kAnn);
  EXPECT_EQ(fetch({"--digest", "-u", "ann:s3cret", other_.url("/c")}).exit_code,
            1);
  EXPECT_EQ(shown(other_, "/c"), "none") << "the password itself is not sent";
}

TEST_F(DigestTest, NetrcAndUrlsLogInByItToo) {
  ask_for_digest();
  EXPECT_EQ(fetch({"--digest", url_with("ann:s3cret", "/a")}).exit_code, 0);
  EXPECT_EQ(
      fetch({"--digest", netrc("machine 127.0.0.1 login ann password s3cret"),
             server_.url("/b")})
          .exit_code,
      0);
}

}  // namespace
}  // namespace gfetch::test
