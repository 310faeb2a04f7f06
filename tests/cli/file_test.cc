#include "cli/base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include "tests/support/temp_dir.h"

namespace gfetch {
namespace {

namespace fs = std::filesystem;

class WritePrivateFile : public testing::Test {
 protected:
  const test::TempDir dir_;
  const fs::path path_ = dir_.path() / "file";
};

TEST_F(WritePrivateFile, ReplacesAFileThatOnlyItsOwnerMayRead) {
  dir_.write("file", "a longer old text");
  ASSERT_TRUE(write_private_file(path_, "new"));
  EXPECT_EQ(test::read_file(path_), "new");
  EXPECT_EQ(fs::status(path_).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(WritePrivateFile, KeepsALinkAndReplacesItsTarget) {
  dir_.write("target", "old");
  fs::create_symlink("target", path_);
  ASSERT_TRUE(write_private_file(path_, "new"));
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_EQ(test::read_file(dir_.path() / "target"), "new");
}

TEST_F(WritePrivateFile, WritesIntoAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const int reader = open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_private_file(path_, "new"));
  std::array<char, 16> bytes{};
  EXPECT_EQ(read(reader, bytes.data(), bytes.size()), 3);
  close(reader);
  EXPECT_TRUE(fs::is_fifo(path_));
}

TEST_F(WritePrivateFile, DoesNotWaitForTheReaderOfAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(write_private_file(path_, "new"));
}

TEST_F(WritePrivateFile, SaysWhyItCannotWrite) {
  const Result<void> written = write_private_file(dir_.path(), "new");
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("Is a directory"), std::string::npos);
}

TEST_F(WritePrivateFile, X07_ALinkThatLeadsNowhereStaysALink) {
  const std::string target = dir_.path() / "target";
  std::filesystem::create_symlink(target, path_);
  ASSERT_TRUE(write_private_file(path_, "text"));
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_EQ(*read_file(target), "text");
  // As /dev/stdout is after the output was closed.
  const std::string closed = dir_.path() / "closed";
  std::filesystem::create_symlink("/proc/self/fd/987", closed);
  EXPECT_FALSE(write_private_file(closed, "text"));
  EXPECT_TRUE(std::filesystem::is_symlink(closed));
}

TEST_F(WritePrivateFile, X07_AStateFileIsNeverWaitedFor) {
  EXPECT_EQ(*read_state_file(path_), "") << "there is none yet";
  EXPECT_EQ(*read_state_file("/dev/null"), "");
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(read_state_file(path_));
  unlink(path_.c_str());
  ASSERT_TRUE(write_private_file(path_, "text"));
  EXPECT_EQ(*read_state_file(path_), "text");
}

TEST_F(WritePrivateFile, X06_AStateFileOfAnotherUserInASharedFolderIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  ASSERT_TRUE(write_private_file(path_, "planted"));
  ASSERT_EQ(chmod(dir_.path().c_str(), 01777), 0);
  EXPECT_TRUE(read_state_file(path_));
  ASSERT_EQ(chown(path_.c_str(), 12345, 12345), 0);
  EXPECT_FALSE(read_state_file(path_));
  EXPECT_FALSE(write_private_file(path_, "mine"));
  EXPECT_EQ(test::read_file(path_), "planted");
  const Result<std::string> read = read_file(path_);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("belongs to the user 12345, who may"),
            std::string::npos)
      << read.error().message;
  EXPECT_EQ(*read_list_file(path_), "planted") << "a list of URLs may be read";
  const std::string pipe = dir_.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  ASSERT_EQ(chown(pipe.c_str(), 12345, 12345), 0);
  EXPECT_FALSE(read_file(pipe)) << "it is not waited for";
  ASSERT_EQ(chmod(dir_.path().c_str(), 0700), 0);
  EXPECT_EQ(*read_file(path_), "planted") << "not shared any more";
}

TEST_F(WritePrivateFile, X06_NoFolderOfAnotherUserInASharedFolderIsEntered) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const fs::path theirs = dir_.path() / "theirs";
  fs::create_directory(theirs);
  const std::string file = dir_.write("theirs/file", "planted");
  ASSERT_EQ(chown(theirs.c_str(), 12345, 12345), 0);
  EXPECT_EQ(*read_file(file), "planted") << "the folder is not shared";
  ASSERT_EQ(chmod(dir_.path().c_str(), 01777), 0);
  EXPECT_FALSE(read_file(file));
  EXPECT_FALSE(read_state_file(file));
  EXPECT_FALSE(write_private_file(file, "mine"));
  EXPECT_FALSE(write_private_file(theirs / "new", "mine"));
  EXPECT_EQ(test::read_file(file), "planted");
}

TEST(WriteInTime, X07_AReaderThatIsStuckIsGivenUp) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  EXPECT_TRUE(write_in_time(ends[1], std::string(1000, 'x')));
  EXPECT_FALSE(write_in_time(ends[1], std::string(1'000'000, 'x')));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace gfetch
