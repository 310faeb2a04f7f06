#include "gfetch/report/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gfetch/fiber/event.h"
#include "gfetch/fiber/fiber.h"
#include "gfetch/fiber/hub.h"
#include "tests/crawler/report/sample_visit.h"
#include "tests/support/temp_dir.h"

namespace gfetch::report {
namespace {

using namespace std::chrono_literals;

OutputOptions untimed() {
  return {.delay = {}, .on_failure = {}};
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Both ends of a pipe or of a socket pair, closed by the destructor.
struct Ends {
  Ends(int reading, int writing) : reader(reading), writer(writing) {}
  Ends(Ends&& other) noexcept
      : reader(std::exchange(other.reader, -1)),
        writer(std::exchange(other.writer, -1)) {}
  Ends& operator=(Ends&&) = delete;
  ~Ends() {
    close_reader();
    if (writer >= 0) close(writer);
  }
  void close_reader() {
    if (reader >= 0) close(std::exchange(reader, -1));
  }
  /// Reads all bytes that are available without waiting.
  std::string read_now() const {
    std::string text;
    std::array<char, 4096> block;
    const int flags = fcntl(reader, F_GETFL);
    fcntl(reader, F_SETFL, flags | O_NONBLOCK);
    for (ssize_t got; (got = read(reader, block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<std::size_t>(got));
    }
    fcntl(reader, F_SETFL, flags);
    return text;
  }

  int reader;
  int writer;
};

Ends pipe_ends() {
  std::array<int, 2> ends{-1, -1};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  return {ends[0], ends[1]};
}

Ends socket_ends() {
  std::array<int, 2> ends{-1, -1};
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {ends[0], ends[1]};
}

Ends terminal_ends() {
  const int reader = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  EXPECT_EQ(grantpt(reader), 0);
  EXPECT_EQ(unlockpt(reader), 0);
  return {reader, open(ptsname(reader), O_RDWR | O_NOCTTY | O_CLOEXEC)};
}

std::unique_ptr<OutputStream> stream_on(int descriptor,
                                        OutputOptions options = {}) {
  return std::make_unique<OutputStream>(descriptor, "the output",
                                        OutputStream::Ownership::kBorrowed,
                                        std::move(options));
}

/// Returns `count` numbered lines of `length` bytes.
std::string numbered_lines(int count, std::size_t length) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    std::string line = std::to_string(i) + " ";
    line.resize(length - 1, 'x');
    text += line + "\n";
  }
  return text;
}

class Output : public testing::Test {
 protected:
  Output() {
    std::signal(SIGPIPE, SIG_IGN);
    std::string name = testing::TempDir() + "gfetch-output-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~Output() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const {
    return folder_ + "/" + name;
  }

 private:
  std::string folder_;
};

TEST_F(Output, KnowsItsKinds) {
  const Ends pipe = pipe_ends();
  EXPECT_EQ(output_kind(pipe.writer), OutputKind::kPipe);
  const Ends socket = socket_ends();
  EXPECT_EQ(output_kind(socket.writer), OutputKind::kSocket);
  const Ends terminal = terminal_ends();
  EXPECT_EQ(output_kind(terminal.writer), OutputKind::kTerminal);
  const Ends null{-1, open("/dev/null", O_WRONLY | O_CLOEXEC)};
  EXPECT_EQ(output_kind(null.writer), OutputKind::kFile);
}

TEST_F(Output, ToAFileNeedsNoHub) {
  auto output = open_output(path("out"), untimed());
  ASSERT_TRUE(output);
  EXPECT_TRUE((*output)->write("one\n"));
  EXPECT_EQ(contents(path("out")), "");
  EXPECT_TRUE((*output)->write("two\n"));
  EXPECT_TRUE((*output)->finish());
  EXPECT_EQ(contents(path("out")), "one\ntwo\n");
}

TEST_F(Output, WritesFullBlocksOfWholeRecords) {
  auto output = open_output(path("out"), untimed()).value();
  const std::string line = numbered_lines(1, 1000);
  for (int i = 0; i < 65; ++i) ASSERT_TRUE(output->write(line));
  EXPECT_EQ(contents(path("out")), "");
  ASSERT_TRUE(output->write(line));
  EXPECT_EQ(contents(path("out")).size(), 66'000u);
}

TEST_F(Output, OpeningEmptiesWhatWasThere) {
  std::ofstream(path("out")) << "old";
  ASSERT_TRUE(open_output(path("out"), untimed()).value()->finish());
  EXPECT_EQ(contents(path("out")), "");
}

TEST_F(Output, RefusesAFolderAndWhatIsNotThere) {
  const auto folder = open_output(path(""), untimed());
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error().message.find("directory"), std::string::npos);
  const auto lost = open_output(path("no/out"), untimed());
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().cause, save::WriteError::Cause::kFailed);
  EXPECT_EQ(lost.error().message,
            "cannot write " + path("no/out") + ": No such file or directory");
}

TEST_F(Output, T61SaysThatTheDiskIsFullEverAfter) {
  std::vector<std::string> told;
  auto output = open_output(
      "/dev/full",
      {.delay = {}, .on_failure = [&told](const save::WriteError& error) {
         told.push_back(error.message);
       }});
  ASSERT_TRUE(output);
  EXPECT_TRUE((*output)->write("one\n"));
  const auto flushed = (*output)->flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().cause, save::WriteError::Cause::kFailed);
  EXPECT_EQ(flushed.error().message,
            "cannot write /dev/full: No space left on device");
  EXPECT_FALSE((*output)->write("two\n"));
  EXPECT_FALSE((*output)->finish());
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(Output, T61GoesOnWithTheTailOfAShortWrite) {
  // The file size limit cuts the first write within a record, and makes the
  // next write fail.
  std::signal(SIGXFSZ, SIG_IGN);
  auto output = open_output(path("out"), untimed()).value();
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 10;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_TRUE(output->write("0123456\n89abcd\n"));
  const auto flushed = output->flush();
  setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().message,
            "cannot write " + path("out") + ": File too large");
  EXPECT_EQ(contents(path("out")), "0123456\n89");
}

TEST_F(Output, T61TellsOfADescriptorThatIsNotOpen) {
  const auto output = stream_on(-1, untimed());
  EXPECT_TRUE(output->write("one\n"));
  EXPECT_EQ(output->flush().error().message,
            "cannot write the output: Bad file descriptor");
}

TEST_F(Output, T62TellsAGoneReaderFromAFailure) {
  for (const auto& make_ends : {pipe_ends, socket_ends}) {
    Ends ends = make_ends();
    ends.close_reader();
    const auto output = stream_on(ends.writer, untimed());
    EXPECT_TRUE(output->write("one\n"));
    const auto flushed = output->flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().cause, save::WriteError::Cause::kReaderGone);
  }
}

TEST_F(Output, ReachesATerminalAtOnce) {
  Hub hub;
  const Ends terminal = terminal_ends();
  const auto output = stream_on(terminal.writer);
  ASSERT_TRUE(output->write("one\n"));
  EXPECT_EQ(terminal.read_now(), "one\r\n");
}

TEST_F(Output, ReachesAPipeAfterItsDelay) {
  Hub hub({.clock = ClockKind::kVirtual});
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  ASSERT_TRUE(output->write("one\n"));
  sleep_for(60ms);
  ASSERT_TRUE(output->write("two\n"));
  sleep_for(39ms);
  EXPECT_EQ(pipe.read_now(), "");
  sleep_for(2ms);
  EXPECT_EQ(pipe.read_now(), "one\ntwo\n");
  ASSERT_TRUE(output->write("three\n"));
  sleep_for(101ms);
  EXPECT_EQ(pipe.read_now(), "three\n");
}

TEST_F(Output, TellsOfAFailureWithoutAnotherWrite) {
  Hub hub({.clock = ClockKind::kVirtual});
  Event failed;
  const auto output =
      open_output(
          "/dev/full",
          {.on_failure = [&failed](const save::WriteError&) { failed.set(); }})
          .value();
  ASSERT_TRUE(output->write("one\n"));
  EXPECT_TRUE(failed.wait(1s));
}

TEST_F(Output, LeavesASharedDescriptorBlocking) {
  Hub hub;
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  ASSERT_TRUE(output->write("one\n"));
  ASSERT_TRUE(output->finish());
  EXPECT_EQ(fcntl(pipe.writer, F_GETFL) & O_NONBLOCK, 0);
}

// Checks that a reader that does not read blocks only the fibers that write to
// it, and finally receives every byte in order.
void expect_a_slow_reader_to_stall_nobody_else(const Ends& ends) {
  Hub hub;
  const auto output = stream_on(ends.writer);
  // More than the pipe and the buffer can hold.
  const std::string text = numbered_lines(4096, 128);
  auto writer = spawn([&] {
    for (std::size_t at = 0; at < text.size(); at += 128) {
      ASSERT_TRUE(output->write(std::string_view(text).substr(at, 128)));
    }
    ASSERT_TRUE(output->finish());
  });
  int turns = 0;
  auto other = spawn([&turns] {
    for (; turns < 20; ++turns) sleep_for(1ms);
  });
  ASSERT_TRUE(other.join());
  EXPECT_EQ(turns, 20);
  EXPECT_FALSE(writer.ready());
  std::string got;
  while (!writer.ready()) {
    got += ends.read_now();
    sleep_for(1ms);
  }
  EXPECT_EQ(got + ends.read_now(), text);
}

TEST_F(Output, SlowPipeStallsNobodyElse) {
  expect_a_slow_reader_to_stall_nobody_else(pipe_ends());
}

TEST_F(Output, SlowSocketStallsNobodyElse) {
  expect_a_slow_reader_to_stall_nobody_else(socket_ends());
}

TEST_F(Output, HoldsUpItsWritersRatherThanGrow) {
  Hub hub;
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  const std::string line = numbered_lines(1, 1000);
  std::size_t taken = 0;
  std::vector<Fiber<void>> writers;
  for (int i = 0; i < 10; ++i) {
    writers.push_back(spawn([&] {
      while (output->write(line)) taken += line.size();
    }));
  }
  sleep_for(50ms);
  // At most the pipe's capacity, one block, and one record per fiber were
  // accepted.
  EXPECT_LT(taken, (64u + 64u) * 1024 + 10 * 1000 + 4096);
  kill_all(writers);
}

TEST_F(Output, KeepsRecordsOfConcurrentFibersWhole) {
  Hub hub;
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  constexpr int kWriters = 20;
  constexpr int kLines = 50;
  std::vector<Fiber<void>> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.push_back(spawn([&output, i] {
      const std::string line(997, static_cast<char>('a' + i));
      for (int j = 0; j < kLines; ++j) {
        ASSERT_TRUE(output->write(line + "\n"));
        if (j % 7 == 0) yield();
      }
    }));
  }
  auto finish = spawn([&] {
    join_all(writers);
    ASSERT_TRUE(output->finish());
  });
  std::string got;
  while (!finish.ready()) {
    got += pipe.read_now();
    sleep_for(1ms);
  }
  got += pipe.read_now();
  std::istringstream lines(got);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    ASSERT_EQ(line, std::string(997, line.at(0)));
  }
  EXPECT_EQ(count, kWriters * kLines);
}

TEST_F(Output, LosesNothingWhenAWriterIsKilled) {
  Hub hub;
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  const std::string text = numbered_lines(2000, 100);
  auto killed = spawn([&] { static_cast<void>(output->write(text)); });
  sleep_for(5ms);
  ASSERT_FALSE(killed.ready());
  killed.kill();
  auto finish = spawn([&] { ASSERT_TRUE(output->finish()); });
  std::string got;
  while (!finish.ready()) {
    got += pipe.read_now();
    sleep_for(1ms);
  }
  EXPECT_EQ(got + pipe.read_now(), text);
}

TEST_F(Output, WritesARecordLongerThanAPipe) {
  Hub hub;
  const Ends pipe = pipe_ends();
  const auto output = stream_on(pipe.writer);
  const std::string text(300'000, 'x');
  auto writer = spawn([&] {
    ASSERT_TRUE(output->write(text));
    ASSERT_TRUE(output->finish());
  });
  std::string got;
  while (!writer.ready()) {
    got += pipe.read_now();
    sleep_for(1ms);
  }
  EXPECT_EQ(got + pipe.read_now(), text);
}

TEST_F(Output, GivesAPipeWholeLinesAtATime) {
  Hub hub;
  // A pipe in packet mode (O_DIRECT) preserves the boundaries of writes.
  std::array<int, 2> both{-1, -1};
  ASSERT_EQ(pipe2(both.data(), O_CLOEXEC | O_DIRECT), 0);
  const Ends pipe{both[0], both[1]};
  const auto output = stream_on(pipe.writer);
  ASSERT_TRUE(output->write(numbered_lines(10, 1000)));
  ASSERT_TRUE(output->finish());
  std::array<char, 8192> packet;
  std::size_t total = 0;
  while (total < 10'000) {
    const ssize_t got = read(pipe.reader, packet.data(), packet.size());
    ASSERT_GT(got, 0);
    EXPECT_LE(got, 4096);
    EXPECT_EQ(packet[static_cast<std::size_t>(got) - 1], '\n');
    total += static_cast<std::size_t>(got);
  }
}

TEST_F(Output, CarriesAFormatFromItsBeginToItsEnd) {
  auto output = open_output(path("out"), untimed()).value();
  FormatReporter reporter(json_format(parse_fields("ok").value()), *output);
  EXPECT_TRUE(reporter.report(test::sample_visit()));
  EXPECT_TRUE(reporter.report(test::bad_line("x")));
  EXPECT_TRUE(reporter.finish());
  EXPECT_EQ(contents(path("out")), "[\n{\"ok\":true},\n{\"ok\":false}\n]\n");
}

TEST_F(Output, OfNoVisitIsStillValid) {
  auto output = open_output(path("out"), untimed()).value();
  FormatReporter json(json_format(every_field()), *output);
  EXPECT_TRUE(json.finish());
  FormatReporter csv(csv_format(parse_fields("url,ok").value()), *output);
  EXPECT_TRUE(csv.finish());
  EXPECT_EQ(contents(path("out")), "[]\nurl,ok\r\n");
}

TEST_F(Output, T61OfAFullDiskReachesTheReporter) {
  auto output = open_output("/dev/full", untimed()).value();
  FormatReporter reporter(jsonl_format(every_field()), *output);
  EXPECT_TRUE(reporter.report(test::sample_visit()));
  EXPECT_FALSE(reporter.finish());
  EXPECT_FALSE(reporter.report(test::sample_visit()));
}

TEST_F(Output, X07_APipeIsOpenedByTheFlushThatFindsAReader) {
  Hub hub;
  const std::string pipe = path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  auto output = open_output(pipe).value();
  ASSERT_TRUE(output->write("one\n"));
  auto finish = spawn([&] { return output->finish().ok(); });
  sleep_for(120ms);
  EXPECT_FALSE(finish.ready()) << "other fibers go on meanwhile";
  const Ends ends{open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC), -1};
  EXPECT_TRUE(finish.get());
  EXPECT_EQ(ends.read_now(), "one\n");
}

TEST_F(Output, X07_AnEndedRunWaitsForNoReaderToCome) {
  Hub hub({.clock = ClockKind::kVirtual});
  const std::string pipe = path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  auto output = open_output(pipe).value();
  ASSERT_TRUE(output->write("one\n"));
  auto finish = spawn([&] { return output->finish(); });
  sleep_for(1h);
  EXPECT_FALSE(finish.ready());
  output->hurry();
  ASSERT_TRUE(finish.join(OutputStream::kPatience + 1s));
  EXPECT_EQ(
      finish.get().error().message,
      "cannot write " + pipe + ": the run has ended, and nobody reads it");
}

TEST_F(Output, X07_AnEndedRunWaitsForNoReaderThatIsStuck) {
  for (const auto& make_ends : {pipe_ends, socket_ends}) {
    Hub hub;
    const Ends ends = make_ends();
    const auto output = stream_on(ends.writer);
    auto writer = spawn([&] {
      while (output->write(numbered_lines(1, 1000))) {
      }
    });
    sleep_for(20ms);
    ASSERT_FALSE(writer.ready());
    output->hurry();
    ASSERT_TRUE(writer.join(OutputStream::kPatience + 3s));
    EXPECT_EQ(output->flush().error().cause, save::WriteError::Cause::kFailed);
  }
}

TEST_F(Output, X07_AnEndedRunStillWritesToASlowReader) {
  Hub hub;
  const Ends ends = pipe_ends();
  const auto output = stream_on(ends.writer);
  const std::string text = numbered_lines(300, 1000);
  auto writer = spawn([&] { return output->write(text).ok(); });
  output->hurry();
  std::string got;
  while (!writer.ready()) {
    sleep_for(100ms);
    got += ends.read_now();
  }
  EXPECT_TRUE(writer.get());
}

TEST(OpenOutput, X06_NothingOfAnotherUserInASharedFolderIsWrittenTo) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const Hub hub;
  const test::TempDir dir;
  ASSERT_EQ(chmod(dir.path().c_str(), 01777), 0);
  const std::string mine = dir.write("mine", "old");
  const std::string file = dir.write("file", "planted");
  const std::string link = dir.path() / "link";
  const std::string pipe = dir.path() / "pipe";
  ASSERT_EQ(symlink(mine.c_str(), link.c_str()), 0);
  ASSERT_EQ(mkfifo(pipe.c_str(), 0666), 0);
  EXPECT_TRUE(open_output(link, untimed())) << "a link of the user's own";
  for (const std::string& path : {file, link, pipe}) {
    ASSERT_EQ(lchown(path.c_str(), 12345, 12345), 0);
    EXPECT_FALSE(open_output(path, untimed())) << path;
  }
  EXPECT_EQ(contents(file), "planted");
  EXPECT_TRUE(open_output(dir.path() / "new", untimed()));
  const std::string folder = dir.path() / "folder";
  ASSERT_EQ(mkdir(folder.c_str(), 0777), 0);
  ASSERT_EQ(chown(folder.c_str(), 12345, 12345), 0);
  const auto opened = open_output(folder + "/new", untimed());
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("belongs to the user 12345"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder + "/new"));
}

}  // namespace
}  // namespace gfetch::report
