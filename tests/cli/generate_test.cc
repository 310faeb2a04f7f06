#include "cli/render/generate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/base/version.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

const std::string kSource = GFETCH_SOURCE_DIR;

test::Finished run(std::vector<std::string> args) {
  test::Command command;
  command.args = std::move(args);
  return test::run(std::move(command));
}

class Generated : public testing::Test {
 protected:
  std::string made(Rendering rendering) { return generated(rendering, table_); }

  Options options_;
  std::vector<OptionSpec> table_ = option_table(options_);
};

constexpr const char* kAnew = "run scripts/generate to write it anew";

TEST_F(Generated, ManPageIsTheOneCheckedIn) {
  EXPECT_EQ(test::read_file(kSource + "/man/gfetch.1"), made(Rendering::kMan))
      << kAnew;
}

TEST_F(Generated, BashCompletionIsTheOneCheckedIn) {
  EXPECT_EQ(test::read_file(kSource + "/completions/gfetch.bash"),
            made(Rendering::kBash))
      << kAnew;
}

TEST_F(Generated, ZshCompletionIsTheOneCheckedIn) {
  EXPECT_EQ(test::read_file(kSource + "/completions/_gfetch"),
            made(Rendering::kZsh))
      << kAnew;
}

TEST_F(Generated, FishCompletionIsTheOneCheckedIn) {
  EXPECT_EQ(test::read_file(kSource + "/completions/gfetch.fish"),
            made(Rendering::kFish))
      << kAnew;
}

TEST_F(Generated, ManPageSatisfiesMandoc) {
  if (!test::on_path("mandoc")) GTEST_SKIP() << "there is no mandoc here";
  const test::Finished lint =
      run({"mandoc", "-Tlint", "-Wstyle", kSource + "/man/gfetch.1"});
  EXPECT_EQ(lint.exit_code, 0) << lint;
  EXPECT_EQ(lint.out, "");
}

TEST_F(Generated, ManPageRenders) {
  if (!test::on_path("mandoc")) GTEST_SKIP() << "there is no mandoc here";
  const test::Finished page =
      run({"mandoc", "-Tascii", kSource + "/man/gfetch.1"});
  std::string text;
  for (std::size_t i = 0; i < page.out.size(); ++i) {
    if (i + 1 < page.out.size() && page.out[i + 1] == '\b') {
      ++i;  // overstruck characters: bold or underlined
    } else {
      text += page.out[i];
    }
  }
  for (const OptionSpec& spec : table_) {
    EXPECT_EQ(text.find("--" + std::string(spec.name)) != std::string::npos,
              !spec.hidden)
        << spec.name;
  }
  EXPECT_NE(text.find("EXIT STATUS"), std::string::npos);
}

}  // namespace
}  // namespace gfetch
