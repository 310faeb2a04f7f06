#include "gfetch/http/upload_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/support/temp_dir.h"

namespace gfetch::http {
namespace {

class UploadFileTest : public testing::Test {
 protected:
  static std::string read(const UploadFile& file, std::uint64_t offset) {
    std::array<char, 4> buffer{};
    const auto count = file.read(offset, buffer);
    if (!count) return "(cannot)";
    return {buffer.data(), *count};
  }

  test::TempDir dir_;
};

TEST_F(UploadFileTest, ReadsFromAnyPlace) {
  const auto file = UploadFile::open(dir_.write("f", "abcdefg"));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ((*file)->size(), 7U);
  EXPECT_EQ(read(**file, 0), "abcd");
  EXPECT_EQ(read(**file, 4), "efg");
  EXPECT_EQ(read(**file, 0), "abcd");
  EXPECT_EQ(read(**file, 7), "");
  EXPECT_EQ(read(**file, 100), "");
}

TEST_F(UploadFileTest, KeepsItsSizeWhenTheFileGrowsAndSaysWhenItShrinks) {
  const auto path = dir_.write("f", "abcdefg");
  const auto file = UploadFile::open(path);
  std::filesystem::resize_file(path, 100);
  EXPECT_EQ(read(**file, 4).size(), 3U);
  std::filesystem::resize_file(path, 3);
  EXPECT_EQ(read(**file, 4), "(cannot)");
}

TEST_F(UploadFileTest, OpensRegularFilesOnly) {
  const auto pipe = dir_.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& path : {pipe, dir_.path(), dir_.path() / "absent"}) {
    const auto file = UploadFile::open(path);
    ASSERT_FALSE(file.ok()) << path;
    EXPECT_EQ(file.error().kind, ErrorKind::kIo);
  }
}

}  // namespace
}  // namespace gfetch::http
