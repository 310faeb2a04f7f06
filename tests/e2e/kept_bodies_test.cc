// Tests of the record fields about bodies: hash, text, title, encoding.
#include "tests/e2e/e2e.h"
#include "tests/support/coding.h"
#include "tests/support/nginx.h"

namespace gfetch::test {
namespace {

class KeptBodies : public testing::Test {
 protected:
  /// Serves `body` with the Content-Type `type`, fetches it and returns the
  /// record.
  Json record_of(const std::string& type, const std::string& body,
                 std::vector<std::string> args = {}) {
    server_.on("/body", replies(200, body, {{"Content-Type", type}}));
    args.push_back(server_.url("/body"));
    return only_record(fetch(std::move(args)));
  }

  TestServer server_;
};

TEST_F(KeptBodies, HashIsThatOfTheDecodedBody) {
  if (!Nginx::available()) GTEST_SKIP() << "no nginx";
  const Nginx nginx;
  // The SHA-256 hash of 1024 times `x`, computed by sha256sum.
  EXPECT_EQ(only_record(fetch({"--hash", "sha256", nginx.url("/1k")}))["sha256"]
                .text(),
            "49abd65bbf7f7e40c7055093ed2e3fd75f2f602f2c5fcf955c213e3135eb03f7");
  const Json plain = only_record(
      fetch({"--hash", "sha256", "--no-compressed", nginx.url("/gzip/text")}));
  const Json packed =
      only_record(fetch({"--hash", "sha256", nginx.url("/gzip/text")}));
  EXPECT_LT(packed["wire_bytes"].number(), plain["wire_bytes"].number());
  EXPECT_EQ(packed["sha256"].text(), plain["sha256"].text());
}

TEST_F(KeptBodies, BodyIsTextOrBase64) {
  const Json text =
      record_of("text/plain; charset=latin1", "caf\xE9\n", {"--body"});
  EXPECT_EQ(text["body"].text(), "caf\u00e9\n") << text;
  EXPECT_FALSE(text["body_base64"].exists());
  const Json picture = record_of("image/png", "\x89PNG", {"--body"});
  EXPECT_EQ(picture["body_base64"].text(), "iVBORw==") << picture;
  EXPECT_FALSE(picture["body"].exists());
  EXPECT_FALSE(record_of("text/plain", "x")["body"].exists());
}

TEST_F(KeptBodies, BodyIsBoundedByTheCap) {
  const Json record = record_of("text/plain", std::string(100'000, 'x'),
                                {"--body", "--max-filesize", "50k"});
  EXPECT_EQ(record["error_kind"].text(), "body_too_large");
  EXPECT_FALSE(record["body"].exists());
}

TEST_F(KeptBodies, BodyAndHashWantRecordsThatShowThem) {
  EXPECT_EQ(gfetch({"--body", server_.url()}).exit_code, 2);
  EXPECT_EQ(gfetch({"--hash", "sha256", server_.url()}).exit_code, 2);
  EXPECT_EQ(fetch({"--hash", "md5", server_.url()}).exit_code, 2);
  EXPECT_TRUE(server_.seen().empty());
  server_.on("/*", replies(200, "abc", {{"Content-Type", "text/plain"}}));
  EXPECT_EQ(gfetch({"-q", "--body", "-w", "<%{body}>", server_.url()}).out,
            "<abc>");
}

TEST_F(KeptBodies, TitleAndCharsetAreThoseOfThePage) {
  const std::string page =
      "<!doctype html><meta charset=windows-1251><!-- <title>no</title> -->"
      "<title>\n \xCF\xF0\xE8 &amp; co </title>";
  const Json record = record_of("text/html", page);
  EXPECT_EQ(record["title"].text(), "\u041f\u0440\u0438 & co") << record;
  EXPECT_EQ(record["charset"].text(), "windows-1251");
  EXPECT_FALSE(record_of("image/png", page)["title"].exists());
  EXPECT_EQ(record_of("text/plain; charset=UTF8", "x")["charset"].text(),
            "UTF-8");
}

TEST_F(KeptBodies, T40_PagesThatAreNoneDoNoHarm) {
  std::string noise;
  for (int i = 0; i < 2'000'000; ++i)
    noise += static_cast<char>((i * 7919 + i / 251) & 0xFF);
  const Json binary = record_of("text/html", noise);
  EXPECT_TRUE(binary["ok"].truth()) << binary;
  std::string wide("\xFF\xFE", 2);
  for (const char c : std::string("<title>wide</title>"))
    wide += std::string{c, '\0'};
  EXPECT_EQ(record_of("text/html", wide)["title"].text(), "wide");
  EXPECT_EQ(record_of("text/html; charset=klingon", "<title>k</title>")["title"]
                .text(),
            "k");
}

TEST_F(KeptBodies, T01_ATitleCannotSteerATerminal) {
  server_.on("/", replies(200, "<title>\x1b]0;x\x07\u009b2J\u202e</title>",
                          {{"Content-Type", "text/html; charset=utf-8"}}));
  const Finished finished =
      gfetch({"-q", "-w", "%{title}\\n", server_.url("/")});
  EXPECT_EQ(finished.out.find_first_of("\x1b\x07"), std::string::npos);
  EXPECT_FALSE(contains(finished.out, "\u009b")) << finished;
  EXPECT_FALSE(contains(finished.out, "\u202e")) << finished;
}

}  // namespace
}  // namespace gfetch::test
