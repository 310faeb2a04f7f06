#include "cli/render/help.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace gfetch {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

class Help : public testing::Test {
 protected:
  Options options_;
  std::vector<OptionSpec> table_ = option_table(options_);
};

TEST_F(Help, FitsATerminal) {
  for (const std::string& help : {short_help(table_), full_help(table_)}) {
    for (const std::string& line : lines_of(help)) {
      EXPECT_LE(line.size(), 80u) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST_F(Help, NamesEveryOptionThatIsNotHidden) {
  for (const std::string& help : {short_help(table_), full_help(table_)}) {
    for (const OptionSpec& spec : table_) {
      EXPECT_EQ(help.find(heading_of(spec)) != std::string::npos, !spec.hidden)
          << spec.name;
    }
  }
}

TEST_F(Help, TellsDefaultsAndVariables) {
  const std::string brief = short_help(table_);
  EXPECT_NE(brief.find("at the same time. [64]"), std::string::npos);
  const std::string full = full_help(table_);
  EXPECT_NE(full.find("Default: 64. Also GFETCH_CONCURRENCY."),
            std::string::npos);
  EXPECT_EQ(full.find("GFETCH_HELP"), std::string::npos);
}

TEST_F(Help, LeadsWithTheUsage) {
  const std::vector<std::string> lines = lines_of(short_help(table_));
  ASSERT_GT(lines.size(), 6u);
  EXPECT_EQ(lines[0], "Usage: gfetch [fetch] [OPTIONS] [URL...]");
  EXPECT_EQ(lines[1], "       gfetch crawl [OPTIONS] URL...");
  EXPECT_EQ(lines[2], "       gfetch check [OPTIONS] URL...");
  EXPECT_EQ(lines[3], "       gfetch compare [OPTIONS] [URL...]");
}

TEST_F(Help, ShowsTheOppositeInTheHeading) {
  const auto summary =
      std::find_if(table_.begin(), table_.end(),
                   [](const auto& spec) { return spec.name == "summary"; });
  ASSERT_NE(summary, table_.end());
  EXPECT_EQ(heading_of(*summary), "--[no-]summary");
}

}  // namespace
}  // namespace gfetch
