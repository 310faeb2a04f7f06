#include "cli/config_file.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

using namespace std::chrono_literals;

struct ValueCase {
  const char* text;
  std::vector<std::string> values;
};

TEST(ParseConfig, ReadsValuesAsTheCommandLineHasThem) {
  const ValueCase kCases[] = {
      {"a = 'x y'", {"x y"}},         {"a = 200", {"200"}},
      {"a = 0.5", {"0.5"}},           {"a = true", {"true"}},
      {"a = false", {"false"}},       {"a = ['b', 429]", {"b", "429"}},
      {"# only\na = ''  # so", {""}}, {"'http1.1' = true", {"true"}}};
  for (const ValueCase& wanted : kCases) {
    const auto settings = parse_config(wanted.text, "f");
    ASSERT_TRUE(settings) << wanted.text << settings.error().message;
    ASSERT_EQ(settings->size(), 1U);
    EXPECT_EQ(settings->front().values, wanted.values) << wanted.text;
  }
}

TEST(ParseConfig, KnowsWhereEachSettingStands) {
  const auto settings = parse_config("\nretry = 1\n\nrate = '1/s'\n", "f");
  ASSERT_TRUE(settings);
  std::map<std::string, std::string> where;
  for (const Setting& setting : *settings) where[setting.name] = setting.where;
  EXPECT_EQ(where["retry"], "f:2");
  EXPECT_EQ(where["rate"], "f:4");
}

TEST(ParseConfig, SaysWhichLineIsWrong) {
  for (const char* text :
       {"a = 1\nb = \n", "a = 1\nb = 2021-01-01\n", "a = 1\n[b]\nc = 1\n",
        "a = 1\nb = [[1]]\n", "a = 1\nhttp1.1 = true\n"}) {
    const auto settings = parse_config(text, "f");
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().message.find("f:2: "), 0U)
        << settings.error().message;
  }
}

class ConfigFile : public testing::Test {
 protected:
  Result<Options, UsageError> parse(std::vector<const char*> arguments) {
    return parse_options(arguments, [this](const char* name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    });
  }

  // Returns the error message for a configuration file with the text `text`.
  std::string complaint(const std::string& text,
                        std::vector<const char*> arguments = {}) {
    const std::string path = dir_.write("c", text);
    arguments.insert(arguments.end(), {"--config", path.c_str(), "http://a/"});
    const auto options = parse(arguments);
    return options ? "(none)" : options.error().message;
  }

  test::TempDir dir_;
  std::map<std::string, std::string> environment_;
};

TEST_F(ConfigFile, GivesWhatNeitherArgumentsNorVariablesSay) {
  const std::string path = dir_.write(
      "c",
      "concurrency = 7\nretry = 5\nmax-time = '3m'\nsummary = false\n"
      "header = ['X-A: 1', 'X-B: 2']\nretry-on = ['dns', 429]\nruns = 3\n");
  environment_["GFETCH_RETRY"] = "6";
  const auto options =
      parse({"-c", "9", "--config", path.c_str(), "http://a/"});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->workers, 9U);
  EXPECT_EQ(options->visitor.retry.max_retries, 6);
  EXPECT_EQ(options->visitor.max_time, 3min);
  EXPECT_EQ(options->summary, false);
  EXPECT_EQ(options->headers.size(), 2U);
  EXPECT_TRUE(options->visitor.retry.on.dns);
  EXPECT_FALSE(options->visitor.retry.on.reset);
  EXPECT_EQ(options->config, path);
}

TEST_F(ConfigFile, IsFoundInItsUsualPlaces) {
  std::filesystem::create_directories(dir_.path() / ".config/gfetch");
  dir_.write(".config/gfetch/config.toml", "concurrency = 7\n");
  environment_["HOME"] = dir_.path().string();
  EXPECT_EQ(parse({"http://a/"})->workers, 7U);
  environment_["XDG_CONFIG_HOME"] = (dir_.path() / "none").string();
  EXPECT_EQ(parse({"http://a/"})->workers, 64U);
  environment_["XDG_CONFIG_HOME"] = (dir_.path() / ".config").string();
  EXPECT_EQ(parse({"http://a/"})->workers, 7U);
  environment_["GFETCH_CONFIG"] = dir_.write("c", "concurrency = 8\n");
  EXPECT_EQ(parse({"http://a/"})->workers, 8U);
}

TEST_F(ConfigFile, IsOverruledByWhatContradictsIt) {
  EXPECT_EQ(complaint("accept = '404'\n", {"--fail-on", "500"}), "(none)");
}

TEST_F(ConfigFile, SaysWhatIsWrongAndWhere) {
  EXPECT_NE(complaint("\nconcurency = 7\n").find("c:2: "), std::string::npos);
  EXPECT_NE(complaint("concurency = 7\n").find("did you mean"),
            std::string::npos)
      << complaint("concurency = 7\n");
  EXPECT_NE(complaint("rate = 'fast'\n").find("c:1: rate: "),
            std::string::npos);
  EXPECT_NE(complaint("help = true\n"), "(none)");
  EXPECT_NE(complaint("config = 'other'\n"), "(none)");
  EXPECT_NE(complaint("http2 = true\n'http1.1' = true\n"), "(none)");
  EXPECT_NE(parse({"--config", "/nowhere", "http://a/"})
                .error()
                .message.find("/nowhere"),
            std::string::npos);
}

}  // namespace
}  // namespace gfetch
