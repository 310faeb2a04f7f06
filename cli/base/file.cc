#include "cli/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/base/values.h"
#include "gfetch/save/shared_folder.h"

namespace gfetch {
namespace {

Error cannot_read(const std::string& path) {
  return {ErrorKind::kIo, fmt::format("cannot read {}: {}", in_quotes(path),
                                      std::strerror(errno))};
}

Error cannot_write(const std::string& path, int reason) {
  return {ErrorKind::kIo, fmt::format("cannot write {}: {}", in_quotes(path),
                                      std::strerror(reason))};
}

/// Writes `text` to the file `path`, opened with `flags`.
Result<void> write_to(const std::string& path, std::string_view text,
                      int flags) {
  const int fd =
      open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | flags, 0600);
  if (fd < 0) return cannot_write(path, errno);
  const bool written = write_in_time(fd, text);
  const int reason = errno;
  close(fd);
  if (written) return {};
  return cannot_write(path, reason);
}

/// Writes to a device or a pipe. A pipe that nobody reads is an error: without
/// O_NONBLOCK, open() would wait for a reader.
Result<void> write_into(const std::string& path, std::string_view text) {
  return write_to(path, text, O_NONBLOCK);
}

/// Creates the file to which the link `path` leads.
Result<void> create_behind(const std::string& path, std::string_view text) {
  return write_to(path, text, O_CREAT);
}

/// Writes a file beside `path` that only its owner can read, and renames it to
/// `path`: a reader sees the old text or the new one.
Result<void> replace_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".XXXXXX";
  std::vector<char> name(beside.begin(), beside.end());
  name.push_back('\0');
  const int fd = mkstemp(name.data());  // with mode 0600
  if (fd < 0) return cannot_write(path, errno);
  const bool written =
      write_in_time(fd, text) && std::rename(name.data(), path.c_str()) == 0;
  const int reason = errno;
  close(fd);
  if (written) return {};
  unlink(name.data());
  return cannot_write(path, reason);
}

/// Returns the standard stream, output or errors, that is the file `path`; -1
/// for none.
int standard_stream(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return -1;
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat stream {};
    const bool same = fstat(fd, &stream) == 0 && stream.st_dev == file.st_dev &&
                      stream.st_ino == file.st_ino;
    if (same) return fd;
  }
  return -1;
}

Error not_ours(const save::Planted& planted) {
  return {ErrorKind::kIo, planted.sentence()};
}

/// A file that is open for reading. Its destructor closes the file unless it is
/// stdin.
class Input {
 public:
  explicit Input(const std::string& path, int flags = 0)
      : fd_(path == "-" ? STDIN_FILENO
                        : open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)) {}
  ~Input() {
    if (fd_ > STDIN_FILENO) close(fd_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  int fd() const { return fd_; }

 private:
  int fd_;
};

Result<std::string> read_to_end(const Input& input, const std::string& path) {
  if (input.fd() < 0) return cannot_read(path);
  std::string text;
  std::array<char, 65536> block;
  while (true) {
    const ssize_t bytes = read(input.fd(), block.data(), block.size());
    if (bytes == 0) return text;
    if (bytes > 0) {
      text.append(block.data(), static_cast<std::size_t>(bytes));
    } else if (errno != EINTR) {
      return cannot_read(path);
    }
  }
}

bool is_null_device(const struct stat& status) {
  struct stat null {};
  return S_ISCHR(status.st_mode) && stat("/dev/null", &null) == 0 &&
         null.st_rdev == status.st_rdev;
}

}  // namespace

bool write_in_time(int fd, std::string_view text) {
  constexpr int kPatienceMs = 2000;
  while (!text.empty()) {
    pollfd polled{fd, POLLOUT, 0};
    const int ready = poll(&polled, 1, kPatienceMs);
    if (ready == 0) errno = ETIMEDOUT;
    if (ready == 0 || (ready < 0 && errno != EINTR)) return false;
    if (ready < 0) continue;
    // A pipe that is ready takes this many bytes without a wait.
    const ssize_t bytes =
        write(fd, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (bytes > 0) {
      text.remove_prefix(static_cast<std::size_t>(bytes));
    } else if (bytes == 0 || (errno != EINTR && errno != EAGAIN)) {
      return false;
    }
  }
  return true;
}

Result<std::string> read_list_file(const std::string& path) {
  const Input input(path);
  return read_to_end(input, path);
}

Result<std::string> read_file(const std::string& path) {
  if (path == "-") return read_list_file(path);
  // The open of another user's pipe would wait.
  if (auto planted = save::planted_by_other(path)) return not_ours(*planted);
  const Input input(path);
  if (input.fd() < 0) return cannot_read(path);
  if (auto planted = save::planted_by_other(path, input.fd())) {
    return not_ours(*planted);
  }
  return read_to_end(input, path);
}

Result<std::string> read_state_file(const std::string& path) {
  const Input input(path, O_NONBLOCK | O_NOCTTY);
  if (input.fd() < 0 && errno == ENOENT) return std::string();
  struct stat status {};
  if (input.fd() < 0 || fstat(input.fd(), &status) != 0) {
    return cannot_read(path);
  }
  if (is_null_device(status)) return std::string();
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorKind::kIo,
                 fmt::format("{} is no regular file", in_quotes(path))};
  }
  if (auto planted = save::planted_by_other(path, input.fd())) {
    return not_ours(*planted);
  }
  return read_to_end(input, path);
}

Result<void> write_private_file(const std::string& path,
                                const std::string& text) {
  // One look decides. What another user puts there afterwards is not followed
  // or written into, and cannot be replaced in a sticky folder.
  if (auto planted = save::planted_by_other(path)) return not_ours(*planted);
  struct stat found {};
  const bool exists = lstat(path.c_str(), &found) == 0;
  if (!exists || S_ISREG(found.st_mode)) return replace_file(path, text);
  // A device or a pipe is written to.
  if (!S_ISLNK(found.st_mode)) return write_into(path, text);
  // A link keeps its name, also if it leads nowhere: /dev/stdout does so when
  // the output is closed.
  std::error_code failure;
  const auto target = std::filesystem::canonical(path, failure);
  if (failure) return create_behind(path, text);
  // /dev/stdout is a link to the file that holds the output so far.
  if (const int fd = standard_stream(path); fd >= 0) {
    if (write_in_time(fd, text)) return {};
    return cannot_write(path, errno);
  }
  const bool is_file = std::filesystem::is_regular_file(target, failure);
  return is_file ? replace_file(target.string(), text) : write_into(path, text);
}

}  // namespace gfetch
