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

#include "gfetch/fiber/io.h"
#include "gfetch/save/shared_folder.h"

namespace gfetch::report {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

save::WriteError write_error(const std::string& name, int error_number) {
  if (error_number == EPIPE) {
    return {save::WriteError::Cause::kReaderGone, "nobody reads " + name};
  }
  return {save::WriteError::Cause::kFailed,
          "cannot write " + name + ": " +
              std::generic_category().message(error_number)};
}

bool writable_now(int descriptor) {
  pollfd polled{descriptor, POLLOUT, 0};
  return poll(&polled, 1, 0) == 1;
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
  while (!error_ && written_ < buffer_.size()) {
    // Other fibers append to buffer_ during the wait, which invalidates every
    // view of it.
    if (kind_ != OutputKind::kFile && !writable_now(descriptor_)) {
      wait_writable(descriptor_);
    }
    write_part();
  }
  return status();
}

Result<void, save::WriteError> OutputStream::finish() {
  const auto flushed = flush();
  stop_flusher();
  if (ownership_ == Ownership::kOwned && descriptor_ >= 0) {
    const int closed = close(std::exchange(descriptor_, -1));
    if (closed != 0 && errno != EINTR && !error_) fail(errno);
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
    if (errno != EINTR && errno != EAGAIN) fail(errno);
    return;
  }
  written_ += static_cast<std::size_t>(count);
  // Erasing only when half of the buffer is written moves each byte at most
  // once on average.
  if (written_ >= buffer_.size() - written_) {
    buffer_.erase(0, std::exchange(written_, 0));
  }
}

void OutputStream::fail(int error_number) {
  error_ = write_error(name_, error_number);
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

namespace {

// Opens a file for the output, and empties it. Returns -1 with errno. Another
// user of a shared folder would have a file overwritten by a link, or read
// along in a file of their own; they may put it there at any time before the
// open.
int create(const std::string& path) {
  // One look decides: in a sticky folder nobody else can replace the user's own
  // link, which is followed.
  struct stat found {};
  const bool exists = lstat(path.c_str(), &found) == 0;
  if (exists && save::foreign_in_shared_folder(path, found.st_uid)) {
    errno = EACCES;
    return -1;
  }
  const int follows = exists && S_ISLNK(found.st_mode) ? 0 : O_NOFOLLOW;
  const int descriptor = open(
      path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | follows, 0666);
  if (descriptor < 0) return -1;
  const bool planted = save::planted_by_other(path, descriptor);
  const bool ready = !planted && fstat(descriptor, &found) == 0 &&
                     (!S_ISREG(found.st_mode) || ftruncate(descriptor, 0) == 0);
  if (ready) return descriptor;
  const int error = planted ? EACCES : errno;
  close(descriptor);
  errno = error;
  return -1;
}

}  // namespace

Result<std::unique_ptr<OutputStream>, save::WriteError> open_output(
    const std::string& path, OutputOptions options) {
  if (path == "-") {
    return std::make_unique<OutputStream>(STDOUT_FILENO, "standard output",
                                          OutputStream::Ownership::kBorrowed,
                                          std::move(options));
  }
  const int descriptor = create(path);
  if (descriptor < 0) return write_error(path, errno);
  return std::make_unique<OutputStream>(
      descriptor, path, OutputStream::Ownership::kOwned, std::move(options));
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

}  // namespace gfetch::report
