#include "gfetch/report/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

#include "gfetch/fiber/hub.h"
#include "gfetch/fiber/io.h"
#include "gfetch/save/shared_folder.h"

namespace gfetch::report {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

// How often a stuck output is looked at.
constexpr Duration kLook = std::chrono::milliseconds(50);

save::WriteError write_error(const std::string& name, int error_number) {
  if (error_number == EPIPE) {
    return {save::WriteError::Cause::kReaderGone, "nobody reads " + name};
  }
  return {save::WriteError::Cause::kFailed,
          "cannot write " + name + ": " +
              std::generic_category().message(error_number)};
}

save::WriteError planted_error(const std::string& path,
                               const save::Planted& planted) {
  return {save::WriteError::Cause::kFailed,
          "cannot write " + path + ": " + planted.sentence()};
}

bool is_pipe(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

bool writable_now(int descriptor) {
  pollfd polled{descriptor, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
}

constexpr int kNoReader = -1;

// Opens a file for the output, and empties it. Returns kNoReader for a named
// pipe that nobody has opened for reading. Another user of a shared folder
// would have a file overwritten by a link, or read along in a file of their
// own; they may put it there at any time before the open.
Result<int, save::WriteError> create(const std::string& path) {
  if (const auto planted = save::planted_by_other(path)) {
    return planted_error(path, *planted);
  }
  // One look decides: in a sticky folder nobody else can replace the user's own
  // link, which is followed.
  struct stat found {};
  const bool is_link =
      lstat(path.c_str(), &found) == 0 && S_ISLNK(found.st_mode);
  // Without O_NONBLOCK the open of a named pipe would hold the whole process
  // until somebody reads it.
  const int descriptor = open(path.c_str(),
                              O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY |
                                  O_NONBLOCK | (is_link ? 0 : O_NOFOLLOW),
                              0666);
  if (descriptor < 0 && errno == ENXIO && is_pipe(path)) return kNoReader;
  if (descriptor < 0) return write_error(path, errno);
  std::optional<save::WriteError> error;
  if (const auto planted = save::planted_by_other(path, descriptor)) {
    error = planted_error(path, *planted);
  } else if (fstat(descriptor, &found) != 0 ||
             (!S_ISFIFO(found.st_mode) &&
              fcntl(descriptor, F_SETFL, O_WRONLY) != 0) ||
             (S_ISREG(found.st_mode) && ftruncate(descriptor, 0) != 0)) {
    error = write_error(path, errno);
  }
  if (!error) return descriptor;
  close(descriptor);
  return *std::move(error);
}

}  // namespace

OutputKind output_kind(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return OutputKind::kFile;
  if (S_ISFIFO(status.st_mode)) return OutputKind::kPipe;
  if (S_ISSOCK(status.st_mode)) return OutputKind::kSocket;
  return isatty(descriptor) == 1 ? OutputKind::kTerminal : OutputKind::kFile;
}

OutputStream::OutputStream(int descriptor, std::string name,
                           Ownership ownership, OutputOptions options)
    : descriptor_(descriptor),
      name_(std::move(name)),
      ownership_(ownership),
      options_(std::move(options)),
      kind_(output_kind(descriptor)) {}

OutputStream::~OutputStream() {
  stop_flusher();
  if (ownership_ == Ownership::kOwned && descriptor_ >= 0) close(descriptor_);
}

Result<void, save::WriteError> OutputStream::write(std::string_view text) {
  if (error_) return *error_;
  buffer_.append(text);
  if (kind_ == OutputKind::kTerminal ||
      buffer_.size() - written_ >= kBlockBytes) {
    return flush();
  }
  flush_soon();
  return {};
}

Result<void, save::WriteError> OutputStream::flush() {
  const SemaphoreGuard one_at_a_time(writing_);
  while (!error_ && (no_reader_yet_ || written_ < buffer_.size())) {
    // Other fibers append to buffer_ during the wait, which invalidates every
    // view of it.
    if (wait_for_reader()) {
      write_part();
    } else {
      check_patience();
    }
  }
  return status();
}

void OutputStream::hurry() {
  if (!patient_until_) patient_until_ = Hub::current().now() + kPatience;
}

void OutputStream::await_reader() {
  no_reader_yet_ = true;
  kind_ = OutputKind::kPipe;
}

// Waits for a while until the reader takes text. Returns true if it does. The
// wait is short, so that hurry() soon has its effect.
bool OutputStream::wait_for_reader() {
  if (no_reader_yet_ && !open_pipe()) return false;
  return kind_ == OutputKind::kFile || writable_now(descriptor_) ||
         wait_writable(descriptor_, kLook);
}

// Opens a named pipe if it has a reader by now. Returns true if it is open.
bool OutputStream::open_pipe() {
  const Result<int, save::WriteError> created = create(name_);
  if (!created) {
    fail(created.error());
  } else if (*created == kNoReader) {
    sleep_for(kLook);
  } else {
    descriptor_ = *created;
    no_reader_yet_ = false;
  }
  return !no_reader_yet_;
}

// Fails once the reader has been stuck for long after the end of the run.
void OutputStream::check_patience() {
  if (error_ || !patient_until_ || Hub::current().now() < *patient_until_) {
    return;
  }
  fail({save::WriteError::Cause::kFailed,
        "cannot write " + name_ + ": the run has ended, and nobody reads it"});
}

Result<void, save::WriteError> OutputStream::finish() {
  const auto flushed = flush();
  stop_flusher();
  if (ownership_ == Ownership::kOwned && descriptor_ >= 0) {
    const int closed = close(std::exchange(descriptor_, -1));
    if (closed != 0 && errno != EINTR && !error_) {
      fail(write_error(name_, errno));
    }
  }
  return status();
}

// Returns the text for the next write call. A writable pipe accepts PIPE_BUF
// bytes without blocking; a larger write may block. The text ends with a whole
// line if possible, so that the lines of other processes that write to the pipe
// are not mixed in.
std::string_view OutputStream::next_part() const {
  const std::string_view rest = std::string_view(buffer_).substr(written_);
  if (kind_ == OutputKind::kFile || kind_ == OutputKind::kSocket ||
      rest.size() <= PIPE_BUF) {
    return rest;
  }
  const std::size_t newline = rest.rfind('\n', PIPE_BUF - 1);
  return rest.substr(
      0, newline == std::string_view::npos ? PIPE_BUF : newline + 1);
}

// Writes one part of the buffer. Blocks the thread only for the disk.
void OutputStream::write_part() {
  const std::string_view part = next_part();
  const ssize_t count = kind_ == OutputKind::kSocket
                            ? send(descriptor_, part.data(), part.size(),
                                   MSG_DONTWAIT | MSG_NOSIGNAL)
                            : ::write(descriptor_, part.data(), part.size());
  if (count < 0) {
    if (errno != EINTR && errno != EAGAIN) fail(write_error(name_, errno));
    return;
  }
  if (patient_until_) patient_until_ = Hub::current().now() + kPatience;
  written_ += static_cast<std::size_t>(count);
  // Erasing only when half of the buffer is written moves each byte at most
  // once on average.
  if (written_ >= buffer_.size() - written_) {
    buffer_.erase(0, std::exchange(written_, 0));
  }
}

void OutputStream::fail(save::WriteError error) {
  error_ = std::move(error);
  if (options_.on_failure) options_.on_failure(*error_);
}

Result<void, save::WriteError> OutputStream::status() const {
  if (error_) return *error_;
  return {};
}

void OutputStream::flush_soon() {
  if (!options_.delay || (flusher_ && !flusher_.ready())) return;
  flusher_ = spawn_later(*options_.delay, [this] {
    // The stream stores an error of this flush, and the next write returns it.
    static_cast<void>(flush());
  });
  flusher_.name("output flusher");
}

void OutputStream::stop_flusher() {
  if (flusher_ && !flusher_.ready()) flusher_.kill();
}

Result<std::unique_ptr<OutputStream>, save::WriteError> open_output(
    const std::string& path, OutputOptions options) {
  if (path == "-") {
    return std::make_unique<OutputStream>(STDOUT_FILENO, "standard output",
                                          OutputStream::Ownership::kBorrowed,
                                          std::move(options));
  }
  const Result<int, save::WriteError> created = create(path);
  if (!created) return created.error();
  auto output = std::make_unique<OutputStream>(
      *created, path, OutputStream::Ownership::kOwned, std::move(options));
  if (*created == kNoReader) output->await_reader();
  return output;
}

FormatReporter::FormatReporter(std::unique_ptr<RecordFormat> format,
                               OutputStream& output)
    : format_(std::move(format)), output_(output) {}

Result<void, save::WriteError> FormatReporter::report(
    const crawl::Visit& visit) {
  record_.clear();
  if (!std::exchange(begun_, true)) format_->begin(record_);
  format_->record(record_, visit);
  return output_.write(record_);
}

Result<void, save::WriteError> FormatReporter::finish() {
  record_.clear();
  if (!std::exchange(begun_, true)) format_->begin(record_);
  format_->end(record_);
  const auto written = output_.write(record_);
  if (!written) return written.error();
  return output_.flush();
}

void FormatReporter::hurry() {
  output_.hurry();
}

}  // namespace gfetch::report
