#include "gfetch/http_server/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "tests/engine/http_server/server_fixture.h"

namespace gfetch::http {
namespace {

AccessRecord example() {
  AccessRecord record;
  record.host = "127.0.0.1";
  record.request_line = "GET / HTTP/1.1";
  record.time = std::chrono::system_clock::from_time_t(971'186'136);
  record.status = 200;
  record.body_bytes = 5;
  return record;
}

TEST(AccessLog, TheCombinedFormat) {
  AccessRecord record = example();
  EXPECT_EQ(combined_line(record),
            "127.0.0.1 - - [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/1.1\" "
            "200 5 \"-\" \"-\"");
  record.user = "frank";
  record.referer = "http://a/";
  record.user_agent = "b";
  record.body_bytes = 0;
  EXPECT_EQ(combined_line(record),
            "127.0.0.1 - frank [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/1.1\" "
            "200 - \"http://a/\" \"b\"");
}

TEST(AccessLog, NothingOfAClientForgesALine) {
  AccessRecord record = example();
  record.user = "a b\n";
  record.request_line = "GET /\" 200\r\n";
  record.referer = "\x1b[31m\\";
  record.user_agent = "\xc3\xbc\x7f\t";
  const std::string line = combined_line(record);
  EXPECT_NE(line.find(" a\\x20b\\x0a ["), line.npos) << line;
  EXPECT_NE(line.find(R"("GET /\" 200\x0d\x0a")"), line.npos) << line;
  EXPECT_NE(line.find(R"("\x1b[31m\\" "\xc3\xbc\x7f\x09")"), line.npos) << line;
  for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 0x7f);
}

TEST(AccessLog, WritesALineAtATime) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const AccessLog log = combined_log(ends[1]);
  log(example());
  std::array<char, 500> text{};
  const ssize_t got = read(ends[0], text.data(), text.size());
  EXPECT_EQ(std::string(text.data(), static_cast<std::size_t>(got)),
            combined_line(example()) + "\n");
  close(ends[0]);
  close(ends[1]);
}

class AccessLogServerTest : public ServerTest {
 protected:
  std::vector<std::string> lines_of(const HttpHandler& handler,
                                    std::string_view input) {
    std::vector<std::string> lines;
    HttpServerOptions options;
    options.access_log = [&lines](const AccessRecord& record) {
      std::string line = combined_line(record);
      line.erase(line.find('['), line.find(']') + 2 - line.find('['));
      lines.push_back(std::move(line));
    };
    ask(handler, input, options);
    return lines;
  }
};

TEST_F(AccessLogServerTest, KnowsEachRequest) {
  EXPECT_EQ(lines_of(say_hello,
                     "GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: t\r\n"
                     "Authorization: Basic ZnJhbms6c2VjcmV0\r\n\r\n"
                     "HEAD /b HTTP/1.1\r\nHost: h\r\nReferer: r\r\n\r\n"),
            (Story{"unix: - frank \"GET /a HTTP/1.1\" 200 5 \"-\" \"t\"",
                   "unix: - - \"HEAD /b HTTP/1.1\" 200 - \"r\" \"-\""}));
}

TEST_F(AccessLogServerTest, NothingOfTheRequestBeforeIsTold) {
  EXPECT_EQ(lines_of(say_hello,
                     "GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: t\r\n\r\n"
                     "BAD\nrequest\r\n\r\n"),
            (Story{"unix: - - \"GET /a HTTP/1.1\" 200 5 \"-\" \"t\"",
                   "unix: - - \"BAD\" 400 12 \"-\" \"-\""}));
}

TEST_F(AccessLogServerTest, KnowsWhatWasRefusedAndWhatFailed) {
  EXPECT_EQ(lines_of(say_hello, "GET / HTTP/1.1\r\nX : y\r\n\r\n"),
            (Story{"unix: - - \"GET / HTTP/1.1\" 400 12 \"-\" \"-\""}));
  EXPECT_EQ(lines_of([](ServerRequest&,
                        ServerResponse&) { throw std::runtime_error("x"); },
                     "GET / HTTP/1.0\r\n\r\n"),
            (Story{"unix: - - \"GET / HTTP/1.0\" 500 22 \"-\" \"-\""}));
}

}  // namespace
}  // namespace gfetch::http
