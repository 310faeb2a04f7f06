// Tests of saved bodies: each file is complete or absent, belongs to one body,
// and is within the folder.
#include <sys/resource.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

namespace fs = std::filesystem;

class SavedBodies : public testing::Test {
 protected:
  Finished save(std::vector<std::string> args, Command command = {}) {
    args.insert(args.end(), {"-O", out_.string()});
    return fetch(std::move(args), std::move(command));
  }

  std::set<std::string> names() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(out_))
      names.insert(entry.path().filename().string());
    return names;
  }

  TestServer server_;
  TempDir dir_;
  const fs::path out_ = dir_.path() / "new" / "out";
};

TEST_F(SavedBodies, AreWhatNginxServes) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const Finished finished =
      fetch({"--output-dir", out_.string(), "--hash", "sha256",
             nginx.url("/64k"), nginx.url("/gzip/text"), nginx.url("/empty"),
             nginx.url("/redirect"), nginx.url("/status/404")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  const auto saved = [&](const char* suffix) {
    return read_file(finished.record_of(suffix)["file"].text());
  };
  EXPECT_EQ(saved("/64k"), std::string(64 * 1024, 'y'));
  EXPECT_EQ(saved("/redirect"), std::string(1024, 'x'));
  EXPECT_TRUE(saved("/gzip/text").starts_with("a line that compresses"));
  EXPECT_EQ(fs::file_size(finished.record_of("/empty")["file"].text()), 0U);
  EXPECT_FALSE(finished.record_of("/404")["file"].exists());
  EXPECT_EQ(names().size(), 4U);
}

TEST_F(SavedBodies, HaveTheSameNamesInEveryRun) {
  server_.on("/a/report.pdf", replies(200, "one"));
  const std::string file =
      only_record(save({server_.url("/a/report.pdf")}))["file"].text();
  EXPECT_TRUE(fs::path(file).filename().string().starts_with("report-"));
  EXPECT_TRUE(file.ends_with(".pdf")) << file;
  server_.on("/a/report.pdf", replies(200, "two"));
  EXPECT_EQ(only_record(save({server_.url("/a/report.pdf")}))["file"].text(),
            file);
  EXPECT_EQ(read_file(file), "two");
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(SavedBodies, T04_NoNameLeadsOutOfTheFolder) {
  const std::vector<std::string> wishes{
      "../../../escaped", "/etc/escaped", "..\\escaped", "%2e%2e%2fescaped",
      ".curlrc",          "~/escaped",    "..",          "a\x1b]0;x\x07"};
  std::string lines;
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const std::string path = "/" + std::to_string(i);
    server_.on(path, replies(200, "x",
                             {{"Content-Disposition",
                               "attachment; filename=\"" + wishes[i] + "\""}}));
    lines += server_.url(path) + "\n";
  }
  for (const char* path :
       {"/%2e%2e%2f%2e%2e%2fescaped", "/..%5c..%5cescaped", "/%2ebashrc",
        "/a%00b", "/%1b%5d0", "/..%2f", "/~root", "/-rf"})
    lines += server_.url(path) + "\n";
  const Finished finished = save({}, {.input = lines});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(finished.records().size(), 16U);
  for (const Json& record : finished.records()) {
    const fs::path file = record["file"].text();
    EXPECT_EQ(file.parent_path(), out_);
    EXPECT_TRUE(fs::is_regular_file(file)) << file;
  }
  for (const std::string& name : names()) {
    EXPECT_EQ(name.find_first_of("\x1b\x07\\"), name.npos);
    EXPECT_NE(name.front(), '.');
    EXPECT_NE(name.front(), '-');
  }
  EXPECT_EQ(names().size(), 16U);
  std::size_t outside = 0;
  for (const auto& entry : fs::recursive_directory_iterator(dir_.path()))
    outside += entry.path().parent_path() != out_ && entry.is_regular_file();
  EXPECT_EQ(outside, 0U);
}

TEST_F(SavedBodies, T05_PlantedLinksAreNotFollowed) {
  server_.on("/x", replies(200, "evil"));
  const fs::path file = only_record(save({server_.url("/x")}))["file"].text();
  const fs::path victim = dir_.write("victim", "precious");
  fs::remove(file);
  fs::create_symlink(victim, file);
  fs::create_symlink(victim, file.string() + ".part");
  EXPECT_EQ(save({server_.url("/x")}).exit_code, 0);
  EXPECT_EQ(read_file(victim), "precious");
  EXPECT_FALSE(fs::is_symlink(file));
  EXPECT_EQ(read_file(file), "evil");
}

TEST_F(SavedBodies, T06_OverlongAndReservedNamesAreFetchedAllTheSame) {
  const Finished finished =
      save({server_.url("/" + std::string(300, 'a') + ".html"),
            server_.url("/"), server_.url("/con"), server_.url("/nul.txt"),
            server_.url("/./a/.."), server_.url("/" + std::string(3000, 'b'))});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  for (const std::string& name : names()) EXPECT_LE(name.size(), 255U);
  EXPECT_EQ(names().size(), 5U);  // /./a/.. is the same URL as /
}

TEST_F(SavedBodies, T07_AThousandOfOneNameAreAThousandFiles) {
  server_.on("*", [](Peer& peer) { peer.reply(200, peer.request().target); });
  std::string lines;
  for (int i = 0; i < 1000; ++i)
    lines += server_.url("/" + std::to_string(i) + "/same.txt") + "\n";
  for (const char* path : {"/A", "/a", "/%C3%A9", "/e%CC%81", "/A?1", "/A?2"})
    lines += server_.url(path) + "\n";
  const Finished finished = save({}, {.input = lines});
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  std::set<std::string> folded;
  for (const Json& record : finished.records()) {
    const std::string file = record["file"].text();
    EXPECT_TRUE(record["url"].text().ends_with(read_file(file))) << record;
    std::string name = file;
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    folded.insert(name);
  }
  EXPECT_EQ(folded.size(), 1006U);
}

TEST_F(SavedBodies, RequestsOfOneUrlThatDifferHaveFilesOfTheirOwn) {
  server_.on("/api", [](Peer& peer) { peer.reply(200, peer.request().body); });
  const std::string url =
      R"({"url":")" + server_.url("/api") + R"(","method":)";
  const Finished finished =
      save({}, {.input = url + R"("POST","body":"1"})" + "\n" + url +
                         R"("POST","body":"2"})" + "\n" + url +
                         R"("PUT","body":"2"})" + "\n"});
  EXPECT_EQ(names().size(), 3U) << finished;
}

TEST_F(SavedBodies, TheSameUrlManyTimesAtOnceIsOneWholeFile) {
  const std::string body(300'000, 'b');
  server_.on("/x", replies(200, body));
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += server_.url("/x") + "\n";
  const Finished finished = save({}, {.input = lines});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  ASSERT_EQ(names().size(), 1U);
  EXPECT_EQ(read_file(out_ / *names().begin()), body);
}

TEST_F(SavedBodies, FailedOnesLeaveNothing) {
  server_.on("/short",
             sends("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" +
                   std::string(90'000, 's')));
  server_.on("/large", replies(200, std::string(200'000, 'l')));
  const std::string packed = gzip(std::string(100'000, 'c'));
  server_.on("/broken", replies(200, packed.substr(0, packed.size() / 2),
                                {{"Content-Encoding", "gzip"}}));
  const Finished finished =
      save({"--max-filesize", "150k", server_.url("/short"),
            server_.url("/large"), server_.url("/broken")});
  EXPECT_EQ(finished.exit_code, 1) << finished;
  for (const Json& record : finished.records())
    EXPECT_FALSE(record["file"].exists()) << record;
  EXPECT_EQ(names(), std::set<std::string>{});
}

TEST_F(SavedBodies, AnInterruptLeavesNothingHalfDone) {
  server_.on("/slow", [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nbegun");
    peer.pause(1min);
  });
  Process process(gfetch_command(
      {"-q", "-f", "jsonl", "-O", out_.string(), server_.url("/slow")}));
  EXPECT_TRUE(
      process.until([&] { return fs::exists(out_) && !names().empty(); }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().exit_code, 130);
  EXPECT_EQ(names(), std::set<std::string>{});
}

TEST_F(SavedBodies, AFolderThatCannotBeMadeIsFoundBeforeTheRun) {
  const auto file = dir_.write("file", "");
  const Finished finished =
      fetch({"-O", (file / "sub").string(), server_.url("/")});
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "Not a directory")) << finished;
  EXPECT_TRUE(server_.seen().empty());
}

/// Checks the end of a run whose disk is full (T61): the exit code is 3, every
/// URL has a record, and every `fetched` record has a complete file.
void expect_orderly_end(const Finished& finished, std::size_t urls,
                        std::size_t body_size) {
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "cannot write ")) << finished;
  EXPECT_EQ(finished.records().size(), urls);
  std::size_t unfinished = 0;
  for (const Json& record : finished.records()) {
    if (record["outcome"].text() == "fetched") {
      EXPECT_EQ(fs::file_size(record["file"].text()), body_size);
    } else {
      EXPECT_EQ(record["outcome"].text(), "unfinished") << record;
      ++unfinished;
    }
  }
  EXPECT_GE(unfinished, 1U);
}

TEST_F(SavedBodies, T61_AFileThatMayNotGrowEndsTheRun) {
  server_.on("*", replies(200, std::string(1000, 'x')));
  server_.on("/7", replies(200, std::string(200'000, 'x')));
  const Finished finished =
      save({}, {.input = url_list(server_, 20),
                .limits = {{RLIMIT_FSIZE, rlim_t{100'000}}}});
  expect_orderly_end(finished, 20, 1000);
}

TEST_F(SavedBodies, T61_AFullDiskEndsTheRun) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may mount a small disk";
  server_.on("*", replies(200, std::string(100'000, 'x')));
  fs::create_directories(out_);
  const std::string list = dir_.write("list", url_list(server_, 30));
  const std::string script =
      "mount -t tmpfs -o size=1M none '" + out_.string() + "' || exit 77; '" +
      std::string(kGfetch) + "' -q -f jsonl -i '" + list + "' -O '" +
      out_.string() + "'; code=$?; ls '" + out_.string() + "' >&2; exit $code";
  const Finished finished =
      run({.args = {"unshare", "-m", "sh", "-c", script}});
  if (finished.exit_code == 77 || finished.exit_code == 127 ||
      contains(finished.err, "unshare"))
    GTEST_SKIP() << "no disk could be mounted: " << finished.err;
  EXPECT_EQ(finished.exit_code, 3) << finished;
  EXPECT_TRUE(contains(finished.err, "No space left")) << finished;
  EXPECT_FALSE(contains(finished.err, ".part\n")) << finished;
  EXPECT_EQ(finished.records().size(), 30U);
  std::size_t fetched = 0;
  for (const Json& record : finished.records())
    fetched += record["outcome"].text() == "fetched";
  EXPECT_GT(fetched, 4U);
  EXPECT_LT(fetched, 11U);
}

TEST_F(SavedBodies, LargeOnesPassThroughFlatMemory) {
  constexpr std::size_t kPieces = kSanitized ? 200 : 1600;
  const std::string piece(64 * 1024, 'p');
  server_.on("*", [piece](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " +
              std::to_string(kPieces * piece.size()) + "\r\n\r\n");
    for (std::size_t i = 0; i < kPieces && peer.send(piece); ++i) {
    }
  });
  const Finished finished =
      save({"--max-filesize", "0", server_.url("/1"), server_.url("/2")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  for (const std::string& name : names())
    EXPECT_EQ(fs::file_size(out_ / name), kPieces * piece.size());
  if (!kSanitized) {
    // The peak memory of the child includes that of the test process at the
    // fork.
    EXPECT_LT(finished.peak_rss_kib, 150 * 1024);
  }
}

}  // namespace
}  // namespace gfetch::test
