// Tests of cookies: from options, from servers and from files, each sent to its
// own host only.
#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

class CookiesTest : public testing::Test {
 protected:
  TestServer server_;
  TestServer other_;
  TempDir dir_;
};

TEST_F(CookiesTest, GivenOnesAreSentAndNoneIsKeptUnlessAskedFor) {
  server_.on("/set", replies(200, "", {{"Set-Cookie", "s=1"}}));
  const Finished finished =
      fetch({"--mode", "sync", "-b", "a=1", "--cookie", "b=2",
             server_.url("/set"), server_.url("/next")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(server_.seen("/next").at(0).header("Cookie"), "a=1; b=2");
}

TEST_F(CookiesTest, T11_GivenOnesStayBehindOnOtherOrigins) {
  server_.on("/host", redirects(other_.url("/to", "localhost")));
  server_.on("/port", redirects(other_.url("/to")));
  server_.on("/home", redirects("/to"));
  fetch({"--private", "allow", "-b", "a=1", server_.url("/host"),
         server_.url("/port"), server_.url("/home")});
  ASSERT_EQ(other_.seen("/to").size(), 2U);
  for (const SeenRequest& seen : other_.seen("/to"))
    EXPECT_FALSE(seen.has_header("Cookie")) << seen.raw_head;
  EXPECT_EQ(server_.seen("/to").at(0).header("Cookie"), "a=1");
}

TEST_F(CookiesTest, AJarServesTheRunAndComesBackFromItsFile) {
  server_.on("/login", [](Peer& peer) {
    peer.reply(302, "",
               {{"Location", "/in"},
                {"Set-Cookie", "sid=31d4; Path=/; Max-Age=3600"},
                {"Set-Cookie", "evil=1; Domain=co.uk"}});
  });
  const std::string file = dir_.path() / "jar";
  const Finished first = fetch({"--cookie-jar", file, server_.url("/login")});
  EXPECT_EQ(first.exit_code, 0) << first;
  EXPECT_EQ(server_.seen("/in").at(0).header("Cookie"), "sid=31d4");
  const std::string text = read_file(file);
  EXPECT_TRUE(contains(text, "\tsid\t31d4\n")) << text;
  EXPECT_FALSE(contains(text, "evil")) << text;
  const auto mode = std::filesystem::status(file).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::others_read,
            std::filesystem::perms::none);
  const Finished second = fetch({"-b", file, server_.url("/again")});
  EXPECT_EQ(second.exit_code, 0) << second;
  EXPECT_EQ(server_.seen("/again").at(0).header("Cookie"), "sid=31d4");
}

TEST_F(CookiesTest, T18_HostsDoNotSeeEachOthers) {
  server_.on("/set", replies(200, "", {{"Set-Cookie", "s=1"}}));
  fetch({"--mode", "sync", "-b", "", server_.url("/set"),
         server_.url("/x", "localhost"), server_.url("/y")});
  EXPECT_FALSE(server_.seen("/x").at(0).has_header("Cookie"));
  EXPECT_EQ(server_.seen("/y").at(0).header("Cookie"), "s=1");
}

TEST_F(CookiesTest, T09_TheyAppearNeitherInRecordsNorInTraces) {
  server_.on("/set", replies(200, "", {{"Set-Cookie", "sid=s3cret"}}));
  const Finished finished = gfetch(
      {"-v", "-f", "jsonl", "-b", "a=s3cret", "-b", "", server_.url("/set")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_FALSE(contains(finished.out + finished.err, "s3cret")) << finished;
}

TEST_F(CookiesTest, BadFilesAreErrors) {
  dir_.write("bad", "this is no cookie\n");
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"-b", "/nonexistent", "http://a/"},
           {"-b", dir_.path() / "bad", "http://a/"},
           {"-b", "a=1\r\nX: y", "http://a/"}})
    EXPECT_EQ(gfetch(args).exit_code, 2) << args[1];
  const Finished finished =
      fetch({"--cookie-jar", dir_.path() / "no" / "jar", server_.url("/")});
  EXPECT_EQ(finished.exit_code, 3) << finished;
}

TEST(CookieJarFile, X07_AStandardStreamIsContinuedNotReplaced) {
  TestServer server;
  server.on("/*", replies(200, "", {{"Set-Cookie", "a=b; Max-Age=100"}}));
  const TempDir dir;
  const std::string out = dir.path() / "out";
  // A link of our own, so that a fault here harms nobody's /dev.
  const std::string stream = dir.path() / "stderr";
  std::filesystem::create_symlink("/proc/self/fd/2", stream);
  const std::string program = gfetch_command({}).args.at(0);
  const Finished finished =
      run({.args = {"sh", "-c",
                    "echo before >&2; exec " + program + " -q --cookie-jar " +
                        stream + " '" + server.url("/") + "' >/dev/null 2>" +
                        out}});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_TRUE(contains(read_file(out), "# Netscape")) << read_file(out);
  EXPECT_TRUE(std::filesystem::is_symlink(stream));
}

}  // namespace
}  // namespace gfetch::test
