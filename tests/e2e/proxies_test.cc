// Tests of proxies of all kinds, Unix sockets and network interfaces.
#include <algorithm>

#include "tests/e2e/e2e.h"
#include "tests/support/dns_server.h"
#include "tests/support/nginx.h"
#include "tests/support/proxies.h"
#include "tests/support/socks_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_ca.h"

namespace gfetch::test {
namespace {

class TinyproxyTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Tinyproxy::available()) GTEST_SKIP() << "no tinyproxy";
  }

  TestServer server_;
};

TEST_F(TinyproxyTest, CarriesHttp) {
  const Tinyproxy proxy;
  const Finished finished =
      fetch({"--proxy", "http://" + proxy.address(), server_.url("/a?b")});
  const Json record = only_record(finished);
  EXPECT_EQ(record["status_code"].number(), 200) << finished;
  EXPECT_EQ(record["remote_port"].number(), proxy.port());
  EXPECT_TRUE(contains(proxy.log(), "GET " + server_.url("/a?b"))) << finished;
  EXPECT_TRUE(server_.seen("/a").at(0).has_header("Via"));
}

TEST_F(TinyproxyTest, CarriesHttpsThroughATunnel) {
  if (!Nginx::available() || !TestCa::available()) GTEST_SKIP() << "no nginx";
  TestCa ca;
  const Nginx nginx({ca.issue()});
  const Tinyproxy proxy;
  for (const char* version : {"--http1.1", "--http2"}) {
    const Finished finished =
        fetch({version, "-x", proxy.address(), "--cacert", ca.root(), "-H",
               "X-Api-Key: k3y", nginx.https_url("/1k")});
    EXPECT_EQ(only_record(finished)["bytes"].number(), 1024) << finished;
  }
  EXPECT_TRUE(contains(
      proxy.log(), "CONNECT 127.0.0.1:" + std::to_string(nginx.https_port())));
}

TEST_F(TinyproxyTest, T24_TheLoginGoesToTheProxyAlone) {
  const Tinyproxy proxy("ann", "s3cret");
  const std::string login = "http://ann:s3cret@" + proxy.address();
  server_.on("/from", redirects("/to"));
  const Finished finished = fetch({"-x", login, server_.url("/from")});
  EXPECT_EQ(only_record(finished)["status_code"].number(), 200) << finished;
  for (const SeenRequest& seen : server_.seen()) {
    EXPECT_FALSE(seen.has_header("Proxy-Authorization")) << seen.raw_head;
    EXPECT_FALSE(seen.has_header("Authorization")) << seen.raw_head;
  }
  const Finished loud =
      gfetch({"-v", "-f", "jsonl", "-x", login, server_.url("/from")});
  EXPECT_FALSE(contains(loud.out + loud.err, "s3cret")) << loud;
  EXPECT_FALSE(contains(loud.out + loud.err, "czNjcmV0")) << loud;
  const Finished plan = gfetch({"--dry-run", "-x", login, server_.url("/")});
  EXPECT_TRUE(contains(plan.out, proxy.address())) << plan;
  EXPECT_FALSE(contains(plan.out, "s3cret")) << plan;
}

TEST_F(TinyproxyTest, AWrongLoginIsAFailure) {
  const Tinyproxy proxy("ann", "s3cret");
  const std::string wrong = "http://ann:wrong@" + proxy.address();
  const Json plain = only_record(fetch({"-x", wrong, server_.url("/")}));
  // The right status would be 407, but tinyproxy responds with 401.
  EXPECT_EQ(plain["status_code"].number(), 401) << plain;
  EXPECT_EQ(plain["error_kind"].text(), "http_status");
  const Json tunnel = only_record(fetch({"-x", wrong, "https://127.0.0.1:1/"}));
  EXPECT_EQ(tunnel["error_kind"].text(), "other") << tunnel;
  EXPECT_TRUE(contains(tunnel["error"].text(), "response 401")) << tunnel;
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(TinyproxyTest, WhatItCannotReachIsUnreachable) {
  const Tinyproxy proxy;
  const Json tunnel = only_record(
      fetch({"-x", proxy.address(),
             "https://127.0.0.1:" + std::to_string(free_port()) + "/"}));
  EXPECT_EQ(tunnel["error_kind"].text(), "connect_unreachable") << tunnel;
}

TEST_F(TinyproxyTest, T24_TheEnvironmentNamesItToo) {
  const Tinyproxy proxy;
  const std::string named = "http://" + proxy.address();
  const auto goes_through = [&](std::vector<std::string> environment,
                                std::vector<std::string> args = {}) {
    args.push_back(server_.url("/"));
    const Finished finished =
        fetch(std::move(args), {.environment = std::move(environment)});
    EXPECT_EQ(finished.exit_code, 0) << finished;
    return server_.seen().back().has_header("Via");
  };
  EXPECT_TRUE(goes_through({"http_proxy=" + named}));
  EXPECT_TRUE(goes_through({"ALL_PROXY=" + named}));
  EXPECT_TRUE(goes_through({"GFETCH_PROXY=" + named}));
  EXPECT_FALSE(goes_through({"HTTP_PROXY=" + named}));
  EXPECT_FALSE(goes_through({"https_proxy=" + named}));
  EXPECT_FALSE(goes_through({"http_proxy=" + named, "no_proxy=127.0.0.0/8"}));
  EXPECT_FALSE(goes_through({"http_proxy=" + named}, {"--noproxy", "*"}));
  EXPECT_FALSE(goes_through({"http_proxy=" + named}, {"-x", ""}));
  EXPECT_TRUE(goes_through({"http_proxy=" + named, "no_proxy=127.0.0.1"},
                           {"--noproxy", ""}));
}

TEST_F(TinyproxyTest, T24_EachHopTakesTheProxyOfItsScheme) {
  if (!Nginx::available() || !TestCa::available()) GTEST_SKIP() << "no nginx";
  TestCa ca;
  const Nginx nginx({ca.issue()});
  const Tinyproxy for_http;
  const Tinyproxy for_https;
  server_.on("/up", redirects(nginx.https_url("/1k")));
  const Finished finished =
      fetch({"--cacert", ca.root(), server_.url("/up")},
            {.environment = {"http_proxy=" + for_http.address(),
                             "https_proxy=" + for_https.address()}});
  EXPECT_EQ(only_record(finished)["bytes"].number(), 1024) << finished;
  EXPECT_TRUE(contains(for_http.log(), "GET " + server_.url("/up")));
  EXPECT_FALSE(contains(for_http.log(), "CONNECT 127"));
  EXPECT_TRUE(contains(for_https.log(), "CONNECT 127"));
}

TEST_F(TinyproxyTest, ManyUrlsShareItsConnections) {
  const Tinyproxy proxy;
  const Finished finished =
      fetch({"-x", proxy.address(), "--host-concurrency", "4"},
            {.input = url_list(server_, 100)});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen().size(), 100U);
}

TEST_F(TinyproxyTest, T23_APrivateAddressIsNotHandedToIt) {
  const Tinyproxy proxy;
  TestServer other;
  server_.on("/from", redirects(other.url("/to", "127.0.0.2")));
  server_.on("/name", redirects(other.url("/to", "localhost")));
  for (const char* path : {"/from", "/name"}) {
    const Json record =
        only_record(fetch({"-x", proxy.address(), server_.url(path)}));
    EXPECT_EQ(record["error_kind"].text(), "private_address") << record;
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST(HttpsProxy, SpeaksTlsOnTheWayToTheProxyAndVerifiesIt) {
  if (!Nginx::available() || !TestCa::available()) GTEST_SKIP() << "no nginx";
  // nginx serves requests with an absolute URL like requests for its own pages,
  // so it can act as the proxy.
  TestCa ca;
  const Nginx nginx({ca.issue()});
  const std::string proxy =
      "https://127.0.0.1:" + std::to_string(nginx.https_port());
  const Json record = only_record(
      fetch({"-x", proxy, "--cacert", ca.root(), "http://any.test/1k"}));
  EXPECT_EQ(record["bytes"].number(), 1024) << record;
  for (const char* insecure : {"--no-compressed", "-k"}) {
    const Json refused =
        only_record(fetch({insecure, "-x", proxy, "http://any.test/1k"}));
    EXPECT_EQ(refused["error_kind"].text(), "tls_untrusted") << refused;
  }
}

class DanteTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!Dante::available()) GTEST_SKIP() << "no danted";
  }

  TestServer server_;
};

TEST_F(DanteTest, CarriesHttpByBothKindsOfSocks) {
  const Dante proxy;
  for (const char* scheme : {"socks5://", "socks5h://"}) {
    const Finished finished =
        fetch({"-x", scheme + proxy.address(),
               server_.url("/" + std::string(scheme, 7), "localhost")});
    EXPECT_EQ(only_record(finished)["status_code"].number(), 200)
        << scheme << finished;
  }
  EXPECT_EQ(server_.seen().size(), 2U);
}

TEST_F(DanteTest, CarriesHttps) {
  if (!Nginx::available() || !TestCa::available()) GTEST_SKIP() << "no nginx";
  TestCa ca;
  const Nginx nginx({ca.issue()});
  const Dante proxy;
  for (const char* scheme : {"socks5://", "socks5h://"}) {
    const Json record =
        only_record(fetch({"-x", scheme + proxy.address(), "--cacert",
                           ca.root(), nginx.https_url("/1k", 0, "localhost")}));
    EXPECT_EQ(record["bytes"].number(), 1024) << scheme << record;
  }
}

TEST_F(DanteTest, ARefusedConnectionIsRefused) {
  const Dante proxy;
  const Json record = only_record(
      fetch({"-x", "socks5h://" + proxy.address(),
             "http://127.0.0.1:" + std::to_string(free_port()) + "/"}));
  EXPECT_EQ(record["error_kind"].text(), "connect_refused") << record;
}

class SocksTest : public testing::Test {
 protected:
  TestServer server_;
};

TEST_F(SocksTest, NamesAreLookedUpHereOrThere) {
  const SocksServer proxy(server_.port());
  DnsServer dns;
  dns.answer("known.test", {.addresses = {"93.184.216.34"}});
  const auto target = [&](const std::string& scheme, const std::string& host) {
    const Finished finished =
        fetch({"--dns-servers", dns.address(), "-x",
               scheme + "://" + proxy.address(), "http://" + host + "/"});
    EXPECT_EQ(finished.exit_code, 0) << scheme << ' ' << host << finished;
    return proxy.seen().empty() ? "" : proxy.seen().back().target;
  };
  EXPECT_EQ(target("socks5", "known.test"), "address 93.184.216.34:80");
  EXPECT_EQ(target("socks5h", "known.test"), "name known.test:80");
  EXPECT_EQ(target("socks5h", "nobody.knows"), "name nobody.knows:80");
  EXPECT_EQ(target("socks5h", "10.1.2.3:81"), "address 10.1.2.3:81");
  EXPECT_EQ(target("socks5", "10.1.2.3:81"), "address 10.1.2.3:81");
  EXPECT_EQ(dns.queries("nobody.knows"), 0);
  EXPECT_EQ(server_.seen().at(0).header("Host"), "known.test");
}

TEST_F(SocksTest, T24_TheLoginGoesToTheProxyAlone) {
  const SocksServer proxy(server_.port(), "ann:s3cret");
  const Finished right = fetch(
      {"-x", "socks5h://ann:s3cret@" + proxy.address(), "http://a.test/"});
  EXPECT_EQ(right.exit_code, 0) << right;
  EXPECT_EQ(proxy.seen().at(0).login, "ann:s3cret");
  EXPECT_FALSE(contains(server_.seen().at(0).raw_head, "s3cret"));
  const Finished wrong =
      fetch({"-x", "socks5h://ann:wrong@" + proxy.address(), "http://a.test/"});
  EXPECT_EQ(only_record(wrong)["error_kind"].text(), "other") << wrong;
  EXPECT_EQ(proxy.seen().size(), 1U);
}

TEST_F(SocksTest, T21_ItIsGivenNoPrivateAddress) {
  const SocksServer proxy(server_.port());
  DnsServer dns;
  dns.answer("public.test", {.addresses = {"93.184.216.34"}});
  dns.answer("inside.test", {.addresses = {"10.0.0.7"}});
  dns.answer("mixed.test", {.addresses = {"10.0.0.7", "93.184.216.35"}});
  const auto kind = [&](const std::string& scheme, const std::string& to) {
    server_.on("/from", redirects("http://" + to + "/"));
    const Finished finished =
        fetch({"--dns-servers", dns.address(), "-x",
               scheme + "://" + proxy.address(), "http://public.test/from"});
    return only_record(finished)["error_kind"].text();
  };
  EXPECT_EQ(kind("socks5", "inside.test"), "private_address");
  EXPECT_EQ(kind("socks5", "0x7f.1"), "private_address");
  EXPECT_EQ(kind("socks5h", "[::ffff:10.0.0.7]"), "private_address");
  EXPECT_EQ(kind("socks5h", "localhost."), "private_address");
  EXPECT_EQ(kind("socks5", "mixed.test"), "");
  EXPECT_EQ(proxy.seen().back().target, "address 93.184.216.35:80");
  for (const SocksRequest& request : proxy.seen()) {
    EXPECT_FALSE(contains(request.target, "10.0.0.7")) << request.target;
    EXPECT_FALSE(contains(request.target, "127.")) << request.target;
  }
}

TEST_F(SocksTest, X12_DenyLooksNamesUpBeforeAProxyDoes) {
  const SocksServer proxy(server_.port());
  DnsServer dns;
  dns.answer("public.test", {.addresses = {"93.184.216.34"}});
  dns.answer("inside.test", {.addresses = {"10.0.0.7"}});
  dns.answer("mapped.test", {.addresses = {"::ffff:10.0.0.7"}});
  dns.answer("mixed.test", {.addresses = {"93.184.216.35", "10.0.0.7"}});
  const auto kind = [&](const std::string& host,
                        const std::string& rule = "deny") {
    const Finished finished =
        fetch({"--private", rule, "--dns-servers", dns.address(), "-x",
               "socks5h://" + proxy.address(), "http://" + host + "/"});
    return only_record(finished)["error_kind"].text();
  };
  for (const char* host :
       {"inside.test", "mapped.test", "mixed.test", "localhost.", "router",
        "printer.local", "metadata.google.internal", "10.0.0.7"}) {
    EXPECT_EQ(kind(host), "private_address") << host;
  }
  // What cannot be looked up here cannot be checked.
  EXPECT_EQ(kind("nobody.knows"), "dns_nxdomain");
  EXPECT_TRUE(proxy.seen().empty());
  EXPECT_EQ(kind("public.test"), "");
  EXPECT_EQ(proxy.seen().back().target, "name public.test:80");
  // The user named the host, so the proxy gets it unless all is denied.
  EXPECT_EQ(kind("printer.local", "auto"), "");
  EXPECT_EQ(kind("inside.test", "allow"), "");
}

TEST_F(SocksTest, X12_ARedirectGivesAProxyNoNameOfALocalNetwork) {
  const SocksServer proxy(server_.port());
  for (const char* host :
       {"router", "printer.local", "db.internal.", "nas.home.arpa",
        "a.localhost", "localhost.localdomain"}) {
    server_.on("/from", redirects("http://" + std::string(host) + "/"));
    const Finished finished = fetch(
        {"-x", "socks5h://" + proxy.address(), "http://public.test/from"});
    EXPECT_EQ(only_record(finished)["error_kind"].text(), "private_address")
        << finished;
    EXPECT_EQ(proxy.seen().back().target, "name public.test:80");
  }
}

TEST_F(SocksTest, AProxyThatIsNotThereFailsEachUrl) {
  const std::string nobody = std::to_string(free_port());
  for (const char* scheme : {"http", "socks5", "socks5h"}) {
    const Json record =
        only_record(fetch({"-x", std::string(scheme) + "://127.0.0.1:" + nobody,
                           server_.url("/")}));
    EXPECT_EQ(record["error_kind"].text(), "connect_refused") << record;
  }
  DnsServer dns;
  const Json record = only_record(fetch({"--dns-servers", dns.address(), "-x",
                                         "nobody.test:1", server_.url("/")}));
  EXPECT_EQ(record["error_kind"].text(), "dns_nxdomain") << record;
  EXPECT_TRUE(contains(record["error"].text(), "proxy")) << record;
}

TEST(WaysOut, ABadProxyIsAUsageErrorWithoutItsPassword) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"-x", "ftp://u:s3cret@h", "http://a/"},
           {"-x", "http://u:s3cret@h:x", "http://a/"},
           {"-x", "http://h", "--unix-socket", "/x", "http://a/"},
           {"--interface", "nosuchif0", "http://a/"},
           {"--key", "/dev/null", "http://a/"},
           {"--cert", "/nonexistent", "http://a/"}}) {
    const Finished finished = gfetch(args);
    EXPECT_EQ(finished.exit_code, 2) << finished;
    EXPECT_FALSE(contains(finished.err, "s3cret")) << finished;
  }
  const Finished finished =
      gfetch({"http://a/"}, {.environment = {"all_proxy=ftp://u:s3cret@h"}});
  EXPECT_EQ(finished.exit_code, 2) << finished;
  EXPECT_TRUE(contains(finished.err, "all_proxy")) << finished;
  EXPECT_FALSE(contains(finished.err, "s3cret")) << finished;
}

TEST(WaysOut, AnInterfaceIsWhereConnectionsBegin) {
  TestServer server("0.0.0.0");
  server.on("/",
            [](Peer& peer) { peer.reply(200, peer.request().peer_address); });
  const auto from = [&](const std::string& interface) {
    return fetch({"--interface", interface, server.url("/", "127.0.0.1")});
  };
  EXPECT_EQ(from("127.0.0.5").exit_code, 0);
  EXPECT_EQ(server.seen().back().peer_address, "127.0.0.5");
  const Finished loopback = from("lo");
  EXPECT_EQ(loopback.exit_code, 0) << loopback;
  const Finished elsewhere = from("192.0.2.1");
  EXPECT_EQ(only_record(elsewhere)["error_kind"].text(), "io") << elsewhere;
}

TEST(WaysOut, AUnixSocketStandsInForAnyHost) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const Finished finished =
      fetch({"--unix-socket", nginx.unix_socket(), "http://any.test/1k",
             "http://other.test/redirect"},
            {.environment = {"http_proxy=127.0.0.1:1"}});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const Json record = finished.record_of("any.test/1k");
  EXPECT_EQ(record["bytes"].number(), 1024) << finished;
  EXPECT_FALSE(record["remote_ip"].exists()) << finished;
  const Json gone = only_record(
      fetch({"--unix-socket", "/nonexistent/socket", "http://any.test/"}));
  EXPECT_EQ(gone["error_kind"].text(), "connect_unreachable") << gone;
}

}  // namespace
}  // namespace gfetch::test
