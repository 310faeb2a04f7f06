// Every option has an end-to-end test that names it: this test reads the help
// and the tests' own sources, and finds the option nobody thought of.
#include <filesystem>
#include <set>

#include "tests/e2e/e2e.h"
#include "tests/support/pattern.h"
#include "tests/support/temp_dir.h"

namespace gfetch::test {
namespace {

/// The long options that `gfetch --help` offers.
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

TEST(Options, TheShortHelpIsShortAndTheLongOneHasAllOptions) {
  const Finished short_help = gfetch({"-h"});
  const Finished long_help = gfetch({"--help"});
  EXPECT_LT(short_help.out.size(), long_help.out.size());
  EXPECT_EQ(short_help.err, "");
}

}  // namespace
}  // namespace gfetch::test
