#include "gfetch/net/resolver.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/timeout.h"
#include "tests/support/dns_server.h"
#include "tests/support/patience.h"
#include "tests/support/temp_dir.h"

namespace gfetch::net {
namespace {

using namespace std::chrono_literals;
using test::DnsLie;
using test::DnsServer;
using test::Rcode;

class ResolverTest : public testing::Test {
 protected:
  /// Options of a resolver that queries only the test's DNS server, with short
  /// timeouts.
  ResolverOptions options() const {
    ResolverOptions options;
    options.servers = {parse_name_server(dns_.address()).value()};
    options.hosts_file = "/nonexistent";
    options.try_timeout = 500ms;
    options.tries = 2;
    return options;
  }

  /// Returns the addresses of a host separated by spaces, or the name of the
  /// error kind.
  static std::string shown(const Result<AddressList>& result) {
    if (!result) return std::string(name_of(result.error().kind));
    std::string text;
    for (const IpAddress& address : **result) {
      text += (text.empty() ? "" : " ") + to_string(address);
    }
    return text;
  }

  DnsServer dns_;
  Hub hub_;
};

TEST_F(ResolverTest, ResolvesAName) {
  dns_.answer("a.test", {.addresses = {"10.0.0.1", "10.0.0.2"}});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("a.test")), "10.0.0.1 10.0.0.2");
  EXPECT_EQ(shown(resolver.resolve("A.TEST.")), "10.0.0.1 10.0.0.2");
  EXPECT_EQ(dns_.queries("a.test"), 1) << "the cache knows";
}

TEST_F(ResolverTest, KnowsBothFamilies) {
  dns_.answer("a.test", {.addresses = {"10.0.0.1", "fd00::1"}});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("a.test", AddressFamily::kIpv4)),
            "10.0.0.1");
  EXPECT_EQ(shown(resolver.resolve("a.test", AddressFamily::kIpv6)), "fd00::1");
  EXPECT_EQ(shown(resolver.resolve("a.test")), "10.0.0.1 fd00::1");
}

TEST_F(ResolverTest, AnAddressStandsForItself) {
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("192.0.2.7")), "192.0.2.7");
  EXPECT_EQ(shown(resolver.resolve("::1")), "::1");
  EXPECT_EQ(shown(resolver.resolve("::1", AddressFamily::kIpv4)),
            "dns_nxdomain");
}

TEST_F(ResolverTest, LocalhostIsThisMachine) {
  dns_.answer("localhost", {.addresses = {"192.0.2.1"}});
  dns_.answer("*", {.addresses = {"192.0.2.2"}});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("localhost")), "127.0.0.1 ::1");
  EXPECT_EQ(shown(resolver.resolve("LocalHost.")), "127.0.0.1 ::1");
  EXPECT_EQ(shown(resolver.resolve("a.localhost", AddressFamily::kIpv6)),
            "::1");
  EXPECT_EQ(shown(resolver.resolve("notlocalhost")), "192.0.2.2");
}

TEST_F(ResolverTest, ReadsTheHostsFile) {
  test::TempDir dir;
  const auto file = dir.path() / "hosts";
  std::ofstream(file) << "10.9.8.7 here.test\n";
  ResolverOptions with_hosts = options();
  with_hosts.hosts_file = file;
  Resolver resolver(with_hosts);
  EXPECT_EQ(shown(resolver.resolve("Here.test")), "10.9.8.7");
  EXPECT_EQ(shown(resolver.resolve("here.test", AddressFamily::kIpv6)),
            "dns_nxdomain");
  EXPECT_EQ(dns_.queries("here.test"), 0);
}

TEST_F(ResolverTest, T43TellsFailuresApart) {
  dns_.answer("servfail.test", {.rcode = Rcode::kServFail});
  dns_.answer("refused.test", {.rcode = Rcode::kRefused});
  dns_.answer("silent.test", {.silent = true});
  dns_.answer("empty.test", {});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("nowhere.test")), "dns_nxdomain");
  EXPECT_EQ(shown(resolver.resolve("empty.test")), "dns_nxdomain");
  EXPECT_EQ(shown(resolver.resolve("servfail.test")), "dns_temporary");
  EXPECT_EQ(shown(resolver.resolve("refused.test")), "dns_temporary");
  EXPECT_EQ(shown(resolver.resolve("silent.test")), "dns_timeout");
  EXPECT_EQ(shown(resolver.resolve("")), "dns_nxdomain");
}

TEST_F(ResolverTest, KeepsFailuresForAShortTime) {
  ResolverOptions short_lived = options();
  short_lived.negative_ttl = 60s;
  short_lived.failure_ttl = 0s;
  dns_.answer("b.test", {.rcode = Rcode::kServFail});
  Resolver resolver(short_lived);
  EXPECT_EQ(shown(resolver.resolve("a.test")), "dns_nxdomain");
  EXPECT_EQ(shown(resolver.resolve("b.test")), "dns_temporary");
  dns_.answer("a.test", {.addresses = {"10.0.0.1"}});
  dns_.answer("b.test", {.addresses = {"10.0.0.2"}});
  EXPECT_EQ(shown(resolver.resolve("a.test")), "dns_nxdomain");
  EXPECT_EQ(shown(resolver.resolve("b.test")), "10.0.0.2");
}

TEST_F(ResolverTest, AsksAgainWhenAnAnswerIsOld) {
  dns_.answer_in_turn("a.test", {{.addresses = {"10.0.0.1"}, .ttl = 1},
                                 {.addresses = {"10.0.0.2"}, .ttl = 60}});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("a.test")), "10.0.0.1");
  EXPECT_TRUE(resolver.cached("a.test"));
  sleep_for(1100ms);
  EXPECT_FALSE(resolver.cached("a.test"));
  EXPECT_EQ(shown(resolver.resolve("a.test")), "10.0.0.2");
}

TEST_F(ResolverTest, EveryCallerHasALimitOfItsOwn) {
  dns_.answer("slow.test", {.addresses = {"10.0.0.1"}, .delay = 300ms});
  Resolver resolver(options());
  auto hasty = spawn([&] {
    return shown(resolver.resolve("slow.test", AddressFamily::kAny, 20ms));
  });
  auto patient = spawn([&] { return shown(resolver.resolve("slow.test")); });
  EXPECT_EQ(hasty.get(), "dns_timeout");
  EXPECT_FALSE(patient.ready());
  EXPECT_EQ(patient.get(), "10.0.0.1");
  EXPECT_EQ(dns_.queries("slow.test"), 1);
}

TEST_F(ResolverTest, ManyCallersAskOnce) {
  dns_.answer("a.test", {.addresses = {"10.0.0.1"}, .delay = 50ms});
  Resolver resolver(options());
  std::vector<Fiber<std::string>> fibers;
  for (int i = 0; i < 100; ++i) {
    fibers.push_back(spawn([&] { return shown(resolver.resolve("a.test")); }));
  }
  for (auto& fiber : fibers) EXPECT_EQ(fiber.get(), "10.0.0.1");
  EXPECT_EQ(dns_.queries("a.test"), 1);
}

TEST_F(ResolverTest, AKilledCallerLeavesTheAnswerToOthers) {
  dns_.answer("a.test", {.addresses = {"10.0.0.1"}, .delay = 100ms});
  Resolver resolver(options());
  auto killed = spawn([&] { return shown(resolver.resolve("a.test")); });
  sleep_for(20ms);
  EXPECT_EQ(resolver.queries(), 1U);
  killed.kill();
  EXPECT_TRUE(killed.ready());
  EXPECT_EQ(shown(resolver.resolve("a.test")), "10.0.0.1");
  EXPECT_EQ(dns_.queries("a.test"), 1);
}

TEST_F(ResolverTest, T45AsksNoMoreThanItMayAtOnce) {
  dns_.answer("*", {.addresses = {"10.0.0.1"}, .delay = 20ms});
  ResolverOptions few = options();
  few.max_queries = 4;
  Resolver resolver(few);
  std::size_t most = 0;
  std::vector<Fiber<std::string>> fibers;
  for (int i = 0; i < 40; ++i) {
    fibers.push_back(spawn([&, i] {
      auto answer = resolver.resolve("h" + std::to_string(i) + ".test");
      most = std::max(most, resolver.queries());
      return shown(answer);
    }));
  }
  for (auto& fiber : fibers) EXPECT_EQ(fiber.get(), "10.0.0.1");
  EXPECT_LE(most, 4U);
  EXPECT_EQ(resolver.queries(), 0U);
}

TEST_F(ResolverTest, AsksOverTcpWhenTheAnswerIsCut) {
  dns_.answer("big.test", {.addresses = {"10.0.0.1"}, .truncated = true});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("big.test", AddressFamily::kIpv4)),
            "10.0.0.1");
  EXPECT_EQ(dns_.tcp_queries(), 1);
}

TEST_F(ResolverTest, T43BelievesNoLie) {
  dns_.answer("id.test", {.addresses = {"10.0.0.1"}, .lie = DnsLie::kWrongId});
  dns_.answer("question.test",
              {.addresses = {"10.0.0.1"}, .lie = DnsLie::kWrongQuestion});
  Resolver resolver(options());
  EXPECT_EQ(shown(resolver.resolve("id.test")), "dns_timeout");
  EXPECT_EQ(shown(resolver.resolve("question.test")), "dns_timeout");
}

TEST_F(ResolverTest, EndsWithQuestionsOpen) {
  dns_.answer("silent.test", {.silent = true});
  {
    Resolver resolver(options());
    auto asking = spawn([&] { return shown(resolver.resolve("silent.test")); });
    sleep_for(20ms);
    asking.kill();
    EXPECT_EQ(resolver.queries(), 1U);
  }
  EXPECT_TRUE(hub_.join(test::kPatience));
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(ResolverTest, EndsTheLookupsInProgressWhenItIsDestroyed) {
  dns_.answer("silent.test", {.silent = true});
  std::optional<Resolver> resolver(options());
  const auto asking = spawn([&] {
    std::string first = shown(resolver->resolve("silent.test"));
    return first + ' ' + shown(resolver->resolve("other.test"));
  });
  const auto shielded = spawn([&] {
    const KillShield shield;
    return shown(resolver->resolve("silent.test"));
  });
  sleep_for(20ms);
  resolver.reset();
  EXPECT_TRUE(asking.ready());
  EXPECT_EQ(asking.get(), "killed killed");
  EXPECT_EQ(shielded.get(), "killed");
  EXPECT_TRUE(hub_.join(test::kPatience));
  EXPECT_EQ(hub_.watcher_count(), 0U);
}

TEST_F(ResolverTest, APostedFunctionMayDestroyIt) {
  dns_.answer("silent.test", {.silent = true});
  auto resolver = std::make_unique<Resolver>(options());
  const auto asking =
      spawn([&] { return shown(resolver->resolve("silent.test")); });
  sleep_for(20ms);
  hub_.post([&] { resolver.reset(); });
  EXPECT_EQ(asking.get(), "killed");
}

TEST_F(ResolverTest, AFiberThatItWokeMayDestroyIt) {
  dns_.answer("a.test", {.addresses = {"10.0.0.1"}});
  auto resolver = std::make_unique<Resolver>(options());
  const auto first = spawn([&] {
    const std::string outcome = shown(resolver->resolve("a.test"));
    resolver.reset();
    return outcome;
  });
  const auto second = spawn([&] { return shown(resolver->resolve("a.test")); });
  EXPECT_EQ(first.get(), "10.0.0.1");
  EXPECT_EQ(second.get(), "10.0.0.1") << "its answer was there";
}

TEST(ResolverEnd, MayOutliveItsHub) {
  DnsServer dns;
  dns.answer("silent.test", {.silent = true});
  ResolverOptions options;
  options.servers = {parse_name_server(dns.address()).value()};
  std::unique_ptr<Resolver> resolver;
  {
    const Hub hub;
    resolver = std::make_unique<Resolver>(options);
    spawn([&] { (void)resolver->resolve("silent.test"); });
    sleep_for(20ms);
  }
  EXPECT_EQ(resolver->queries(), 1U);
  EXPECT_THROW((void)resolver->resolve("silent.test"), std::logic_error);
  const Hub other;
  EXPECT_THROW((void)resolver->resolve("silent.test"), std::logic_error);
  resolver.reset();
}

TEST_F(ResolverTest, AnOpenQuestionThatNobodyWaitsForKeepsNoHubAlive) {
  dns_.answer("silent.test", {.silent = true});
  Resolver resolver(options());
  auto asking = spawn([&] {
    return shown(resolver.resolve("silent.test", AddressFamily::kAny, 10ms));
  });
  EXPECT_TRUE(hub_.join(test::kPatience));
  EXPECT_EQ(resolver.queries(), 1U);
}

TEST(NameServer, ParsesAddressesWithAndWithoutPorts) {
  const auto server = [](const char* address, std::uint16_t port) {
    return NameServer{parse_address(address).value(), port};
  };
  EXPECT_EQ(parse_name_server("9.9.9.9"), server("9.9.9.9", 53));
  EXPECT_EQ(parse_name_server("127.0.0.1:5353"), server("127.0.0.1", 5353));
  EXPECT_EQ(parse_name_server("::1"), server("::1", 53));
  EXPECT_EQ(parse_name_server("[::1]"), server("::1", 53));
  EXPECT_EQ(parse_name_server("[::1]:5353"), server("::1", 5353));
  for (const char* text :
       {"", "dns.example", "1.1.1.1:", "1.1.1.1:x", "1.1.1.1:0",
        "1.1.1.1:65536", "1.1.1.1:5 3", ":53"}) {
    EXPECT_FALSE(parse_name_server(text)) << text;
  }
}

}  // namespace
}  // namespace gfetch::net
