// Tests that every option has an end-to-end test: compares the options in the
// help with those in the sources of the tests.
#include <filesystem>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

/// Returns the long options in the output of `gfetch --help`.
std::set<std::string> offered_options() {
  const std::string help = gfetch({"--help"}).out;
  const auto found = all_matches(help, "--[a-z][a-z0-9.-]*[a-z0-9]");
  return {found.begin(), found.end()};
}

std::string all_tests() {
  std::string text;
  for (const auto& file : std::filesystem::directory_iterator(E2E_SOURCES))
    if (file.path().extension() == ".cc" &&
        file.path().filename() != "options_test.cc")
      text += read_file(file.path());
  return text;
}

TEST(Options, HelpOffersManyOfThem) {
  const std::set<std::string> options = offered_options();
  EXPECT_GT(options.size(), 40U);
  for (const char* name : {"--input", "--concurrency", "--max-time"})
    EXPECT_TRUE(options.contains(name)) << name;
}

TEST(Options, EachIsNamedByAnEndToEndTest) {
  const std::string tests = all_tests();
  for (const std::string& option : offered_options())
    EXPECT_TRUE(contains(tests, "\"" + option + "\""))
        << option << " has no end-to-end test";
}

/// Returns the shell code blocks and the tables of a README.
std::vector<std::string> commands_of(const std::string& readme) {
  std::vector<std::string> commands;
  for (std::string cell : all_matches(readme, "`[^`\n]*gfetch [^`\n]*`")) {
    cell = cell.substr(1, cell.size() - 2);
    for (std::size_t bar = 0; (bar = cell.find("\\|")) != cell.npos;)
      cell.erase(bar, 1);
    commands.push_back(std::move(cell));
  }
  return commands;
}

// No command in a README is a usage error.
TEST(Options, TheCommandsOfTheReadmeAreUnderstood) {
  const TempDir dir;
  for (const char* file : {"me.pem", "me.key", "our-ca.pem", "revoked.pem"})
    dir.write(file, "-----BEGIN CERTIFICATE-----\n");
  for (const char* file : {"urls.txt", "jar", "backup.tar", "curl-format.txt",
                           "nightly.toml", "sitemap.xml", ".netrc"})
    dir.write(file, "");
  dir.write("gfetch",
            "#!/bin/sh\nexec " + std::string(kGfetch) + " \"$@\" --dry-run\n");
  std::filesystem::permissions(dir.path() / "gfetch",
                               std::filesystem::perms::owner_all);
  const auto commands = commands_of(read_file(GFETCH_SOURCE_DIR "/README.md"));
  EXPECT_GT(commands.size(), 30U);
  for (const std::string& command : commands) {
    // These commands depend on the machine and on its libcurl.
    if (contains(command, "eth1") || contains(command, "--http3")) continue;
    const Finished finished =
        run({.args = {"sh", "-c",
                      "export HOME=$PWD PATH=$PWD:$PATH TOKEN=t; " + command},
             .directory = dir.path()});
    EXPECT_EQ(finished.exit_code, 0) << command << finished;
  }
}

TEST(Options, TheShortHelpIsShortAndTheLongOneHasAllOptions) {
  const Finished short_help = gfetch({"-h"});
  const Finished long_help = gfetch({"--help"});
  EXPECT_LT(short_help.out.size(), long_help.out.size());
  EXPECT_EQ(short_help.err, "");
}

}  // namespace
}  // namespace gfetch::test
