// Tests of the completion scripts, run in the shells that they are for.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

const std::string kSource = GFETCH_SOURCE_DIR;
constexpr const char* kBashCompletion =
    "/usr/share/bash-completion/bash_completion";

using Words = std::vector<std::string>;

/// Completes the last of some words in a shell, by the helper script for that
/// shell, such as complete.bash.
class Completions : public testing::Test {
 protected:
  Completions() { dir_.write("urls.txt", "http://a/\n"); }

  Words offered(Words shell, const std::string& completion,
                const Words& words) {
    const std::string name = shell.front();
    shell.push_back(kSource + "/tests/cli/complete." + name);
    shell.push_back(kSource + "/completions/" + completion);
    shell.insert(shell.end(), words.begin(), words.end());
    test::Command command;
    command.args = std::move(shell);
    command.directory = dir_.path();
    command.environment = {"HOME=" + dir_.path().string()};
    const test::Finished finished = test::run(std::move(command));
    Words lines = finished.lines();
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    message_ = finished.err;
    return lines;
  }

  static bool has(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }

  test::TempDir dir_;
  std::string message_;
};

class BashCompletion : public Completions {
 protected:
  void SetUp() override {
    if (!test::on_path("bash")) GTEST_SKIP() << "there is no bash here";
    if (!std::filesystem::exists(kBashCompletion)) {
      GTEST_SKIP() << "there is no bash-completion here";
    }
  }

  Words complete(const Words& words) {
    return offered({"bash", "--norc", "--noprofile"}, "gfetch.bash", words);
  }
};

TEST_F(BashCompletion, OffersOptionsThatBeginSo) {
  EXPECT_EQ(complete({"--conn"}), Words{"--connect-timeout"}) << message_;
  EXPECT_TRUE(has(complete({"-"}), "--concurrency"));
  EXPECT_TRUE(has(complete({"http://a/", "--no-"}), "--no-summary"));
  EXPECT_FALSE(has(complete({"--gen"}), "--generate"));
}

TEST_F(BashCompletion, OffersChoices) {
  EXPECT_EQ(complete({"--format", "js"}), (Words{"json", "jsonl"}));
  EXPECT_EQ(complete({"-f", "t"}), (Words{"text", "tsv"}));
}

TEST_F(BashCompletion, OffersFiles) {
  EXPECT_EQ(complete({"-i", "ur"}), Words{"urls.txt"}) << message_;
  EXPECT_EQ(complete({"-d", "@ur"}), Words{"@urls.txt"}) << message_;
  EXPECT_TRUE(complete({"-c", "ur"}).empty());
}

TEST_F(BashCompletion, OffersCommandsFirst) {
  EXPECT_EQ(complete({"comp"}), Words{"compare"});
  EXPECT_TRUE(complete({"-q", "comp"}).empty());
}

class FishCompletion : public Completions {
 protected:
  void SetUp() override {
    if (!test::on_path("fish")) GTEST_SKIP() << "there is no fish here";
  }

  // Returns the completions that start with the last word. fish 4 also offers
  // words that contain it.
  Words complete(const std::string& line) {
    const std::string begun = line.substr(line.rfind(' ') + 1);
    Words words = offered({"fish", "--no-config"}, "gfetch.fish", {line});
    std::erase_if(words, [&begun](const std::string& word) {
      return !word.starts_with(begun);
    });
    return words;
  }
};

TEST_F(FishCompletion, OffersOptionsThatBeginSo) {
  EXPECT_EQ(complete("--conn"), Words{"--connect-timeout"}) << message_;
  EXPECT_TRUE(has(complete("http://a/ --no-"), "--no-summary"));
  EXPECT_FALSE(has(complete("--gen"), "--generate"));
}

TEST_F(FishCompletion, OffersChoices) {
  EXPECT_EQ(complete("--format js"), (Words{"json", "jsonl"})) << message_;
  EXPECT_EQ(complete("-f t"), (Words{"text", "tsv"}));
}

TEST_F(FishCompletion, OffersFiles) {
  EXPECT_EQ(complete("-i ur"), Words{"urls.txt"}) << message_;
  EXPECT_EQ(complete("-d @ur"), Words{"@urls.txt"}) << message_;
  EXPECT_FALSE(has(complete("-c ur"), "urls.txt"));
}

TEST_F(FishCompletion, OffersCommandsFirst) {
  EXPECT_TRUE(has(complete("comp"), "compare")) << message_;
  EXPECT_EQ(complete("compare --run"), Words{"--runs"});
  EXPECT_FALSE(has(complete("--run"), "--runs"));
}

class ZshCompletion : public Completions {
 protected:
  void SetUp() override {
    if (!test::on_path("zsh")) GTEST_SKIP() << "there is no zsh here";
  }

  Words complete(const std::string& line) {
    return offered({"zsh", "-f"}, "_gfetch", {line});
  }
};

TEST_F(ZshCompletion, OffersOptionsThatBeginSo) {
  EXPECT_TRUE(has(complete("--conn"), "--connect-timeout")) << message_;
}

TEST_F(ZshCompletion, OffersChoices) {
  const Words words = complete("--format js");
  EXPECT_TRUE(has(words, "json")) << message_;
  EXPECT_TRUE(has(words, "jsonl"));
  EXPECT_FALSE(has(words, "csv"));
}

TEST_F(ZshCompletion, OffersFiles) {
  EXPECT_TRUE(has(complete("-i ur"), "urls.txt")) << message_;
}

TEST_F(ZshCompletion, OffersCommandsFirst) {
  EXPECT_TRUE(has(complete("comp"), "compare")) << message_;
}

}  // namespace
}  // namespace gfetch
