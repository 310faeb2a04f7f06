#include "gfetch/save/body_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "crawler/save/partial_file.h"
#include "gfetch/save/shared_folder.h"
#include "tests/support/temp_dir.h"

namespace gfetch::save {
namespace {

namespace fs = std::filesystem;

class BodyFolderTest : public testing::Test {
 protected:
  std::unique_ptr<BodyFolder> open() {
    auto folder = BodyFolder::open(path_.string());
    EXPECT_TRUE(folder.ok());
    return folder ? std::move(*folder) : nullptr;
  }

  std::string text(const std::string& name) const {
    return test::read_file(path_ / name);
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  using Names = std::vector<std::string>;

  test::TempDir dir_;
  fs::path path_ = dir_.path() / "a" / "out";
};

TEST_F(BodyFolderTest, NamesABodyWhenItIsWhole) {
  const auto folder = open();
  auto part = folder->begin("x");
  ASSERT_TRUE(part.ok());
  EXPECT_TRUE(part->write("hello ").ok());
  EXPECT_TRUE(part->write("world").ok());
  EXPECT_EQ(names(), Names{"x.part"});
  const auto path = part->finish("x.txt");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(*path, (path_ / "x.txt").string());
  EXPECT_EQ(names(), Names{"x.txt"});
  EXPECT_EQ(text("x.txt"), "hello world");
}

TEST_F(BodyFolderTest, LeavesNothingOfAnUnfinishedBody) {
  const auto folder = open();
  {
    auto part = folder->begin("x");
    EXPECT_TRUE(part->write(std::string(1'000'000, 'x')).ok());
    const PartialFile moved = std::move(*part);
    EXPECT_EQ(names(), Names{"x.part"});
  }
  EXPECT_EQ(names(), Names{});
}

TEST_F(BodyFolderTest, WritesBytesInTheirOrderWhateverTheirSizes) {
  const auto folder = open();
  auto part = folder->begin("x");
  std::string all;
  for (int i = 0; i < 60; ++i) {
    const std::string piece(static_cast<std::size_t>(i * i * 37),
                            static_cast<char>('a' + i % 26));
    all += piece;
    EXPECT_TRUE(part->write(piece).ok());
  }
  EXPECT_TRUE(part->finish("x").ok());
  EXPECT_EQ(text("x"), all);
}

TEST_F(BodyFolderTest, PutsAFinishedBodyInPlaceOfAnOldOne) {
  const auto folder = open();
  dir_.write("a/out/x", "old and longer");
  dir_.write("a/out/x.part", "left over from before");
  auto part = folder->begin("x");
  EXPECT_TRUE(part->write("new").ok());
  EXPECT_TRUE(part->finish("x").ok());
  EXPECT_EQ(text("x"), "new");
  EXPECT_EQ(names(), Names{"x"});
}

TEST_F(BodyFolderTest, TwoBodiesOfOneNameDoNotMix) {
  const auto folder = open();
  const auto other = open();  // an open file, as of another process
  auto one = folder->begin("x");
  auto two = folder->begin("x");
  auto three = other->begin("x");
  EXPECT_EQ(names(), (Names{"x.2.part", "x.3.part", "x.part"}));
  EXPECT_TRUE(one->write("one").ok());
  EXPECT_TRUE(two->write("two").ok());
  EXPECT_TRUE(two->finish("x").ok());
  EXPECT_EQ(text("x"), "two");
  EXPECT_TRUE(one->finish("x").ok());
  EXPECT_EQ(text("x"), "one");
}

TEST_F(BodyFolderTest, T05_FollowsNoLink) {
  const auto folder = open();
  const fs::path victim = dir_.write("victim", "precious");
  fs::create_symlink(victim, path_ / "x.part");
  fs::create_hard_link(victim, path_ / "x.2.part");
  ASSERT_EQ(mkfifo((path_ / "x.3.part").c_str(), 0600), 0);
  fs::create_directory(path_ / "x.4.part");
  fs::create_symlink(victim, path_ / "x");
  auto part = folder->begin("x");
  ASSERT_TRUE(part.ok());
  EXPECT_TRUE(part->write("evil").ok());
  EXPECT_TRUE(part->finish("x").ok());
  EXPECT_EQ(test::read_file(victim), "precious");
  EXPECT_FALSE(fs::is_symlink(path_ / "x"));
  EXPECT_EQ(text("x"), "evil");
}

TEST_F(BodyFolderTest, ADirectoryDoesNotGiveWay) {
  const auto folder = open();
  fs::create_directories(path_ / "x" / "y");
  auto part = folder->begin("x");
  EXPECT_FALSE(part->finish("x").ok());
  EXPECT_FALSE(folder->failure().has_value()) << "it concerns one name";
}

TEST_F(BodyFolderTest, CannotBeOpenedWhereAFileStands) {
  const auto file = dir_.write("file", "");
  const auto folder = BodyFolder::open(file.string());
  ASSERT_FALSE(folder.ok());
  EXPECT_NE(folder.error().message.find("Not a directory"), std::string::npos)
      << folder.error().message;
}

TEST_F(BodyFolderTest, GoesOnWithWhatWasRemembered) {
  const auto folder = open();
  {
    auto part = folder->begin("x");
    EXPECT_TRUE(part->remember({"\"v\"", 11}).ok());
    EXPECT_TRUE(part->write("hello wor").ok());
    EXPECT_FALSE(folder->resume("x").has_value()) << "it is under way";
  }
  EXPECT_EQ(names(), (Names{"x.part", "x.part.from"}));
  auto part = folder->resume("x");
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->origin(), (PartOrigin{"\"v\"", 11}));
  EXPECT_EQ(part->size(), 9U);
  EXPECT_TRUE(part->cut(6).ok());
  std::string back;
  EXPECT_TRUE(part->read_back([&back](std::string_view bytes) {
                    back += bytes;
                    return Result<void>();
                  })
                  .ok());
  EXPECT_EQ(back, "hello ");
  EXPECT_TRUE(part->write("world").ok());
  EXPECT_TRUE(part->finish("x").ok());
  EXPECT_EQ(text("x"), "hello world");
  EXPECT_EQ(names(), Names{"x"});
}

TEST_F(BodyFolderTest, ForgetsWhatIsBegunAnew) {
  const auto folder = open();
  const auto leave = [&](bool restarts) {
    auto part = folder->begin("x");
    EXPECT_TRUE(part->remember({"\"v\"", {}}).ok());
    EXPECT_TRUE(part->write("old").ok());
    if (restarts) {
      EXPECT_TRUE(part->cut(0).ok());
    }
  };
  leave(true);
  EXPECT_EQ(names(), Names{});
  leave(false);
  EXPECT_EQ(folder->begin("x")->size(), 0U);
  EXPECT_FALSE(folder->resume("x").has_value());
  EXPECT_EQ(names(), Names{});
}

/// Makes `path` a file or folder of another user.
void give_away(const fs::path& path) {
  constexpr uid_t kOther = 12345;
  ASSERT_EQ(chown(path.c_str(), kOther, kOther), 0);
}

TEST_F(BodyFolderTest, X06_LeavesFilesOfOtherUsersAlone) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const auto folder = open();
  dir_.write("a/out/x.part", "theirs");
  give_away(path_ / "x.part");
  dir_.write("a/out/x.txt", "theirs, too");
  give_away(path_ / "x.txt");
  auto part = folder->begin("x");
  ASSERT_TRUE(part.ok());
  EXPECT_TRUE(part->write("mine").ok());
  EXPECT_EQ(text("x.part"), "theirs");
  EXPECT_FALSE(folder->begin("x")->finish("x.txt").ok());
  const auto path = part->finish("x.txt", "x-2.txt");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(text("x.txt"), "theirs, too");
  EXPECT_EQ(text("x-2.txt"), "mine");
  EXPECT_FALSE(folder->failure()) << "other bodies can be saved";
}

TEST_F(BodyFolderTest, X06_EntersNoFolderOfOtherUsers) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const auto folder = open();
  fs::create_directory(path_ / "theirs");
  give_away(path_ / "theirs");
  auto part = folder->begin("x");
  EXPECT_TRUE(part->write("mine").ok());
  ASSERT_TRUE(part->finish("theirs/x", "theirs-x").ok());
  EXPECT_EQ(text("theirs-x"), "mine");
  EXPECT_TRUE(fs::is_empty(path_ / "theirs"));
}

TEST_F(BodyFolderTest, X06_BelievesNoPartOfOtherUsers) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const auto folder = open();
  {
    auto part = folder->begin("x");
    ASSERT_TRUE(part->remember({"\"v\"", 11}).ok());
    EXPECT_TRUE(part->write("planted").ok());
  }
  ASSERT_TRUE(folder->resume("x")) << "one's own";
  give_away(path_ / "x.part.from");
  EXPECT_FALSE(folder->resume("x"));
  give_away(path_ / "x.part");
  EXPECT_FALSE(folder->resume("x"));
}

TEST(SharedFolder, X06_KnowsWhatOthersMayHavePlanted) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  test::TempDir dir;
  const fs::path shared = dir.path() / "shared";
  fs::create_directory(shared);
  const auto make = [&](const char* name) {
    return dir.write("shared/" + std::string(name), "x").string();
  };
  const std::string own = make("own");
  const std::string other = make("other");
  give_away(other);
  EXPECT_FALSE(planted_by_other(other)) << "the folder is not shared";
  ASSERT_EQ(chmod(shared.c_str(), 01777), 0);
  EXPECT_FALSE(planted_by_other(own));
  EXPECT_TRUE(planted_by_other(other));
  EXPECT_FALSE(planted_by_other((shared / "absent").string()));
  const fs::path link = shared / "link";
  fs::create_symlink(own, link);
  EXPECT_FALSE(planted_by_other(link));
  ASSERT_EQ(lchown(link.c_str(), 12345, 12345), 0);
  EXPECT_TRUE(planted_by_other(link));
  EXPECT_TRUE(planted_by_other(link.string() + "/"));
  EXPECT_FALSE(BodyFolder::open(link.string()).ok());
}

class SharedFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    fs::create_directory(shared_);
    ASSERT_EQ(chmod(shared_.c_str(), 01777), 0);
  }

  fs::path theirs(const std::string& name) {
    const fs::path folder = shared_ / name;
    fs::create_directory(folder);
    give_away(folder);
    return folder;
  }

  test::TempDir dir_;
  const fs::path shared_ = dir_.path() / "shared";
};

TEST_F(SharedFolderTest, X06_AFolderOfAnotherUserOnTheWayIsNotEntered) {
  const fs::path folder = theirs("theirs");
  dir_.write("shared/theirs/own", "x");
  const auto planted = planted_by_other(folder / "own");
  ASSERT_TRUE(planted);
  EXPECT_EQ(planted->path, folder.string());
  EXPECT_EQ(planted->owner, 12345U);
  EXPECT_TRUE(planted_by_other(folder / "deep/absent"));
  EXPECT_FALSE(BodyFolder::open(folder / "new/out").ok());
  EXPECT_FALSE(fs::exists(folder / "new"));
}

TEST_F(SharedFolderTest, X06_ALinkOfAnotherUserOnTheWayIsNotFollowed) {
  const fs::path precious = dir_.path() / "precious";
  fs::create_directory(precious);
  const fs::path link = shared_ / "link";
  fs::create_directory_symlink(precious, link);
  EXPECT_FALSE(planted_by_other(link / "x")) << "the user's own";
  ASSERT_EQ(lchown(link.c_str(), 12345, 12345), 0);
  EXPECT_TRUE(planted_by_other(link / "x"));
  EXPECT_FALSE(BodyFolder::open(link / "out").ok());
  EXPECT_TRUE(fs::is_empty(precious));
}

TEST_F(SharedFolderTest, X06_TheTargetOfOnesOwnLinkIsFollowedPartByPart) {
  const fs::path folder = theirs("theirs");
  const fs::path link = dir_.path() / "link";
  fs::create_directory_symlink("shared/./theirs", link);
  EXPECT_TRUE(planted_by_other(link));
  EXPECT_TRUE(planted_by_other(link / "file"));
  fs::create_directory_symlink(link, shared_ / "to-link");
  EXPECT_TRUE(planted_by_other(shared_ / "to-link/file"));
  EXPECT_TRUE(planted_by_other(shared_ / "theirs/../own"));
}

TEST_F(SharedFolderTest, X06_AFolderThatAllMayWriteToIsSharedWithoutASticky) {
  theirs("theirs");
  ASSERT_EQ(chmod(shared_.c_str(), 0777), 0);
  EXPECT_TRUE(planted_by_other(shared_ / "theirs/file"));
  ASSERT_EQ(chmod(shared_.c_str(), 0775), 0);
  EXPECT_FALSE(planted_by_other(shared_ / "theirs/file"));
}

TEST_F(SharedFolderTest, X06_ARelativePathBeginsInTheWorkingFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(theirs("theirs"));
  const bool planted = planted_by_other("file").has_value();
  fs::current_path(before);
  EXPECT_TRUE(planted);
}

TEST_F(SharedFolderTest, X06_TheOpenFileMustBeTheOneThatIsNamed) {
  const std::string own = dir_.write("shared/own", "x");
  const std::string other = dir_.write("shared/other", "x");
  give_away(other);
  const int descriptor = ::open(other.c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_TRUE(planted_by_other(own, descriptor));
  close(descriptor);
}

TEST_F(SharedFolderTest, X06_LinksInACircleAreNoPlace) {
  fs::create_symlink("two", shared_ / "one");
  fs::create_symlink("one", shared_ / "two");
  EXPECT_FALSE(planted_by_other(shared_ / "one"));
  EXPECT_FALSE(BodyFolder::open(shared_ / "one").ok());
}

TEST_F(SharedFolderTest, FollowsTheLinksOfTheProcess) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const std::string name = "/dev/fd/" + std::to_string(ends[0]);
  EXPECT_FALSE(planted_by_other(name));
  EXPECT_FALSE(planted_by_other(name, ends[0]));
  close(ends[0]);
  close(ends[1]);
}

TEST_F(BodyFolderTest, ResumesNoOtherFiles) {
  const auto folder = open();
  dir_.write("a/out/alone.part", "text");
  dir_.write("a/out/noise.part", "text");
  dir_.write("a/out/noise.part.from", "noise");
  dir_.write("a/out/empty.part", "");
  dir_.write("a/out/empty.part.from", "validator \"v\"\n");
  const fs::path victim = dir_.write("victim", "precious");
  fs::create_symlink(victim, path_ / "link.part");
  dir_.write("a/out/link.part.from", "validator \"v\"\n");
  fs::create_symlink(path_ / "empty.part.from", path_ / "alone.part.from");
  for (const char* name : {"none", "alone", "noise", "empty", "link"}) {
    EXPECT_FALSE(folder->resume(name).has_value()) << name;
  }
}

TEST_F(BodyFolderTest, T61_SaysWhenTheDiskIsFull) {
  const auto folder = open();
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit usual{};
  getrlimit(RLIMIT_FSIZE, &usual);
  const rlimit small{100'000, usual.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  {
    auto part = folder->begin("x");
    EXPECT_TRUE(part->write(std::string(90'000, 'x')).ok());
    const auto written = part->write(std::string(90'000, 'x'));
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::kIo);
  }
  setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, before);
  ASSERT_TRUE(folder->failure().has_value());
  EXPECT_NE(folder->failure()->message.find("x.part: File too large"),
            std::string::npos)
      << folder->failure()->message;
  EXPECT_EQ(names(), Names{});
}

TEST_F(BodyFolderTest, ALackOfDescriptorsIsNoFailure) {
  const auto folder = open();
  rlimit usual{};
  getrlimit(RLIMIT_NOFILE, &usual);
  const rlimit none{0, usual.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const auto part = folder->begin("x");
  setrlimit(RLIMIT_NOFILE, &usual);
  ASSERT_FALSE(part.ok());
  EXPECT_EQ(part.error().kind, ErrorKind::kIo);
  EXPECT_FALSE(folder->failure().has_value());
}

TEST_F(BodyFolderTest, MakesTheSubfoldersOfAName) {
  const auto folder = open();
  for (const char* const name : {"h/a/b.html", "h/a/c.html"}) {
    auto part = folder->begin("x");
    ASSERT_TRUE(part.ok());
    EXPECT_TRUE(part->write(name).ok());
    const auto path = part->finish(name);
    ASSERT_TRUE(path.ok()) << path.error().message;
    EXPECT_EQ(*path, (path_ / name).string());
  }
  EXPECT_EQ(text("h/a/b.html"), "h/a/b.html");
  EXPECT_EQ(text("h/a/c.html"), "h/a/c.html");
  EXPECT_EQ(names(), Names{"h"});
}

TEST_F(BodyFolderTest, EntersNoLinkOnTheWayToASubfolder) {
  const auto folder = open();
  fs::create_directory(dir_.path() / "elsewhere");
  fs::create_directory_symlink(dir_.path() / "elsewhere", path_ / "h");
  auto part = folder->begin("x");
  ASSERT_TRUE(part.ok());
  const auto path = part->finish("h/b.html", "b-1.html");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(*path, (path_ / "b-1.html").string());
  EXPECT_TRUE(fs::is_empty(dir_.path() / "elsewhere"));
  auto other = folder->begin("x");
  EXPECT_FALSE(other->finish("h/b.html").ok());
  EXPECT_FALSE(folder->failure()) << "it concerns one name";
  EXPECT_TRUE(fs::is_empty(dir_.path() / "elsewhere"));
}

TEST_F(BodyFolderTest, GivesWayToAFolderAndToAFileWhereAFolderShouldBe) {
  const auto folder = open();
  fs::create_directories(path_ / "h" / "a");
  auto file = folder->begin("x");
  EXPECT_EQ(*file->finish("h/a", "a-1"), (path_ / "a-1").string());
  auto part = folder->begin("x");
  EXPECT_EQ(*part->finish("a-1/b", "b-1"), (path_ / "b-1").string());
  EXPECT_EQ(names(), (Names{"a-1", "b-1", "h"}));
  EXPECT_FALSE(folder->failure());
}

TEST_F(BodyFolderTest, ReplacesALinkThatHasTheNameOfAPage) {
  const auto folder = open();
  const fs::path target = dir_.write("target", "mine");
  fs::create_directory(path_ / "h");
  fs::create_symlink(target, path_ / "h" / "a.html");
  auto part = folder->begin("x");
  EXPECT_TRUE(part->write("page").ok());
  EXPECT_TRUE(part->finish("h/a.html").ok());
  EXPECT_EQ(text("h/a.html"), "page");
  EXPECT_FALSE(fs::is_symlink(path_ / "h" / "a.html"));
  EXPECT_EQ(test::read_file(target), "mine");
}

}  // namespace
}  // namespace gfetch::save
