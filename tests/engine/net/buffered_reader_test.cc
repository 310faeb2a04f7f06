#include "gfetch/net/buffered_reader.h"

#include <stdexcept>

#include "gfetch/fiber/timeout.h"
#include "tests/engine/net/socket_fixture.h"

namespace gfetch::net {
namespace {

class BufferedReaderTest : public SocketTest {
 protected:
  /// Sends `bytes`, and then the end of the stream.
  void send(std::string_view bytes) {
    ends_.there.send_all(bytes);
    ends_.there.close();
  }

  Ends ends_ = unix_pair();
  // Small pieces, so that lines and marks fall upon their borders.
  BufferedReader reader_{ends_.here, 4};
};

using Line = std::optional<std::string>;

TEST_F(BufferedReaderTest, LinesEndInOneWayOrTheOther) {
  send("one\r\ntwo\n\n\r\na\rb\nlast");
  for (const char* line : {"one", "two", "", "", "a\rb", "last"}) {
    EXPECT_EQ(reader_.read_line(100), Line(line));
  }
  EXPECT_EQ(reader_.read_line(100), std::nullopt);
  EXPECT_EQ(reader_.read_line(100), std::nullopt);
}

TEST_F(BufferedReaderTest, ALineMayBeAsLongAsItsLimit) {
  send("123456\r\n123456\n123456");
  EXPECT_EQ(reader_.read_line(6), Line("123456"));
  EXPECT_EQ(reader_.read_line(6), Line("123456"));
  EXPECT_EQ(reader_.read_line(6), Line("123456"));
}

TEST_F(BufferedReaderTest, ALongerLineIsRefusedAndNotLost) {
  send("1234567\r\n123456789");
  EXPECT_THROW(reader_.read_line(6), TooLong);
  EXPECT_THROW(reader_.read_line(6), TooLong);
  EXPECT_EQ(reader_.read_line(7), Line("1234567"));
  EXPECT_THROW(reader_.read_line(8), TooLong);
  EXPECT_EQ(reader_.read_line(9), Line("123456789"));
}

TEST_F(BufferedReaderTest, AnEndlessLineIsRefusedBeforeItEnds) {
  ends_.there.send_all(std::string(1000, 'x'));
  EXPECT_THROW(reader_.read_line(100), TooLong);
  EXPECT_LT(reader_.buffered().size(), 120U);
}

TEST_F(BufferedReaderTest, ReadsUpToAMark) {
  send("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n");
  EXPECT_EQ(reader_.read_until("\r\n\r\n", 100),
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(reader_.read_exactly(4), "body");
  EXPECT_EQ(reader_.read_until("\r\n\r\n", 4), "\r\n\r\n");
}

TEST_F(BufferedReaderTest, AMarkBehindTheLimitIsTooFar) {
  send("123456--rest");
  EXPECT_THROW(reader_.read_until("--", 7), TooLong);
  EXPECT_EQ(reader_.read_until("--", 8), "123456--");
  EXPECT_THROW(reader_.read_until("", 8), std::invalid_argument);
}

TEST_F(BufferedReaderTest, AStreamThatEndsTooEarlyIsAFailure) {
  send("123-");
  EXPECT_THROW(reader_.read_until("--", 100), UnexpectedEnd);
  EXPECT_THROW(reader_.read_exactly(5), UnexpectedEnd);
  EXPECT_EQ(reader_.read_exactly(4), "123-");
  EXPECT_EQ(reader_.read_exactly(0), "");
}

TEST_F(BufferedReaderTest, ReadsWhatIsThere) {
  ends_.there.send_all("abcdef");
  EXPECT_EQ(reader_.read_some(2), "ab");
  EXPECT_EQ(reader_.read_some(100), "cd");
  EXPECT_EQ(reader_.read_some(100), "ef");
  EXPECT_EQ(reader_.read_some(0), "");
  ends_.there.close();
  EXPECT_EQ(reader_.read_some(100), "");
}

TEST_F(BufferedReaderTest, ReadsAllWithinALimit) {
  send("123456789");
  EXPECT_THROW(reader_.read_all(8), TooLong);
  EXPECT_EQ(reader_.read_all(9), "123456789");
  EXPECT_EQ(reader_.read_all(9), "");
}

TEST_F(BufferedReaderTest, ATimeoutLosesNothing) {
  ends_.there.send_all("half a li");
  EXPECT_THROW(reader_.read_line(100, 5ms), SocketTimeout);
  ends_.here.timeout(5ms);
  EXPECT_THROW(reader_.read_exactly(50), SocketTimeout);
  ends_.there.send_all("ne\n");
  EXPECT_EQ(reader_.read_line(100), Line("half a line"));
}

TEST_F(BufferedReaderTest, AKillLosesNothing) {
  auto fiber = spawn([&] { reader_.read_line(100); });
  ends_.there.send_all("first ");
  sleep_for(1ms);
  fiber.kill();
  ends_.there.send_all("second\n");
  EXPECT_EQ(reader_.read_line(100), Line("first second"));
}

TEST_F(BufferedReaderTest, TheLimitIsThatOfTheWholeLine) {
  auto dripping = spawn([&] {
    while (true) {
      ends_.there.send_all("x");
      sleep_for(2ms);
    }
  });
  EXPECT_THROW(reader_.read_line(10'000, 20ms), SocketTimeout);
  EXPECT_LT(elapsed_ms(), 1000);
  dripping.kill();
}

TEST_F(BufferedReaderTest, ParsersLookAtTheBuffer) {
  send("abcdefgh");
  EXPECT_EQ(reader_.buffered(), "");
  EXPECT_EQ(reader_.fill(), 4U);
  EXPECT_EQ(reader_.buffered(), "abcd");
  reader_.consume(3);
  EXPECT_EQ(reader_.fill(), 4U);
  EXPECT_EQ(reader_.buffered(), "defgh");
  reader_.consume(100);
  EXPECT_EQ(reader_.fill(), 0U);
  reader_.release();
  EXPECT_EQ(reader_.buffered(), "");
}

TEST_F(BufferedReaderTest, ASecondFiberIsRefused) {
  auto first = spawn([&] { return reader_.read_line(100); });
  yield();
  EXPECT_THROW(reader_.read_line(100), ConcurrentUse);
  reader_.consume(1);
  reader_.release();
  ends_.there.send_all("line\n");
  EXPECT_EQ(first.get(), Line("line"));
}

TEST_F(BufferedReaderTest, ManyLinesOfOneStream) {
  auto sender = spawn([&] {
    std::string lines;
    for (int i = 0; i < 1000; ++i) lines += "0123456789\n";
    for (int i = 0; i < 100; ++i) ends_.there.send_all(lines);
    ends_.there.close();
  });
  BufferedReader reader(ends_.here);
  int count = 0;
  while (auto line = reader.read_line(10)) count += *line == "0123456789";
  EXPECT_EQ(count, 100'000);
}

}  // namespace
}  // namespace gfetch::net
