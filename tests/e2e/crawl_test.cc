// Tests of `gfetch crawl`: pages, robots.txt files and traps on real sockets,
// and the requests that the servers received.
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/dead_host.h"
#include "tests/support/dns_server.h"

namespace gfetch::test {
namespace {

Finished crawl(std::vector<std::string> args, Command command = {}) {
  std::vector<std::string> all{"crawl", "-q", "-f", "jsonl", "--delay", "0"};
  all.insert(all.end(), args.begin(), args.end());
  return gfetch(std::move(all), std::move(command));
}

Handler html(std::string body) {
  return replies(200, std::move(body), {{"Content-Type", "text/html"}});
}

Handler page(const std::vector<std::string>& targets) {
  std::string body = "<!doctype html><title>A page</title>\n";
  for (const std::string& target : targets)
    body += "<a href=\"" + target + "\">there</a>\n";
  return html(body);
}

std::set<std::string> with_outcome(const Finished& finished,
                                   std::string_view outcome) {
  std::set<std::string> urls;
  for (const Json& record : finished.records()) {
    if (record["outcome"].text() == outcome) urls.insert(record["url"].text());
  }
  return urls;
}

class CrawlRun : public testing::Test {
 protected:
  CrawlRun() { server_.on("/robots.txt", replies(404)); }

  std::set<std::string> urls(const std::vector<std::string>& paths) const {
    std::set<std::string> all;
    for (const std::string& path : paths) all.insert(server_.url(path));
    return all;
  }

  // Returns true if the server received a request for `path`.
  bool asked(std::string_view path) const {
    return !server_.seen(path).empty();
  }

  TestServer server_;
};

/// Bodies of robots.txt that do not end, or unfold without end.
std::map<std::string, Handler> robots_bombs() {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
  std::string members;
  for (int i = 0; i < 2'000'000; ++i) members += gzip("");
  const std::string layers = gzip(gzip(gzip(members)));
  const auto coded = [](std::string body, std::string by) {
    return replies(200, std::move(body), {{"Content-Encoding", std::move(by)}});
  };
  return {
      {"lines", never_ends(head + "\r\n", "Disallow: /no\n")},
      {"one line", never_ends(head + "\r\n", std::string(4096, 'a'))},
      {"chunks",
       never_ends(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n#\r\n")},
      {"empty members",
       never_ends(head + "Content-Encoding: gzip\r\n\r\n", gzip(""))},
      {"members", coded(members.substr(0, std::size_t{8} << 20), "gzip")},
      {"three layers", coded(layers, "gzip, gzip, gzip")},
      {"four layers", coded(gzip(layers), "gzip,gzip,gzip,gzip")},
      {"layer", coded(layers, "gzip")},
      {"zeros", coded(gzip_of_zeros(std::size_t{512} << 20), "gzip")},
      {"brotli", coded(brotli_of_zeros(std::size_t{512} << 20), "br")},
      {"zstd", coded(zstd_of_zeros(std::size_t{512} << 20), "zstd")},
  };
}

TEST_F(CrawlRun, T49_ABombOfRobotsTxtStopsNobodyElse) {
  for (const auto& [name, bomb] : robots_bombs()) {
    TestServer hostile;
    TestServer other("127.0.0.2");
    hostile.on("/robots.txt", bomb);
    const auto began = std::chrono::steady_clock::now();
    const Finished finished =
        crawl({"-m", "10", "--deadline", "40", hostile.url("/page"),
               other.url("/other")});
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_EQ(finished.records().size(), 2U) << name << finished;
    EXPECT_NE(finished.exit_code, 4) << name << finished;
    EXPECT_EQ(finished.record_of("/other")["status_code"].number(), 200)
        << name << finished;
    EXPECT_LT(took, 30s) << name;
  }
}

TEST_F(CrawlRun, FetchesASiteWhole) {
  server_.on("/", page({"/a", "b/", "/a#x"}));
  server_.on("/a", page({"/", "/b/c"}));
  server_.on("/b/", page({"c", "../a"}));
  server_.on("/b/c", page({"/gone"}));
  server_.on("/gone", replies(404));
  const Finished finished = crawl({server_.url("/")});
  // The exit code is 1, because /gone is a 404.
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_EQ(with_outcome(finished, "fetched"),
            urls({"/", "/a", "/b/", "/b/c"}));
  EXPECT_EQ(with_outcome(finished, "failed"), urls({"/gone"}));
  const Json deep = finished.record_of("/b/c");
  EXPECT_EQ(deep["depth"].number(), 2);
  EXPECT_EQ(deep["title"].text(), "A page");
  EXPECT_EQ(finished.record_of("/gone")["parent"].text(), server_.url("/b/c"));
  for (const char* path : {"/", "/a", "/b/", "/b/c", "/robots.txt"})
    EXPECT_EQ(server_.seen(path).size(), 1U) << path;
}

TEST_F(CrawlRun, SkipsLinksWhileItsQueueIsFull) {
  server_.on("/", page({"/1", "/2", "/3", "/4"}));
  const Finished finished = crawl({"--max-queued", "2", server_.url("/")});
  EXPECT_EQ(finished.record_of("/4")["reason"].text(), "queue_limit")
      << finished;
  EXPECT_EQ(with_outcome(finished, "skipped"), urls({"/3", "/4"}));
}

TEST_F(CrawlRun, SaysWhatItSkipsAndWhy) {
  server_.on("/robots.txt", replies(200, "User-agent: *\nDisallow: /no\n"));
  server_.on("/", page({"/no", "http://127.0.0.2:1/", "ftp://x/", "/1"}));
  server_.on("/1", page({"/2"}));
  const Finished finished = crawl({"--depth", "1", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  const auto reason = [&](const char* suffix) {
    return finished.record_of(suffix)["reason"].text();
  };
  EXPECT_EQ(reason("/no"), "robots");
  EXPECT_EQ(reason("127.0.0.2:1/"), "out_of_scope");
  EXPECT_EQ(reason("ftp://x/"), "unsupported_scheme");
  EXPECT_EQ(reason("/2"), "depth");
  EXPECT_TRUE(
      contains(finished.record_of("/no")["explanation"].text(), "line 2"));
  EXPECT_FALSE(asked("/no"));
}

TEST_F(CrawlRun, AsksRobotsTxtOrReportsItOrDoesNeither) {
  server_.on("/robots.txt", replies(200, "User-agent: *\nDisallow: /\n"));
  server_.on("/", page({}));
  const Finished obeyed = crawl({server_.url("/")});
  EXPECT_EQ(only_record(obeyed)["reason"].text(), "robots");
  const Finished reported = crawl({"--robots", "report", server_.url("/")});
  EXPECT_EQ(only_record(reported)["outcome"].text(), "fetched");
  EXPECT_TRUE(only_record(reported)["robots"].exists());
  const Finished ignored = crawl({"--robots=ignore", server_.url("/")});
  EXPECT_EQ(only_record(ignored)["outcome"].text(), "fetched");
  EXPECT_FALSE(only_record(ignored)["robots"].exists());
  EXPECT_EQ(server_.seen("/robots.txt").size(), 2U);
}

TEST_F(CrawlRun, T47_NothingIsFetchedWhereRobotsTxtCannotBeHad) {
  server_.on("/robots.txt", replies(500));
  server_.on("/", page({}));
  const Finished finished = crawl({"--retry", "1", server_.url("/")});
  EXPECT_EQ(only_record(finished)["reason"].text(), "robots");
  EXPECT_FALSE(asked("/"));
  // The server saw the request for robots.txt and one retry.
  EXPECT_EQ(server_.seen("/robots.txt").size(), 2U);
}

TEST_F(CrawlRun, T47_AHostThatDoesNotAnswerIsAFailure) {
  const Finished crawled = crawl({refused_url("/")});
  EXPECT_EQ(crawled.exit_code, 1) << crawled;
  EXPECT_EQ(only_record(crawled)["error_kind"].text(), "connect_refused");
  const Finished checked = gfetch({"check", "-q", refused_url("/")});
  EXPECT_EQ(checked.exit_code, 1) << checked;
}

TEST_F(CrawlRun, StaysInItsScope) {
  server_.on("/docs/", page({"a", "/else", "/docs/b"}));
  server_.on("/docs/a", page({}));
  server_.on("/docs/b", page({}));
  server_.on("/else", page({}));
  const std::string seed = server_.url("/docs/");
  EXPECT_EQ(with_outcome(crawl({"--scope", "prefix", seed}), "fetched"),
            urls({"/docs/", "/docs/a", "/docs/b"}));
  EXPECT_EQ(with_outcome(crawl({"--scope=page", seed}), "fetched"),
            urls({"/docs/"}));
  EXPECT_EQ(with_outcome(crawl({"--include", "/docs/.$", seed}), "fetched"),
            urls({"/docs/", "/docs/a", "/docs/b"}));
  EXPECT_EQ(with_outcome(crawl({"--exclude", "/(a|else)$", seed}), "fetched"),
            urls({"/docs/", "/docs/b"}));
}

TEST_F(CrawlRun, StopsAtItsBudgets) {
  std::vector<std::string> targets;
  for (int i = 0; i < 20; ++i) targets.push_back("/" + std::to_string(i));
  server_.on("/*", page({}));
  server_.on("/robots.txt", replies(404));
  server_.on("/", page(targets));
  for (const char* option :
       {"--max-pages", "--max-pages-per-host", "--max-pages-per-domain"}) {
    const Finished finished = crawl({option, "5", server_.url("/")});
    EXPECT_EQ(with_outcome(finished, "fetched").size(), 5U) << option;
    EXPECT_EQ(with_outcome(finished, "skipped").size(), 16U) << option;
    EXPECT_EQ(finished.record_of("/19")["reason"].text(), "page_limit");
  }
}

TEST_F(CrawlRun, FetchesAssetsAndSitemapsWhenAsked) {
  server_.on("/robots.txt",
             replies(200, "Sitemap: " + server_.url("/map.xml") + "\n"));
  server_.on("/map.xml", replies(200,
                                 "<urlset><url><loc>" + server_.url("/hidden") +
                                     "</loc></url></urlset>",
                                 {{"Content-Type", "application/xml"}}));
  server_.on("/hidden", page({}));
  server_.on("/", html("<link rel=stylesheet href=/s.css><img src=/i.png>"));
  server_.on("/s.css",
             replies(200, "@import 't.css';", {{"Content-Type", "text/css"}}));
  server_.on("/t.css", replies(200, "p { background: url(/b.png) }",
                               {{"Content-Type", "text/css"}}));
  server_.on("/i.png", replies(200, "x", {{"Content-Type", "image/png"}}));
  server_.on("/b.png", replies(200, "x", {{"Content-Type", "image/png"}}));
  EXPECT_EQ(with_outcome(crawl({server_.url("/")}), "fetched"), urls({"/"}));
  EXPECT_EQ(with_outcome(crawl({"--assets", server_.url("/")}), "fetched"),
            urls({"/", "/s.css", "/t.css", "/b.png", "/i.png"}));
  EXPECT_EQ(with_outcome(crawl({"--sitemaps", server_.url("/")}), "fetched"),
            urls({"/", "/map.xml", "/hidden"}));
}

TEST_F(CrawlRun, TakesARedirectForALinkWhenItIsNotFollowed) {
  server_.on("/", redirects("/new", 301));
  server_.on("/new", page({}));
  const Finished finished = crawl({"--no-location", server_.url("/")});
  EXPECT_EQ(finished.record_of("/")["status_code"].number(), 301);
  EXPECT_EQ(finished.record_of("/new")["depth"].number(), 1);
}

TEST_F(CrawlRun, TakesUrlsForOneThatDifferBySessionOrTracking) {
  server_.on("/", page({"/a?PHPSESSID=0123456789abcdef0123456789abcdef",
                        "/a?PHPSESSID=fedcba9876543210fedcba9876543210",
                        "/b?utm_source=x", "/b?utm_source=y"}));
  server_.on("/a", page({}));
  server_.on("/b", page({}));
  crawl({"--ignore-session-ids", "--ignore-tracking", server_.url("/")});
  EXPECT_EQ(server_.seen("/a").size(), 1U);
  EXPECT_EQ(server_.seen("/b").size(), 1U);
  crawl({server_.url("/")});
  EXPECT_EQ(server_.seen("/a").size(), 3U);
  EXPECT_EQ(server_.seen("/b").size(), 3U);
}

// Each page links to new pages in five ways, so the site is endless.
TEST_F(CrawlRun, T54_ComesToAnEndOnASiteThatHasNone) {
  server_.on("/*", [](Peer& peer) {
    const std::string& target = peer.request().target;
    const std::string path = peer.request().path();
    static std::atomic<int> number = 0;
    std::string body = "<title>x</title>";
    if (path.starts_with("/calendar/")) {
      const int day = std::atoi(path.c_str() + 10);
      body += "<a href=/calendar/" + std::to_string(day + 1) + ">next</a>";
    } else if (path.starts_with("/loop/")) {
      body += "<a href=loop/>deeper</a>";
    } else if (path.starts_with("/up/")) {
      body += "<a href=" + path + "x" + std::to_string(++number) + "/>on</a>";
    } else if (path == "/query") {
      body += "<a href=\"" + target + "&f=" + std::to_string(++number) +
              "\">filter</a>";
    } else if (path.starts_with("/session")) {
      body += "<a href=/session;jsessionid=" + std::string(24, 'A') +
              std::to_string(++number) + ">again</a>";
    }
    peer.reply(200, body, {{"Content-Type", "text/html"}});
  });
  server_.on("/robots.txt", replies(404));
  server_.on("/",
             page({"/calendar/1", "/loop/", "/up/", "/query?a=1", "/session"}));
  const Finished finished =
      crawl({"--depth", "5000", "--ignore-session-ids", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_LT(server_.seen().size(), 2000U);
  EXPECT_FALSE(with_outcome(finished, "skipped").empty());
  std::set<std::string> reasons;
  for (const Json& record : finished.records()) {
    if (record["outcome"].text() == "skipped")
      reasons.insert(record["reason"].text());
  }
  EXPECT_EQ(reasons, std::set<std::string>{"trap"});
}

TEST_F(CrawlRun, T54_AFarmOfSessionIdsEndsWithoutBeingTold) {
  static std::atomic<int> number = 0;
  server_.on("/*", [](Peer& peer) {
    const std::string id = std::string(24, 'a') + std::to_string(++number);
    peer.reply(200,
               "<a href=/a.php?PHPSESSID=" + id +
                   ">1</a><a href=/b;jsessionid=" + id + ">2</a>",
               {{"Content-Type", "text/html"}});
  });
  server_.on("/robots.txt", replies(404));
  const Finished finished = crawl({"--depth", "1000", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  // The first page, ten copies of each of two pages, and robots.txt.
  EXPECT_EQ(server_.seen().size(), 22U);
  for (const Json& record : finished.records()) {
    if (record["outcome"].text() != "skipped") continue;
    EXPECT_EQ(record["reason"].text(), "trap");
    EXPECT_EQ(record["explanation"].text(),
              "its page has come under other session ids");
  }
}

TEST_F(CrawlRun, T54_LeavesNothingOutWhenTrapsAreAllowed) {
  server_.on("/", page({"/a/a/a/a/a/a/"}));
  server_.on("/a/a/a/a/a/a/", page({}));
  EXPECT_EQ(crawl({server_.url("/")}).record_of("a/a/")["reason"].text(),
            "trap");
  EXPECT_EQ(crawl({"--no-traps", server_.url("/")})
                .record_of("a/a/")["outcome"]
                .text(),
            "fetched");
}

TEST_F(CrawlRun, T54_WildcardHostsOfADomainShareABudget) {
  DnsServer dns;
  dns.answer("*", {.addresses = {"127.0.0.1"}});
  server_.on("/", [](Peer& peer) {
    static std::atomic<int> number = 0;
    const std::string host = peer.request().header("Host");
    peer.reply(200,
               "<a href=http://h" + std::to_string(++number) + ".farm.test" +
                   host.substr(host.find(':')) + "/>next</a>",
               {{"Content-Type", "text/html"}});
  });
  const Finished finished =
      crawl({"--dns-servers", dns.address(), "--scope", "domain", "--private",
             "allow", "--depth", "1000", "--max-pages-per-domain", "30",
             server_.url("/", "farm.test")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(with_outcome(finished, "fetched").size(), 30U);
  EXPECT_EQ(with_outcome(finished, "skipped").size(), 1U);
}

// The time between two requests that are sent 150 ms apart: their network
// delays may differ. A sanitizer delays the first request by its start-up.
constexpr std::chrono::milliseconds kLeastGap{kSanitized ? 0 : 100};

TEST_F(CrawlRun, T58_HoldsTheDelayForTwoNamesOfOneAddress) {
  const std::string port = std::to_string(server_.port());
  server_.on("/*", page({"/1", "/2", "/3"}));
  const Finished finished = gfetch(
      {"crawl", "-q", "--delay", "150ms", "--robots", "ignore",
       server_.url("/", "a.localhost"), server_.url("/", "b.localhost")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  std::vector<SeenRequest> seen = server_.seen();
  ASSERT_EQ(seen.size(), 8U);
  std::ranges::sort(seen, {}, &SeenRequest::at);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE(seen[i].at - seen[i - 1].at, kLeastGap) << i;
  }
}

TEST_F(CrawlRun, T58_RequestsForRobotsTxtCountForRateAndDelay) {
  for (const auto& [option, value] :
       {std::pair{"--delay", "150ms"}, std::pair{"--rate", "7/s"}}) {
    TestServer server;
    server.on("/*", page({}));
    server.on("/robots.txt", redirects("/moved.txt"));
    server.on("/moved.txt", waits(500ms));
    const Finished finished =
        crawl({option, value, server.url("/1"), server.url("/2"),
               server.url("/3", "a.localhost")});
    EXPECT_EQ(finished.exit_code, 0) << finished;
    std::vector<SeenRequest> seen = server.seen();
    ASSERT_EQ(seen.size(), 7U);  // four of the requests are for robots.txt
    std::ranges::sort(seen, {}, &SeenRequest::at);
    for (std::size_t i = 1; i < seen.size(); ++i) {
      EXPECT_GE(seen[i].at - seen[i - 1].at, kLeastGap) << option << ' ' << i;
    }
  }
}

TEST_F(CrawlRun, T58_HoldsTheCrawlDelayUpToItsCap) {
  server_.on("/robots.txt", replies(200, "User-agent: *\nCrawl-delay: 9999\n"));
  server_.on("/", page({"/1"}));
  server_.on("/1", page({}));
  const Finished finished =
      crawl({"--max-crawl-delay", "200ms", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_GE(server_.seen("/1")[0].at - server_.seen("/")[0].at, 150ms);
}

TEST_F(CrawlRun, GivesTheSameSetEachTimeAndTheSameOrderInModeSync) {
  for (int i = 0; i < 40; ++i) {
    server_.on("/" + std::to_string(i),
               page({std::to_string(i * 7 % 40), std::to_string(i * 3 % 40),
                     std::to_string((i + 1) % 40), std::to_string(i + 100)}));
    server_.on("/" + std::to_string(i + 100), replies(404));
  }
  const auto set = [&](std::vector<std::string> args) {
    args.push_back(server_.url("/0"));
    std::multiset<std::string> urls;
    for (const Json& record : crawl(args).records())
      urls.insert(record["outcome"].text() + ' ' + record["url"].text());
    return urls;
  };
  const auto first = set({"--depth", "3"});
  EXPECT_EQ(set({"--depth", "3", "-c", "16", "--host-concurrency", "16"}),
            first);
  EXPECT_EQ(set({"--depth", "3", "--mode", "sync"}), first);
  const auto order = [&] {
    std::vector<std::string> urls;
    for (const Json& record :
         crawl({"--mode", "sync", server_.url("/0")}).records())
      urls.push_back(record["url"].text());
    return urls;
  };
  EXPECT_EQ(order(), order());
}

TEST_F(CrawlRun, RecordsWhatItHasFoundWhenItIsInterrupted) {
  std::vector<std::string> targets;
  for (int i = 0; i < 50; ++i) targets.push_back("/" + std::to_string(i));
  server_.on("/*", hangs());
  server_.on("/robots.txt", replies(404));
  server_.on("/", page(targets));
  Process process(gfetch_command(
      {"crawl", "-q", "-f", "jsonl", "--delay", "0", server_.url("/")}));
  // The third request, after robots.txt and the seed, is for a page found.
  ASSERT_TRUE(process.until([&] { return server_.seen().size() >= 3; }));
  process.signal(SIGINT);
  const Finished finished = process.wait();
  EXPECT_EQ(finished.exit_code, 130) << finished;
  EXPECT_EQ(with_outcome(finished, "fetched").size(), 1U);
  EXPECT_EQ(with_outcome(finished, "unfinished").size(), 50U);
}

TEST_F(CrawlRun, SendsTheUsersSecretsToTheSeedsOriginOnly) {
  TestServer other;
  other.on("/*", page({}));
  server_.on("/", page({"/1", other.url("/x", "localhost")}));
  server_.on("/1", page({}));
  crawl({"--scope", "any", "--private", "allow", "-H", "X-Key: k", "-u",
         "ann:pw", "-b", "c=1", server_.url("/")});
  const SeenRequest mine = server_.seen("/1").at(0);
  EXPECT_EQ(mine.header("X-Key"), "k");
  EXPECT_EQ(mine.header("Cookie"), "c=1");
  EXPECT_TRUE(mine.has_header("Authorization"));
  for (const SeenRequest& request : other.seen()) {
    EXPECT_FALSE(request.has_header("X-Key")) << request.target;
    EXPECT_FALSE(request.has_header("Cookie"));
    EXPECT_FALSE(request.has_header("Authorization"));
  }
  EXPECT_EQ(other.seen("/x").size(), 1U);
  EXPECT_FALSE(server_.seen("/robots.txt").at(0).has_header("X-Key"));
}

// T55: pages that attack the parser.
TEST_F(CrawlRun, T55_ReadsHostilePagesInLinearTimeAndFlatMemory) {
  std::string deep, attributes, links;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  attributes = "<p ";
  for (int i = 0; i < 500'000; ++i) attributes += "a" + std::to_string(i) + " ";
  for (int i = 0; i < 50'000; ++i) links += "<a href=x" + std::to_string(i);
  server_.on("/", page({"/deep", "/attributes", "/value", "/unclosed", "/zeros",
                        "/comment"}));
  server_.on("/deep", html(deep + "<a href=/found1>"));
  server_.on("/attributes", html(attributes + "><a href=/found2>"));
  server_.on("/value", html("<a title=\"" + std::string(5'000'000, 'x') +
                            "\" href=/found3>"));
  server_.on("/unclosed", html(links));
  server_.on("/zeros", html(std::string(1'000'000, '\0') + "<a href=/found4>"));
  server_.on("/comment",
             html("<!--" + std::string(5'000'000, '-') + "><a href=/found5>"));
  for (int i = 1; i < 6; ++i)
    server_.on("/found" + std::to_string(i), page({}));
  const Finished finished = crawl({server_.url("/")});
  for (int i = 1; i < 6; ++i)
    EXPECT_TRUE(asked("/found" + std::to_string(i))) << i;
  constexpr int kLimit = (kSanitized ? 400 : 100) * 1024;
  EXPECT_LT(finished.peak_rss_kib, kLimit) << finished.cpu.count();
}

}  // namespace
}  // namespace gfetch::test
