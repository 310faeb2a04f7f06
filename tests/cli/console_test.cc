#include "cli/terminal/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

class ConsoleTest : public testing::Test {
 protected:
  ConsoleTest()
      : file_(dir_.path() / "stderr"),
        descriptor_(open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~ConsoleTest() override { close(descriptor_); }

  std::string text() const { return test::read_file(file_); }

  test::TempDir dir_;
  std::filesystem::path file_;
  int descriptor_;
};

TEST_F(ConsoleTest, PutsTheNameBeforeASentence) {
  Console(descriptor_).say("so it is");
  EXPECT_EQ(text(), "gfetch: so it is\n");
}

TEST_F(ConsoleTest, WipesTheBarBeforeAnythingElse) {
  Console console(descriptor_);
  console.draw("[=  ]");
  console.print("line\n");
  console.print("line\n");
  EXPECT_EQ(text(), "\r\x1b[K[=  ]\r\x1b[Kline\nline\n");
}

TEST_F(ConsoleTest, LeavesNoBarBehind) {
  { Console(descriptor_).draw("[=  ]"); }
  EXPECT_EQ(text(), "\r\x1b[K[=  ]\r\x1b[K");
}

TEST_F(ConsoleTest, IsSilentWhereNobodyReads) {
  Console console(-1);
  console.say("lost");
  EXPECT_EQ(console.width(), 80u);
}

}  // namespace
}  // namespace gfetch
