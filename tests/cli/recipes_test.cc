#include "cli/render/recipes.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options/option_table.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

/// Returns the long options in a recipe's command.
std::vector<std::string> options_in(std::string_view command) {
  std::vector<std::string> names;
  std::istringstream words{std::string(command)};
  for (std::string word; words >> word;) {
    if (word.starts_with("--")) names.push_back(word.substr(2));
  }
  return names;
}

TEST(Recipes, NameOptionsThatThereAre) {
  Options options;
  std::set<std::string> known;
  for (const OptionSpec& spec : option_table(options)) {
    known.insert(std::string(spec.name));
    known.insert("no-" + std::string(spec.name));
  }
  for (const Example& recipe : recipes()) {
    for (const std::string& name : options_in(recipe.command)) {
      EXPECT_TRUE(known.contains(name)) << recipe.command;
    }
  }
}

TEST(Recipes, AreTheRowsOfTheReadme) {
  const std::string readme =
      test::read_file(std::string(GFETCH_SOURCE_DIR) + "/README.md");
  for (const Example& recipe : recipes()) {
    std::string row = "| " + std::string(recipe.purpose) + " | `";
    for (const char c : recipe.command) {
      if (c == '|') row += '\\';
      row += c;
    }
    EXPECT_NE(readme.find(row + '`'), readme.npos) << row;
  }
}

}  // namespace
}  // namespace gfetch
