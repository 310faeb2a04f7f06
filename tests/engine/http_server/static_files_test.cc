#include "gfetch/http_server/static_files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "engine/http_server/src/open_beneath.h"
#include "gfetch/http_server/router.h"
#include "tests/engine/http_server/server_fixture.h"
#include "tests/support/temp_dir.h"

namespace gfetch::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class StaticFilesTest : public ServerTest {
 protected:
  StaticFilesTest() {
    dir_.write("secret.txt", "secret");
    dir_.write("root/a.txt", "0123456789");
    dir_.write("root/.hidden", "secret");
    dir_.write("root/.git/config", "secret");
    dir_.write("root/sub/index.html", "<p>index");
    dir_.write("root/empty/b.txt", "b");
    dir_.write("root/big.bin", std::string(100'000, 'x'));
  }

  std::string get(const std::string& path, const std::string& fields = "",
                  const std::string& method = "GET") {
    Router router;
    for (const char* one : {"GET", "POST"}) {
      router.on(one, "/f/{path*}", StaticFiles(dir_.path() / "root"));
    }
    return ask(router, method + " /f/" + path + " HTTP/1.1\r\nHost: a\r\n" +
                           fields + "\r\n");
  }

  std::string field(const std::string& response, const std::string& name) {
    const std::size_t at = response.find("\r\n" + name + ": ");
    if (at == response.npos) return "none";
    const std::size_t begin = at + name.size() + 4;
    return response.substr(begin, response.find("\r\n", begin) - begin);
  }

  test::TempDir dir_;
};

TEST_F(StaticFilesTest, AWholeFile) {
  const std::string all = get("a.txt");
  EXPECT_EQ(status_of(all), 200);
  EXPECT_EQ(body_of(all), "0123456789");
  EXPECT_EQ(field(all, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(field(all, "Content-Length"), "10");
  EXPECT_EQ(field(all, "Accept-Ranges"), "bytes");
  EXPECT_EQ(body_of(get("big.bin")), std::string(100'000, 'x'));
  EXPECT_EQ(body_of(get("a.txt", "", "HEAD")), "");
  EXPECT_EQ(field(get("a.txt", "", "HEAD"), "Content-Length"), "10");
}

TEST_F(StaticFilesTest, FoldersAndTheirIndex) {
  EXPECT_EQ(body_of(get("sub/")), "<p>index");
  const std::string home = get("sub?x=y");
  EXPECT_EQ(status_of(home), 308);
  EXPECT_EQ(field(home, "Location"), "/f/sub/?x=y");
  EXPECT_EQ(status_of(get("empty/")), 404);
  EXPECT_EQ(status_of(get("")), 404);
  EXPECT_EQ(status_of(get("a.txt/")), 404);
}

TEST_F(StaticFilesTest, NothingOutsideTheFolderAndNothingHidden) {
  const auto root = dir_.path() / "root";
  std::filesystem::create_symlink(dir_.path() / "secret.txt", root / "abs");
  std::filesystem::create_symlink("../secret.txt", root / "up");
  std::filesystem::create_symlink("..", root / "sub/parent");
  std::filesystem::create_symlink("../..", root / "sub/above");
  std::filesystem::create_symlink("loop", root / "loop");
  for (const char* path :
       {"../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt",
        "sub/../../secret.txt", "sub/..%2f..%2fsecret.txt", "/etc/passwd",
        "%2fetc%2fpasswd", "abs", "up", "sub/above/secret.txt", "loop",
        ".hidden", "%2ehidden", ".git/config", "a.txt%00", "a.txt%00.html",
        "sub//index.html", "nothing"}) {
    const std::string all = get(path);
    EXPECT_GE(status_of(all), 400) << path;
    EXPECT_THAT(all, Not(HasSubstr("secret"))) << path;
  }
}

TEST_F(StaticFilesTest, ALinkInsideTheFolderIsFollowed) {
  std::filesystem::create_symlink("../a.txt", dir_.path() / "root/sub/link");
  EXPECT_EQ(body_of(get("sub/link")), "0123456789");
}

TEST_F(StaticFilesTest, AKernelWithoutOpenat2FollowsNoLink) {
  const std::string root = dir_.path() / "root";
  std::filesystem::create_symlink("a.txt", root + "/link");
  std::filesystem::create_symlink("sub", root + "/folder");
  const int folder = open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (const char* path : {"a.txt", "sub/index.html", "sub/", "."}) {
    EXPECT_TRUE(server::open_without_links(folder, path).open()) << path;
  }
  for (const char* path : {"link", "folder/index.html", "../secret.txt",
                           "sub/../../secret.txt", "nothing", "a.txt/x"}) {
    EXPECT_FALSE(server::open_without_links(folder, path).open()) << path;
  }
  close(folder);
}

TEST_F(StaticFilesTest, OnlyRegularFiles) {
  ASSERT_EQ(mkfifo((dir_.path() / "root/pipe").c_str(), 0600), 0);
  EXPECT_EQ(status_of(get("pipe")), 404);
}

TEST_F(StaticFilesTest, ARange) {
  const std::string all = get("a.txt", "Range: bytes=2-5\r\n");
  EXPECT_EQ(status_of(all), 206);
  EXPECT_EQ(field(all, "Content-Range"), "bytes 2-5/10");
  EXPECT_EQ(body_of(all), "2345");
  EXPECT_EQ(body_of(get("a.txt", "Range: bytes=-3\r\n")), "789");
  EXPECT_EQ(status_of(get("a.txt", "Range: nonsense\r\n")), 200);
  EXPECT_EQ(status_of(get("a.txt", "Range: bytes=2-5\r\n", "HEAD")), 200);
}

TEST_F(StaticFilesTest, ARangeThatIsNotThere) {
  const std::string all = get("a.txt", "Range: bytes=10-\r\n");
  EXPECT_EQ(status_of(all), 416);
  EXPECT_EQ(field(all, "Content-Range"), "bytes */10");
}

TEST_F(StaticFilesTest, SeveralRanges) {
  const std::string all = get("a.txt", "Range: bytes=0-1,-2\r\n");
  EXPECT_EQ(status_of(all), 206);
  const std::string type = field(all, "Content-Type");
  ASSERT_EQ(type.substr(0, 31), "multipart/byteranges; boundary=");
  const std::string boundary = type.substr(31);
  const std::string part =
      "\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Range: bytes ";
  EXPECT_EQ(body_of(all), "--" + boundary + part + "0-1/10\r\n\r\n01\r\n--" +
                              boundary + part + "8-9/10\r\n\r\n89\r\n--" +
                              boundary + "--\r\n");
  EXPECT_EQ(field(all, "Content-Length"), std::to_string(body_of(all).size()));
}

TEST_F(StaticFilesTest, OnlyIfItHasChanged) {
  const std::string first = get("a.txt");
  const std::string etag = field(first, "ETag");
  const std::string modified = field(first, "Last-Modified");
  const std::string same = get("a.txt", "If-None-Match: " + etag + "\r\n");
  EXPECT_EQ(status_of(same), 304);
  EXPECT_EQ(body_of(same), "");
  EXPECT_EQ(field(same, "ETag"), etag);
  EXPECT_EQ(status_of(get("a.txt", "If-Modified-Since: " + modified + "\r\n")),
            304);
  EXPECT_EQ(status_of(get("a.txt", "If-Match: \"x\"\r\n")), 412);
  EXPECT_EQ(
      status_of(get("a.txt", "If-Range: " + etag + "\r\nRange: bytes=0-0\r\n")),
      206);
  dir_.write("root/a.txt", "changed");
  EXPECT_EQ(body_of(get("a.txt", "If-None-Match: " + etag + "\r\n")),
            "changed");
  EXPECT_EQ(
      body_of(get("a.txt", "If-Range: " + etag + "\r\nRange: bytes=0-0\r\n")),
      "changed");
}

TEST_F(StaticFilesTest, OtherMethods) {
  const std::string all = get("a.txt", "", "POST");
  EXPECT_EQ(status_of(all), 405);
  EXPECT_EQ(field(all, "Allow"), "GET, HEAD");
}

TEST_F(StaticFilesTest, WithoutARouterAllOfThePathCounts) {
  StaticFilesOptions options;
  options.cache_control = "max-age=60";
  const StaticFiles files(dir_.path() / "root", options);
  const std::string all =
      ask(files, "GET /sub/index.html HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(body_of(all), "<p>index");
  EXPECT_EQ(field(all, "Cache-Control"), "max-age=60");
  EXPECT_EQ(status_of(ask(files, "GET //sub HTTP/1.1\r\nHost: a\r\n\r\n")),
            404);
}

TEST_F(StaticFilesTest, NoSuchFolder) {
  EXPECT_THROW(StaticFiles(dir_.path() / "no"), std::system_error);
  EXPECT_THROW(StaticFiles(dir_.path() / "secret.txt"), std::system_error);
}

TEST_F(StaticFilesTest, MediaTypes) {
  EXPECT_EQ(media_type_of("a.HTML"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type_of("a.tar.gz"), "application/gzip");
  EXPECT_EQ(media_type_of("a"), "application/octet-stream");
  EXPECT_EQ(media_type_of("html"), "application/octet-stream");
}

}  // namespace
}  // namespace gfetch::http
