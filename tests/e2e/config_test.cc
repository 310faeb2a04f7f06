// Tests of settings: the configuration file, the environment, the command line,
// and their precedence.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/e2e.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

/// An option as `gfetch --help` describes it.
struct Offered {
  std::string name;      ///< the long name without its dashes
  bool is_flag = false;  ///< whether the option takes no value
  std::string variable;  ///< its GFETCH_* variable; empty: none
  std::string good;      ///< a valid value from the help; empty: none known
};

std::string between(std::string_view text, std::string_view begin,
                    std::string_view end) {
  const std::size_t at = text.find(begin);
  if (at == text.npos) return {};
  text.remove_prefix(at + begin.size());
  return std::string(text.substr(0, text.find(end)));
}

/// Joins the lines of a help text into one line.
std::string unfolded(const std::string& lines) {
  std::string out;
  for (const char c : lines) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || !out.ends_with(' ')) out += blank ? ' ' : c;
  }
  return out;
}

std::vector<Offered> offered_options() {
  const std::string help = gfetch({"--help"}).out;
  std::vector<Offered> options;
  for (const std::string& part :
       all_matches(help, "\n  (-., |    )--[^\n]+\n(          [^\n]+\n)+")) {
    const std::string text = unfolded(part);
    const std::string head = part.substr(1, part.find('\n', 1) - 1);
    std::string name = head.substr(head.find("--") + 2);
    if (name.starts_with("[no-]")) name.erase(0, 5);
    Offered option;
    option.name = name.substr(0, name.find_first_of(" ["));
    option.is_flag = name.size() == option.name.size();
    option.variable = between(text, "Also ", ". ");
    option.good = option.is_flag ? "true" : between(text, "Default: ", ". ");
    options.push_back(option);
  }
  return options;
}

/// An invalid value for every option that checks its value.
constexpr const char* kWrong = "%{no}\n\x01such";
constexpr const char* kWrongInToml = "\"%{no}\\n\\u0001such\"";

class Config : public testing::Test {
 protected:
  /// Runs `gfetch --dry-run` with `args`, in an environment without other
  /// variables.
  Finished plan(std::vector<std::string> args,
                std::vector<std::string> environment = {}) const {
    args.insert(args.begin(), kGfetch);
    args.insert(args.end(), "--dry-run");
    args.emplace_back("http://127.0.0.1:1/");
    return run(
        {.args = std::move(args), .environment = std::move(environment)});
  }

  /// Returns the command to which the option in `argument` belongs, because
  /// other commands reject or ignore it.
  std::string command_of(const std::string& argument) const {
    const std::string command =
        between(plan({"fetch", argument}).err, "an option of `gfetch ", "`");
    return command.empty() ? "fetch" : command;
  }

  std::string file(std::string_view text) const {
    return dir_.write("settings.toml", text);
  }

  /// Returns the User-Agent that a run with `args` sends.
  std::string agent_of(std::vector<std::string> args,
                       std::vector<std::string> environment = {}) {
    const std::size_t before = server_.seen().size();
    args.insert(args.begin(), {"-q", server_.url()});
    const Finished finished =
        gfetch(std::move(args), {.environment = std::move(environment)});
    EXPECT_EQ(finished.exit_code, 0) << finished;
    const auto seen = server_.seen();
    if (seen.size() != before + 1) return "(not one request)";
    return seen.back().header("User-Agent");
  }

  TestServer server_;
  TempDir dir_;
};

TEST_F(Config, ArgumentsWinOverTheEnvironmentAndItOverTheFile) {
  const std::string path = file("user-agent = 'of the file'\n");
  const std::string variable = "GFETCH_USER_AGENT=of the environment";
  EXPECT_EQ(agent_of({"--config", path}), "of the file");
  EXPECT_EQ(agent_of({"--config", path}, {variable}), "of the environment");
  EXPECT_EQ(agent_of({"--config", path, "-A", "of the line"}, {variable}),
            "of the line");
  EXPECT_EQ(agent_of({}, {"GFETCH_CONFIG=" + path}), "of the file");
}

TEST_F(Config, TheFileIsFoundInItsUsualPlaces) {
  std::filesystem::create_directories(dir_.path() / "x/gfetch");
  std::filesystem::create_directories(dir_.path() / "h/.config/gfetch");
  dir_.write("x/gfetch/config.toml", "user-agent = 'xdg'\n");
  dir_.write("h/.config/gfetch/config.toml", "user-agent = 'home'\n");
  const std::string home = "HOME=" + (dir_.path() / "h").string();
  const std::string xdg = "XDG_CONFIG_HOME=" + (dir_.path() / "x").string();
  EXPECT_EQ(run({.args = {kGfetch, "-q", server_.url()}, .environment = {xdg}})
                .exit_code,
            0);
  EXPECT_EQ(server_.seen().back().header("User-Agent"), "xdg");
  EXPECT_EQ(
      run({.args = {"env", home, kGfetch, "-q", server_.url()}}).exit_code, 0);
  EXPECT_EQ(server_.seen().back().header("User-Agent"), "home");
  EXPECT_EQ(agent_of({"--config", file("user-agent = 'named'\n")}, {xdg}),
            "named");
}

TEST_F(Config, EveryOptionIsReadFromAllThreePlaces) {
  int refused = 0;
  for (const Offered& option : offered_options()) {
    // --help and --version have no variable.
    if (option.variable.empty()) continue;
    if (option.name == "config" || option.name == "dry-run") continue;
    if (option.name == "runs") continue;  // --runs belongs to `compare` only
    SCOPED_TRACE(option.name);
    const std::string wrong = option.is_flag ? "maybe" : kWrong;
    const std::string command = command_of("--" + option.name + "=" + wrong);
    const Finished by_line = plan({command, "--" + option.name + "=" + wrong});
    const Finished by_variable =
        plan({command}, {option.variable + "=" + wrong});
    const std::string setting =
        "\n\"" + option.name +
        "\" = " + (option.is_flag ? "\"maybe\"" : kWrongInToml) + "\n";
    const Finished by_file = plan({command, "--config", file(setting)});
    EXPECT_EQ(by_variable.exit_code, by_line.exit_code) << by_variable;
    EXPECT_EQ(by_file.exit_code, by_line.exit_code) << by_file;
    if (by_line.exit_code == 0) continue;  // the option accepts any text
    ++refused;
    EXPECT_EQ(by_line.exit_code, 2) << by_line;
    EXPECT_TRUE(contains(by_line.err, "--" + option.name)) << by_line;
    EXPECT_TRUE(contains(by_variable.err, option.variable)) << by_variable;
    EXPECT_TRUE(contains(by_file.err, "settings.toml:2: " + option.name))
        << by_file;
  }
  EXPECT_GT(refused, 40);
}

TEST_F(Config, EveryOptionHeedsWhoWins) {
  int compared = 0;
  for (const Offered& option : offered_options()) {
    if (option.variable.empty() || option.good.empty()) continue;
    if (option.name == "runs") continue;
    SCOPED_TRACE(option.name);
    const std::string wrong = option.variable + "=" + "no such value";
    const std::string good = "--" + option.name + "=" + option.good;
    // Skips an option that is valid only with other options.
    if (plan({good}).exit_code != 0) continue;
    ++compared;
    EXPECT_EQ(plan({good}, {wrong}).exit_code, 0) << plan({good}, {wrong});
    const std::string path =
        file("\"" + option.name + "\" = 'no such value'\n");
    const std::string variable = option.variable + "=" + option.good;
    EXPECT_EQ(plan({"--config", path}, {variable}).exit_code, 0)
        << plan({"--config", path}, {variable});
  }
  EXPECT_GT(compared, 20);
}

struct Fault {
  const char* text;
  const char* says;
};

TEST_F(Config, AFaultOfTheFileIsToldWithItsLineAndNothingIsFetched) {
  for (const Fault& fault :
       {Fault{"retry = 1\nconcurency = 5\n",
              "settings.toml:2: unknown setting \"concurency\" (did you mean "
              "\"concurrency\"?)"},
        Fault{"retry = 1\nretry = 2\n", "settings.toml:2: "},
        Fault{"\n\nrate = 'fast'\n", "settings.toml:3: rate: "},
        Fault{"format = 'jsnl'\n",
              "settings.toml:1: format: unknown value "
              "\"jsnl\" (did you mean \"json"},
        Fault{"a b\n", "settings.toml:1: "},
        Fault{"[table]\nretry = 1\n", "settings.toml:1: "},
        Fault{"help = true\n", "settings.toml:1: unknown setting \"help\""},
        Fault{"http2 = true\n\"http1.1\" = true\n", " contradicts "}}) {
    const Finished finished =
        gfetch({"--config", file(fault.text), server_.url()});
    EXPECT_EQ(finished.exit_code, 2) << fault.text << finished;
    EXPECT_TRUE(contains(finished.err, fault.says)) << fault.says << "\n"
                                                    << finished;
    EXPECT_EQ(finished.out, "") << fault.text;
  }
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(Config, AFileThatCannotBeReadIsAUsageError) {
  const Finished finished =
      gfetch({"--config", "/nonexistent/file", server_.url()});
  EXPECT_EQ(finished.exit_code, 2) << finished;
  EXPECT_TRUE(contains(finished.err, "/nonexistent/file")) << finished;
  EXPECT_EQ(gfetch({"--config", dir_.path(), server_.url()}).exit_code, 2);
  EXPECT_TRUE(server_.seen().empty());
}

/// Files of another user in a shared folder.
class PlantedFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    ASSERT_EQ(chmod(dir_.path().c_str(), 01777), 0);
  }

  std::string planted(const std::string& name, std::string_view text) {
    const std::string path = dir_.write(name, text);
    EXPECT_EQ(chown(path.c_str(), 12345, 12345), 0);
    return path;
  }

  void expect_refused(std::vector<std::string> args) {
    const std::string option = args.front();
    args.push_back(server_.url());
    const Finished finished = fetch(std::move(args));
    EXPECT_EQ(finished.exit_code, 2) << option << finished;
    EXPECT_TRUE(contains(finished.err, "belongs to the user 12345"))
        << option << finished;
    EXPECT_TRUE(contains(finished.err, "a folder of your own"))
        << option << finished;
  }

  TestServer server_;
  TempDir dir_;
};

TEST_F(PlantedFiles, X06_NoneIsBelievedThatHoldsOrdersOrSecrets) {
  expect_refused({"--config", planted("config", "header = ['X: 1']\n")});
  expect_refused({"--netrc=" + planted("netrc", "default login a password b")});
  expect_refused({"-H", "@" + planted("headers", "X: 1\n")});
  expect_refused({"-d", "@" + planted("body", "x")});
  expect_refused({"-d", "@" + planted("large", std::string(2'000'000, 'x'))});
  expect_refused({"-b", planted("cookies", "")});
  expect_refused({"--hsts", planted("hsts", "")});
  expect_refused({"--cacert", planted("ca", "-----BEGIN ")});
  expect_refused({"--cert", planted("cert", "-----BEGIN ")});
  EXPECT_TRUE(server_.seen().empty());
}

TEST_F(PlantedFiles, X06_TheDefaultConfigurationIsNotBelievedEither) {
  std::filesystem::create_directories(dir_.path() / "home/gfetch");
  dir_.write("home/gfetch/config.toml", "header = ['X: 1']\n");
  const std::string home = dir_.path() / "home";
  ASSERT_EQ(chown(home.c_str(), 12345, 12345), 0);
  const Finished finished =
      fetch({server_.url()}, {.environment = {"XDG_CONFIG_HOME=" + home}});
  EXPECT_EQ(finished.exit_code, 2) << finished;
  EXPECT_TRUE(contains(finished.err, "belongs to the user")) << finished;
}

TEST_F(PlantedFiles, X06_AListOfUrlsMayBeRead) {
  const std::string list = planted("list", server_.url("/a") + "\n");
  EXPECT_EQ(fetch({"-i", list}).exit_code, 0);
  EXPECT_EQ(gfetch({"compare", "-i", list}).exit_code, 0);
  EXPECT_FALSE(server_.seen("/a").empty());
}

TEST_F(PlantedFiles, X06_NothingIsWrittenIntoAFolderOfAnotherUser) {
  const std::filesystem::path theirs = dir_.path() / "theirs";
  std::filesystem::create_directory(theirs);
  ASSERT_EQ(chown(theirs.c_str(), 12345, 12345), 0);
  for (const char* option : {"-o", "-O"}) {
    const Finished finished =
        fetch({option, theirs / "new", server_.url("/a")});
    EXPECT_EQ(finished.exit_code, 3) << option << finished;
    EXPECT_TRUE(contains(finished.err, "belongs to the user 12345"))
        << option << finished;
  }
  EXPECT_TRUE(std::filesystem::is_empty(theirs));
}

}  // namespace
}  // namespace gfetch::test
