// Tests of name resolution: names that exist, that do not exist, that resolve
// slowly, get no answer or a forged answer, or are set by the user.
#include "tests/support/dns_server.h"

#include "tests/e2e/e2e.h"

namespace gfetch::test {
namespace {

class Dns : public testing::Test {
 protected:
  /// Fetches `http://NAME:PORT/` with the test's name server.
  Finished fetch_by_name(const std::string& name,
                         std::vector<std::string> args = {}) {
    args.insert(args.end(),
                {"--dns-servers", dns_.address(), server_.url("/", name)});
    return fetch(std::move(args));
  }

  std::string kind_for(const std::string& name,
                       std::vector<std::string> args = {}) {
    return only_record(fetch_by_name(name, std::move(args)))["error_kind"]
        .text();
  }

  TestServer server_{"0.0.0.0"};
  DnsServer dns_;
};

TEST_F(Dns, ServersOfTheOptionAreAsked) {
  dns_.answer("a.test", {.addresses = {"127.0.0.7"}});
  const Finished finished = fetch_by_name("a.test");
  const Json record = only_record(finished);
  EXPECT_EQ(record["remote_ip"].text(), "127.0.0.7") << finished;
  EXPECT_TRUE(record["timing"]["dns"].is_number()) << finished;
  EXPECT_EQ(server_.seen()[0].header("Host"),
            "a.test:" + std::to_string(server_.port()));
}

TEST_F(Dns, T43_EachFaultHasItsKind) {
  dns_.answer("servfail.test", {.rcode = Rcode::kServFail});
  dns_.answer("refused.test", {.rcode = Rcode::kRefused});
  dns_.answer("silent.test", {.silent = true});
  dns_.answer("empty.test", {});
  EXPECT_EQ(kind_for("nowhere.test"), "dns_nxdomain");
  EXPECT_EQ(kind_for("empty.test"), "dns_nxdomain");
  EXPECT_EQ(kind_for("servfail.test"), "dns_temporary");
  EXPECT_EQ(kind_for("refused.test"), "dns_temporary");
  EXPECT_EQ(kind_for("silent.test", {"--dns-timeout", "0.5"}), "dns_timeout");
}

TEST_F(Dns, T43_LiesAreNotBelieved) {
  dns_.answer("id.test", {.addresses = {"127.0.0.1"}, .lie = DnsLie::kWrongId});
  dns_.answer("question.test",
              {.addresses = {"127.0.0.1"}, .lie = DnsLie::kWrongQuestion});
  for (const char* name : {"id.test", "question.test"}) {
    const std::string kind = kind_for(name, {"--dns-timeout", "0.5"});
    EXPECT_TRUE(kind == "dns_timeout" || kind == "dns_temporary")
        << name << ": " << kind;
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Dns, T43_TruncatedAnswersAreAskedForOverTcp) {
  DnsAnswer many{.truncated = true};
  for (int i = 1; i <= 100; ++i)
    many.addresses.push_back("127.0.0." + std::to_string(i));
  dns_.answer("many.test", many);
  EXPECT_EQ(fetch_by_name("many.test").exit_code, 0);
  EXPECT_GE(dns_.tcp_queries(), 1);
}

TEST_F(Dns, T43_AliasesAreFollowed) {
  dns_.answer("alias.test", {.addresses = {"127.0.0.3"}, .alias = "real.test"});
  const std::string ip =
      only_record(fetch_by_name("alias.test"))["remote_ip"].text();
  // The answer's address record has the name of the alias, not of its target.
  // Some resolvers accept the address, others query the target. No resolver may
  // hang.
  EXPECT_TRUE(ip == "127.0.0.3" || ip.empty());
}

TEST_F(Dns, T43_AnAddressThatDoesNotAnswerIsFollowedByTheNext) {
  const TestServer second("127.0.0.9");
  dns_.answer("two.test", {.addresses = {"127.0.0.8", "127.0.0.9"}});
  const Finished finished =
      fetch({"--dns-servers", dns_.address(), second.url("/", "two.test")});
  EXPECT_EQ(only_record(finished)["remote_ip"].text(), "127.0.0.9") << finished;
}

TEST_F(Dns, ASlowAnswerIsWaitedFor) {
  dns_.answer("slow.test", {.addresses = {"127.0.0.1"}, .delay = 700ms});
  const Json record =
      only_record(fetch_by_name("slow.test", {"--dns-timeout", "60"}));
  EXPECT_EQ(record["status_code"].number(), 200) << record;
  EXPECT_GE(record["timing"]["dns"].number(), 0.6) << record;
}

TEST_F(Dns, OneNameIsAskedForOnce) {
  dns_.answer("once.test", {.addresses = {"127.0.0.1"}, .delay = 100ms});
  std::string list;
  for (int i = 0; i < 50; ++i)
    list += server_.url("/" + std::to_string(i), "once.test") + "\n";
  const Finished finished =
      fetch({"--dns-servers", dns_.address()}, {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(dns_.queries("once.test"), 1);
}

TEST_F(Dns, ANameThatIsNotThereIsAskedForOnce) {
  std::string list;
  for (int i = 0; i < 20; ++i)
    list += server_.url("/" + std::to_string(i), "absent.test") + "\n";
  const Finished finished =
      fetch({"--dns-servers", dns_.address()}, {.input = list});
  EXPECT_EQ(finished.records().size(), 20U);
  EXPECT_LE(dns_.queries("absent.test"), 1);
}

TEST_F(Dns, ASilentNameDoesNotHoldUpTheOthers) {
  dns_.answer("silent.test", {.silent = true});
  dns_.answer("good.test", {.addresses = {"127.0.0.1"}});
  std::string list;
  for (int i = 0; i < 40; ++i)
    list += server_.url("/", "silent.test") + "?" + std::to_string(i) + "\n" +
            server_.url("/", "good.test") + "?" + std::to_string(i) + "\n";
  Process process(
      gfetch_command({"-q", "-f", "jsonl", "--dns-servers", dns_.address(),
                      "--dns-timeout", "1h", "--max-time", "1h", "-c", "16"},
                     {.input = list}));
  EXPECT_TRUE(process.until([&] { return server_.seen().size() == 40; }));
}

TEST_F(Dns, T45_AThousandNamesAreResolvedAtOnce) {
  dns_.answer("*", {.addresses = {"127.0.0.1"}});
  std::string list;
  for (int i = 0; i < 1000; ++i)
    list += server_.url("/", "h" + std::to_string(i) + ".test") + "\n";
  const Finished finished = fetch({"--dns-servers", dns_.address(), "-c", "200",
                                   "--fields", "url,ok", "--dns-timeout", "60"},
                                  {.input = list});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen().size(), 1000U);
}

TEST_F(Dns, ResolveSaysWhereAHostIs) {
  const std::string port = std::to_string(server_.port());
  const Finished finished =
      fetch({"--resolve", "told.test:" + port + ":127.0.0.11", "--dns-servers",
             dns_.address(), server_.url("/", "told.test")});
  EXPECT_EQ(only_record(finished)["remote_ip"].text(), "127.0.0.11")
      << finished;
  EXPECT_EQ(dns_.queries("told.test"), 0);
}

TEST_F(Dns, LocalhostNeedsNoServer) {
  EXPECT_EQ(fetch_by_name("localhost").exit_code, 0);
  EXPECT_EQ(fetch_by_name("sub.localhost").exit_code, 0);
  EXPECT_EQ(dns_.queries("localhost"), 0);
}

TEST_F(Dns, ADnsServerThatIsDownIsAnErrorOfEachUrl) {
  const std::string nobody =
      "127.0.0.1:" + std::to_string(free_port("127.0.0.1"));
  const std::string kind =
      only_record(fetch({"--dns-servers", nobody, "--dns-timeout", "2",
                         server_.url("/", "a.test")}))["error_kind"]
          .text();
  EXPECT_TRUE(kind == "dns_temporary" || kind == "dns_timeout") << kind;
}

}  // namespace
}  // namespace gfetch::test
