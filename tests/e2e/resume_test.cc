// Tests of --continue and --range: partial bodies and their completion.
#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

namespace fs = std::filesystem;

/// Returns the N in a header `Range: bytes=N-`; 0 without the header.
std::size_t asked_from(const SeenRequest& request) {
  const std::string range = request.header("Range");
  return range.empty() ? 0 : std::stoul(range.substr(6));
}

class Resume : public testing::Test {
 protected:
  Resume() {
    for (int i = 0; i < 20'000; ++i) text_ += std::to_string(i) + ' ';
  }

  Finished save(std::vector<std::string> args) {
    args.insert(args.end(), {"--continue", "-O", out_.string()});
    return fetch(std::move(args));
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(out_))
      names.push_back(entry.path().filename().string());
    return names;
  }

  /// Returns a handler that serves ranges of text_ with the ETag `etag`, and
  /// aborts the response after `most` bytes.
  Handler serves(std::string etag, std::size_t most) const {
    return [text = text_, etag, most](Peer& peer) {
      const SeenRequest& request = peer.request();
      const std::string condition = request.header("If-Range");
      const bool rest = request.has_header("Range") &&
                        (condition.empty() || condition == etag);
      const std::size_t from = rest ? asked_from(request) : 0;
      std::string head = rest ? "HTTP/1.1 206 Partial Content\r\n"
                                "Content-Range: bytes " +
                                    std::to_string(from) + "-" +
                                    std::to_string(text.size() - 1) + "/" +
                                    std::to_string(text.size()) + "\r\n"
                              : "HTTP/1.1 200 OK\r\n";
      head += "ETag: " + etag +
              "\r\nContent-Length: " + std::to_string(text.size() - from) +
              "\r\n\r\n";
      peer.send(head + text.substr(from, most));
      if (most < text.size() - from) peer.close();
    };
  }

  /// Returns the path of the only partial file in the folder.
  std::string only_part() const {
    for (const std::string& name : names())
      if (name.ends_with(".part")) return (out_ / name).string();
    return {};
  }

  TestServer server_;
  TempDir dir_;
  const fs::path out_ = dir_.path() / "out";
  std::string text_;
};

TEST_F(Resume, NginxSendsTheRest) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const Finished first = gfetch({"-q", "-O", out_.string(), "-w",
                                 "%{file} %header{etag}", nginx.url("/64k")});
  const std::size_t blank = first.out.find(' ');
  ASSERT_NE(blank, first.out.npos) << first;
  const std::string file = first.out.substr(0, blank);
  fs::remove(file);
  dir_.write("out/" + fs::path(file).filename().string() + ".part",
             std::string(20'000, 'y'));
  dir_.write("out/" + fs::path(file).filename().string() + ".part.from",
             "validator " + first.out.substr(blank + 1) + "\nlength 65536\n");
  const Json record =
      only_record(save({"--hash", "sha256", nginx.url("/64k")}));
  EXPECT_EQ(record["status_code"].number(), 206) << record;
  EXPECT_TRUE(record["ok"].truth());
  EXPECT_EQ(record["bytes"].number(), 65536);
  EXPECT_EQ(record["wire_bytes"].number(), 65536 - 19'999);
  EXPECT_EQ(read_file(file), std::string(65536, 'y'));
  EXPECT_EQ(
      record["sha256"].text(),
      only_record(fetch({"--hash", "sha256", nginx.url("/64k")}))["sha256"]
          .text());
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(Resume, GoesOnAfterAFailureInAnotherRun) {
  server_.on("/x", serves("\"1\"", 50'000));
  const Finished first = save({server_.url("/x")});
  EXPECT_EQ(only_record(first)["error_kind"].text(), "truncated") << first;
  EXPECT_EQ(fs::file_size(only_part()), 50'000U);
  const Finished second = save({"--accept", "200", server_.url("/x")});
  EXPECT_EQ(second.exit_code, 1) << second;
  EXPECT_EQ(fs::file_size(only_part()), 99'999U);
  const Finished third = save({"--accept", "200", server_.url("/x")});
  EXPECT_EQ(third.exit_code, 0) << third;
  EXPECT_EQ(read_file(only_record(third)["file"].text()), text_);
  EXPECT_EQ(names().size(), 1U);
  EXPECT_EQ(server_.seen("/x")[2].header("Range"), "bytes=99998-");
  EXPECT_EQ(server_.seen("/x")[2].header("If-Range"), "\"1\"");
  EXPECT_EQ(server_.seen("/x")[0].header("Accept-Encoding"), "identity");
}

TEST_F(Resume, GoesOnWithARetryOfTheSameRun) {
  server_.on("/x", serves("\"1\"", 40'000));
  const Finished finished =
      save({"--retry", "5", "--retry-on", "reset", "--retry-max-delay", "10ms",
            server_.url("/x")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(read_file(only_record(finished)["file"].text()), text_);
  EXPECT_EQ(only_record(finished)["num_retries"].number(), 2);
}

TEST_F(Resume, GoesOnAfterAnInterrupt) {
  server_.on(
      "/x", [text = text_, rest = serves("\"1\"", text_.size())](Peer& peer) {
        if (!peer.request().has_header("Range")) {
          peer.send("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: " +
                    std::to_string(text.size()) + "\r\n\r\n" +
                    text.substr(0, 70'000));
          peer.pause(1min);
          return;
        }
        rest(peer);
      });
  Process process(gfetch_command({"-q", "-f", "jsonl", "--continue", "-O",
                                  out_.string(), server_.url("/x")}));
  EXPECT_TRUE(process.until([&] {
    return fs::exists(out_) && !only_part().empty() &&
           fs::file_size(only_part()) > 0;
  }));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().exit_code, 130);
  EXPECT_FALSE(only_part().empty());
  const Finished finished = save({server_.url("/x")});
  EXPECT_EQ(read_file(only_record(finished)["file"].text()), text_) << finished;
}

TEST_F(Resume, BeginsAnewWhenTheResourceHasChanged) {
  server_.on("/x", serves("\"1\"", 50'000));
  save({server_.url("/x")});
  text_ = "another text";
  server_.on("/x", serves("\"2\"", 50'000));
  const Json record = only_record(save({server_.url("/x")}));
  EXPECT_EQ(record["status_code"].number(), 200) << record;
  EXPECT_EQ(read_file(record["file"].text()), "another text");
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(Resume, BeginsAnewWhenTheServerAnswersSomethingElse) {
  const std::vector<std::string> answers{
      "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */10\r\n",
      "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/2\r\n",
      "HTTP/1.1 206 Partial Content\r\n",
      "HTTP/1.1 206 Partial Content\r\nETag: \"2\"\r\n"
      "Content-Range: bytes 49999-50000/50001\r\n"};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string path = "/" + std::to_string(i);
    server_.on(path, serves("\"1\"", 50'000));
    save({server_.url(path)});
    server_.on(path, [answer = answers[i],
                      whole = serves("\"1\"", text_.size())](Peer& peer) {
      if (peer.request().has_header("Range")) {
        peer.send(answer + "Content-Length: 2\r\n\r\nno");
      } else {
        whole(peer);
      }
    });
    const Json record = only_record(save({server_.url(path)}));
    EXPECT_EQ(record["status_code"].number(), 200) << i << record;
    EXPECT_EQ(read_file(record["file"].text()), text_) << i;
    EXPECT_EQ(only_part(), "") << i;
  }
}

TEST_F(Resume, KeepsThePartWhenTheServerIsInTrouble) {
  server_.on("/x", serves("\"1\"", 50'000));
  save({server_.url("/x")});
  server_.on("/x", replies(503, "later"));
  EXPECT_EQ(save({server_.url("/x")}).exit_code, 1);
  EXPECT_EQ(fs::file_size(only_part()), 50'000U);
}

TEST_F(Resume, GoesOnBehindARedirect) {
  server_.on("/x", redirects("/real"));
  server_.on("/real", serves("\"1\"", 60'000));
  save({server_.url("/x")});
  const Json record = only_record(save({server_.url("/x")}));
  EXPECT_EQ(record["status_code"].number(), 206) << record;
  EXPECT_EQ(read_file(record["file"].text()), text_);
}

TEST_F(Resume, KeepsNothingThatCannotBeGoneOnWith) {
  server_.on("/weak", serves("W/\"1\"", 50'000));
  server_.on("/coded",
             sends("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Encoding: gzip"
                   "\r\nContent-Length: 100\r\n\r\nabc"));
  save({server_.url("/weak"), server_.url("/coded")});
  EXPECT_TRUE(names().empty());
}

TEST_F(Resume, WithoutContinueNothingIsLeftAndNothingResumed) {
  server_.on("/x", serves("\"1\"", 50'000));
  save({server_.url("/x")});
  server_.on("/x", serves("\"1\"", text_.size()));
  const Finished finished = fetch({"-O", out_.string(), server_.url("/x")});
  EXPECT_EQ(read_file(only_record(finished)["file"].text()), text_);
  EXPECT_FALSE(server_.seen("/x")[1].has_header("Range"));
  EXPECT_EQ(names().size(), 1U);
}

TEST_F(Resume, RangeAsksForAPart) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  const Finished finished =
      fetch({"--range", "0-99", "--body", nginx.url("/1k")});
  EXPECT_EQ(finished.exit_code, 0) << finished;
  EXPECT_EQ(only_record(finished)["status_code"].number(), 206);
  EXPECT_EQ(only_record(finished)["body"].text(), std::string(100, 'x'));
  EXPECT_EQ(
      only_record(fetch({"--range", "-24", nginx.url("/gzip/text")}))["bytes"]
          .number(),
      24);
  EXPECT_EQ(
      only_record(fetch({"--range", "2000-", nginx.url("/1k")}))["status_code"]
          .number(),
      416);
}

TEST_F(Resume, RangeAndContinueAreCheckedBeforeTheStart) {
  const std::string url = server_.url("/");
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{
           {"--range", "a-b"},
           {"--range", "-"},
           {"--range", "5"},
           {"--range", "0-1\r\nX: y"},
           {"--continue"},
           {"--continue", "-O", out_.string(), "--range", "0-1"}}) {
    std::vector<std::string> all = args;
    all.push_back(url);
    EXPECT_EQ(fetch(all).exit_code, 2) << args[0];
  }
  EXPECT_TRUE(server_.seen().empty());
}

}  // namespace
}  // namespace gfetch::test
