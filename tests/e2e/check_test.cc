// Tests of `gfetch check`: pages of a test server, and gfetch's findings about
// their links.
#include "tests/e2e/e2e.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

Finished check(std::vector<std::string> args, Command command = {}) {
  std::vector<std::string> all{"check", "-q", "--delay", "0"};
  all.insert(all.end(), args.begin(), args.end());
  return gfetch(std::move(all), std::move(command));
}

Handler html(std::string body) {
  return replies(200, std::move(body), {{"Content-Type", "text/html"}});
}

class Check : public testing::Test {
 protected:
  Check() {
    server_.on("/*", replies(404));
    server_.on("/robots.txt", replies(404));
  }

  /// Formats each finding as `PATH-OF-PAGE LINE VERDICT KIND URL`, without the
  /// server's address.
  std::vector<std::string> findings(const Finished& finished) const {
    const std::string base = server_.url("");
    const auto path = [&](std::string url) {
      return url.starts_with(base) ? url.substr(base.size()) : url;
    };
    std::vector<std::string> lines;
    for (const Json& one : finished.records()) {
      const std::string kind = one["error_kind"].text() + one["reason"].text() +
                               path(one["new_url"].text());
      lines.push_back(path(one["page"].text()) + one["input"].text() + ' ' +
                      (one["line"].exists() ? one["line"].dump() : "-") + ' ' +
                      one["verdict"].text() + ' ' + kind + ' ' +
                      path(one["url"].text()));
    }
    return lines;
  }

  std::vector<std::string> check_all(std::vector<std::string> args = {}) {
    args.insert(args.begin(), {"-f", "jsonl"});
    args.push_back(server_.url("/"));
    return findings(check(std::move(args)));
  }

  using Lines = std::vector<std::string>;
  TestServer server_;
};

TEST_F(Check, X14_AsksNoExternalLinkAtThePortOfAnotherProtocol) {
  TestServer other("127.0.0.3");
  other.on("/to", redirects("http://127.0.0.3:25/"));
  server_.on("/", html("<a href=http://127.0.0.3:6667/a>a</a>"
                       "<a href=http://127.0.0.3:25/b>b</a><a href=" +
                       other.url("/to") + ">c</a>"));
  EXPECT_EQ(check_all({"--check-external", "--private", "allow"}),
            (Lines{"/ 1 skipped bad_port http://127.0.0.3:6667/a",
                   "/ 1 skipped bad_port http://127.0.0.3:25/b",
                   "/ 1 skipped bad_port " + other.url("/to")}));
  EXPECT_EQ(other.seen("/to").size(), 1U);
}

TEST_F(Check, NamesThePagesAndLinesOfBrokenLinks) {
  server_.on("/", html("<a href=/a>a</a>\n<a href='/gone'>the <b>guide</b></a>"
                       "\n\n  <img src=/gone.png alt=logo>"));
  server_.on("/a", html("<a href=/>home</a>\n<a href=gone>again</a>"));
  const Finished finished = check({server_.url("/")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_EQ(finished.out, "Broken:\n" + server_.url("/") + "\n  2:1 404 " +
                              server_.url("/gone") + " \"the guide\"\n" +
                              "  4:3 404 " + server_.url("/gone.png") +
                              " \"logo\"\n\n" + server_.url("/a") +
                              "\n  2:1 404 " + server_.url("/gone") +
                              " \"again\"\n\n3 broken links: 5 links on 2 "
                              "pages to 4 URLs\n");
  EXPECT_EQ(server_.seen("/gone").size(), 1U);
}

TEST_F(Check, IsContentWhenAllLinksWork) {
  server_.on("/", html("<a href=/a#b>a</a>"));
  server_.on("/a", html("<p id=b>b</p><a href=mailto:ann@h>ann</a>"));
  const Finished finished = check({server_.url("/")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.out, "0 broken links: 1 link on 2 pages to 1 URL\n");
}

TEST_F(Check, LooksForAnchorsUnlessToldNotTo) {
  server_.on("/", html("<a href=/a#there>1</a>\n<a href=/a#nowhere>2</a>\n"
                       "<a href=#top>3</a>\n<a href='/a#caf%C3%A9'>4</a>\n"
                       "<a href='/a#:~:text=x'>5</a>\n<a href='#own'>6</a>"));
  server_.on("/a", html("<p id=there><a name='caf&eacute;'>x</a>"));
  EXPECT_EQ(check_all(), (Lines{"/ 2 broken missing_anchor /a#nowhere",
                                "/ 6 broken missing_anchor /#own"}));
  EXPECT_EQ(check_all({"--no-anchors"}), Lines());
}

TEST_F(Check, AdvisesToFollowWhatMovedForGood) {
  server_.on("/", html("<a href=/old#x>1</a>\n<a href=/passing>2</a>"));
  server_.on("/old", redirects("/new", 301));
  server_.on("/passing", redirects("/new", 302));
  server_.on("/new", html("<p id=x>"));
  EXPECT_EQ(check_all(), (Lines{"/ 1 moved /new#x /old#x"}));
}

TEST_F(Check, ListsWhatRobotsTxtForbidsApart) {
  server_.on("/robots.txt", replies(200, "User-agent: *\nDisallow: /no\n"));
  server_.on("/", html("<a href=/no>1</a>\n<a href=http://>2</a>\n"
                       "<a href=gopher://h/>3</a>"));
  EXPECT_EQ(check_all(), (Lines{"/ 2 broken bad_url ", "/ 1 skipped robots /no",
                                "/ 3 skipped unsupported_scheme gopher://h/"}));
  EXPECT_EQ(server_.seen("/no").size(), 0U);
}

TEST_F(Check, AsksForExternalLinksOnceByHeadThenGet) {
  TestServer other;
  other.on("/*", replies(404));
  other.on("/there", replies(200));
  other.on("/no-head", [](Peer& peer) {
    peer.reply(peer.request().method == "HEAD" ? 405 : 200, "x");
  });
  const auto link = [&](const char* path) {
    return "<a href=" + other.url(path) + ">x</a>\n";
  };
  server_.on("/", html(link("/there") + link("/no-head") + link("/gone") +
                       "<a href=/a>a</a>"));
  server_.on("/a", html(link("/there") + link("/gone")));
  EXPECT_EQ(check_all(), Lines());
  EXPECT_EQ(other.seen().size(), 0U);
  EXPECT_EQ(check_all({"--check-external"}),
            (Lines{"/ 3 broken http_status " + other.url("/gone"),
                   "/a 2 broken http_status " + other.url("/gone")}));
  const auto methods = [&](const char* path) {
    std::string all;
    for (const SeenRequest& request : other.seen(path))
      all += request.method + ' ';
    return all;
  };
  EXPECT_EQ(methods("/there"), "HEAD ");
  EXPECT_EQ(methods("/no-head"), "HEAD GET ");
  EXPECT_EQ(other.seen("/robots.txt").size(), 0U);
}

TEST_F(Check, ReadsNoPageBeyondItsDepthButTriesItsLinks) {
  server_.on("/", html("<a href=/a>a</a>"));
  server_.on("/a", html("<a href=/b>b</a>\n<a href=/gone>x</a>"));
  server_.on("/b", html("<a href=/never>x</a>"));
  EXPECT_EQ(check_all({"--depth", "1"}),
            (Lines{"/a 2 broken http_status /gone"}));
  EXPECT_EQ(server_.seen("/b").size(), 1U);
  EXPECT_EQ(server_.seen("/never").size(), 0U);
}

TEST_F(Check, TriesLinksThatAreNotToBeFollowed) {
  server_.on("/", html("<a rel=nofollow href=/gone>x</a>"));
  EXPECT_EQ(check_all(), (Lines{"/ 1 broken http_status /gone"}));
}

TEST_F(Check, CountsOtherStatusesAsTold) {
  server_.on("/", html("<a href=/members>x</a>"));
  server_.on("/members", replies(403));
  EXPECT_EQ(check_all(), (Lines{"/ 1 broken http_status /members"}));
  EXPECT_EQ(check_all({"--accept", "200..=299,403,999"}), Lines());
}

TEST_F(Check, TellsThatANamedPageIsBroken) {
  EXPECT_EQ(check_all(), (Lines{"argv:1 - broken http_status /"}));
}

TEST_F(Check, LeavesOutAssetsWhenToldTo) {
  server_.on("/", html("<img src=/gone.png>"));
  EXPECT_EQ(check_all(), (Lines{"/ 1 broken http_status /gone.png"}));
  EXPECT_EQ(check_all({"--no-assets"}), Lines());
}

TEST_F(Check, WritesJunitThatParses) {
  server_.on("/", html("<a href='/gone?a&b'>\x1b]0;x\x07 &lt;]]&gt;</a>"));
  const TempDir dir;
  const std::string file = (dir.path() / "junit.xml").string();
  const Finished finished =
      check({"-f", "junit", "-o", file, server_.url("/")});
  EXPECT_EQ(finished.exit_code, 1);
  const Finished parsed =
      run({.args = {"python3", "-c",
                    "import sys, xml.etree.ElementTree as tree\n"
                    "root = tree.parse(sys.argv[1]).getroot()\n"
                    "for case in root.iter('testcase'):\n"
                    "    print(case.get('classname'), case.get('name'),\n"
                    "          [child.tag for child in case])",
                    file}});
  EXPECT_EQ(parsed.out, server_.url("/") + " 1:1 " + server_.url("/gone?a&b") +
                            " ['failure']\n" + server_.url("/") +
                            " all other links []\n")
      << parsed;
}

TEST_F(Check, WritesMarkdownAndJson) {
  server_.on("/", html("<a href=/gone>x</a>"));
  const Finished markdown = check({"-f", "markdown", server_.url("/")});
  EXPECT_TRUE(markdown.out.starts_with("## Broken links: 1\n")) << markdown;
  const auto json = Json::parse(check({"-f", "json", server_.url("/")}).out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["counts"]["broken"].number(), 1);
}

TEST_F(Check, X09_ListsAThousandFindingsOfAPageAndCountsTheRest) {
  std::string links;
  for (int i = 0; i < 1'200; ++i) links += "<a href=/gone>x</a>\n";
  server_.on("/", html(links));
  const Finished finished = check({"-f", "json", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 1);
  const auto json = Json::parse(finished.out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["counts"]["links"].number(), 1'200);
  EXPECT_EQ((*json)["counts"]["broken"].number(), 1'000);
  EXPECT_EQ((*json)["counts"]["unlisted"].number(), 200);
  EXPECT_EQ((*json)["broken"].size(), 1'000U);
}

TEST_F(Check, T01_ObeysNoPageOnATerminal) {
  server_.on("/", html("<a href=/gone>\x1b]0;pwned\x07\xc2\x9b</a>"));
  const Finished finished =
      check({server_.url("/")}, {.terminal = Terminal::kStdout});
  EXPECT_FALSE(contains(finished.out, "\x1b]"));
  EXPECT_FALSE(contains(finished.out, "\xc2\x9b"));
  EXPECT_TRUE(contains(finished.out, "pwned"));
}

TEST_F(Check, FindsTheSameInTheSameOrderWhateverTheMode) {
  std::string home;
  for (int i = 0; i < 30; ++i) {
    const std::string path = "/" + std::to_string(i);
    home += "<a href=" + path + ">x</a>\n";
    server_.on(path, waits(std::chrono::milliseconds((i * 7) % 13),
                           html("<a href=/gone" + path + ">x</a>")));
  }
  server_.on("/", html(home));
  const Finished fast = check({"-f", "jsonl", server_.url("/")});
  const Finished slow = check({"-f", "jsonl", "--mode=sync", server_.url("/")});
  EXPECT_EQ(fast.records().size(), 30U);
  EXPECT_EQ(fast.out, slow.out);
}

TEST_F(Check, ASiteThatNobodyMayLookAtIsNotFine) {
  server_.on("/", html("hello"));
  server_.on("/robots.txt", replies(503));
  const Finished finished = check({"--retry", "0", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  EXPECT_TRUE(contains(finished.out, "Not known:")) << finished;
}

}  // namespace
}  // namespace gfetch::test
