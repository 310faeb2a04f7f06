// Tests of mirrors: a crawl that saves a site as a tree of files, which can be
// read without a server.
#include <filesystem>
#include <map>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

namespace fs = std::filesystem;

Handler html(std::string body) {
  return replies(200, std::move(body), {{"Content-Type", "text/html"}});
}

class Mirror : public testing::Test {
 protected:
  Mirror() {
    server_.on("/*", replies(404));
    server_.on("/robots.txt", replies(404));
  }

  Finished mirror(std::vector<std::string> args = {}) {
    std::vector<std::string> all{"crawl", "-q",          "-f",
                                 "jsonl", "--delay",     "0",
                                 "-O",    out_.string(), "--assets"};
    all.insert(all.end(), args.begin(), args.end());
    all.push_back(server_.url("/"));
    return gfetch(std::move(all));
  }

  /// Returns the saved files and their text. Paths are relative to the host's
  /// folder, if they are within it.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    const std::string host = "127.0.0.1@" + std::to_string(server_.port());
    for (const auto& entry : fs::recursive_directory_iterator(out_)) {
      if (!entry.is_regular_file()) continue;
      const fs::path file = fs::relative(entry.path(), out_);
      const bool within = *file.begin() == host;
      found[within ? fs::relative(file, host).string()
                   : "../" + file.string()] = read_file(entry.path());
    }
    return found;
  }

  std::set<std::string> names() const {
    std::set<std::string> all;
    for (const auto& [name, text] : files()) all.insert(name);
    return all;
  }

  using Names = std::set<std::string>;
  TestServer server_;
  TempDir dir_;
  fs::path out_ = dir_.path() / "out";
};

TEST_F(Mirror, LooksLikeTheSite) {
  server_.on("/", html("<a href=docs/>d</a><a href=about>a</a>"
                       "<a href='list.php?page=2'>l</a><img src=img/x.png>"));
  server_.on("/docs/", html("<a href=a.html>a</a>"));
  server_.on("/docs/a.html", html("a"));
  server_.on("/about", html("<a href=/about/team>team</a>"));
  server_.on("/about/team", html("team"));
  server_.on("/list.php", html("list"));
  server_.on("/img/x.png",
             replies(200, "png", {{"Content-Type", "image/png"}}));
  const Finished finished = mirror();
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(names(), (Names{"index.html", "docs/index.html", "docs/a.html",
                            "about@.html", "about/team@.html",
                            "list.php@page=2.html", "img/x.png"}));
  EXPECT_EQ(files()["docs/a.html"], "a");
  for (const Json& record : finished.records()) {
    EXPECT_TRUE(fs::exists(record["file"].text())) << record;
  }
  const Names before = names();
  mirror();
  EXPECT_EQ(names(), before);
}

TEST_F(Mirror, StaysInItsFolderWhateverPathsHold) {
  server_.on("/*", html("x"));
  server_.on("/robots.txt", replies(404));
  server_.on("/", html("<a href='/..%2f..%2f..%2fetc%2fpasswd'>1</a>"
                       "<a href='/.%00./x'>2</a><a href='/%5c..%5cx'>3</a>"
                       "<a href='/.htaccess'>4</a><a href='/" +
                       std::string(1000, 'a') + "'>5</a>"));
  EXPECT_EQ(mirror().exit_code, 0);
  EXPECT_EQ(names().size(), 6U);
  for (const std::string& name : names()) {
    EXPECT_FALSE(contains("/" + name, "/.")) << name;
    EXPECT_LT(name.size(), 256U);
  }
  std::size_t entries = 0;
  for (const auto& entry : fs::directory_iterator(dir_.path())) {
    EXPECT_EQ(entry.path(), out_);
    ++entries;
  }
  EXPECT_EQ(entries, 1U);
}

TEST_F(Mirror, GivesEveryPageAFileWhateverComesFirst) {
  const Fields binary{{"Content-Type", "application/x-thing"}};
  const auto tree = [&](std::vector<std::string> late) {
    std::filesystem::remove_all(out_);
    server_.on("/", html("<a href=index.html>1</a><a href=Index.html>2</a>"
                         "<a href=data>3</a><a href=data/x>4</a>"
                         "<a href=about>5</a><a href=about.html>6</a>"));
    server_.on("/index.html", html("named"));
    server_.on("/Index.html", html("capital"));
    server_.on("/data", replies(200, "file", binary));
    server_.on("/data/x", replies(200, "below", binary));
    server_.on("/about", html("about"));
    server_.on("/about.html", html("about.html"));
    for (const std::string& path : late) {
      server_.on(path, waits(100ms, html(path)));
    }
    EXPECT_EQ(mirror({"--host-concurrency", "8"}).exit_code, 0);
    return names();
  };
  const Names first = tree({"/index.html", "/about"});
  EXPECT_EQ(first, (Names{"index.html", "%69ndex.html", "Index.html", "data@",
                          "data/x@", "about@.html", "about.html"}));
  EXPECT_EQ(tree({"/Index.html", "/about.html"}), first);
}

TEST_F(Mirror, HasAnIndexWhereLinksNameIt) {
  server_.on("/", html("<a href=docs/index.html>docs</a>"));
  server_.on("/docs/index.html", html("<a href=../docs/index.html>me</a>"));
  EXPECT_EQ(mirror().exit_code, 0);
  auto saved = files();
  EXPECT_EQ(saved.size(), 3U);
  EXPECT_EQ(saved["docs/index.html"], saved["docs/%69ndex.html"]);
}

TEST_F(Mirror, IsSavedThroughNoLink) {
  fs::create_directories(out_);
  fs::create_directories(dir_.path() / "elsewhere");
  fs::create_directory_symlink(
      dir_.path() / "elsewhere",
      out_ / ("127.0.0.1@" + std::to_string(server_.port())));
  server_.on("/", html("x"));
  const Finished finished = mirror();
  EXPECT_TRUE(fs::is_empty(dir_.path() / "elsewhere"));
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(read_file(only_record(finished)["file"].text()), "x");
}

TEST_F(Mirror, NamesAPageByWhereItCameFrom) {
  server_.on("/", html("<a href=old>x</a>"));
  server_.on("/old", redirects("/new/"));
  server_.on("/new/", html("new"));
  EXPECT_EQ(mirror().exit_code, 0);
  EXPECT_EQ(names(), (Names{"index.html", "new/index.html"}));
}

TEST_F(Mirror, LinksItsPagesToEachOther) {
  server_.on("/", html("<base href=/docs/><a href=a.html#x>1</a>"
                       "<a href=/old>2</a><a href=/gone>3</a>"
                       "<link rel=stylesheet href=/s/a.css>"
                       "<img srcset='/img/x.png 1x'>"));
  server_.on("/docs/a.html", html("<a href='/?'>home</a>"));
  server_.on("/old", redirects("/docs/a.html"));
  server_.on("/s/a.css", replies(200, "a{background:url(/img/x.png)}",
                                 {{"Content-Type", "text/css"}}));
  server_.on("/img/x.png",
             replies(200, "png", {{"Content-Type", "image/png"}}));
  mirror({"--convert-links"});
  auto saved = files();
  EXPECT_EQ(saved["index.html"],
            "<base href=\"\"><a href=\"docs/a.html#x\">1</a>"
            "<a href=\"docs/a.html\">2</a><a href=\"" +
                server_.url("/gone") +
                "\">3</a><link rel=stylesheet href=\"s/a.css\">"
                "<img srcset='img/x.png 1x'>");
  EXPECT_EQ(saved["docs/a.html"], "<a href='../index.html'>home</a>");
  EXPECT_EQ(saved["s/a.css"], "a{background:url(../img/x.png)}");
  EXPECT_EQ(saved.size(), 4U);
}

}  // namespace
}  // namespace gfetch::test
