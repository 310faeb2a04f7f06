#include "cli/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "cli/base/values.h"

namespace gfetch {
namespace {

Error cannot_read(const std::string& path) {
  return {ErrorKind::kIo, fmt::format("cannot read {}: {}", in_quotes(path),
                                      std::strerror(errno))};
}

/// A file that is open for reading. Its destructor closes the file unless it is
/// stdin.
class Input {
 public:
  explicit Input(const std::string& path)
      : fd_(path == "-" ? STDIN_FILENO
                        : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Input() {
    if (fd_ > STDIN_FILENO) close(fd_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const Input input(path);
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

Result<void> write_private_file(const std::string& path,
                                const std::string& text) {
  const std::string beside = path + ".XXXXXX";
  std::vector<char> name(beside.begin(), beside.end());
  name.push_back('\0');
  // mkstemp() creates the file with mode 0600, so that only its owner can read
  // it.
  const int fd = mkstemp(name.data());
  bool written = fd >= 0;
  for (std::size_t done = 0; written && done < text.size();) {
    const ssize_t bytes = write(fd, text.data() + done, text.size() - done);
    written = bytes > 0 || (bytes < 0 && errno == EINTR);
    if (bytes > 0) done += static_cast<std::size_t>(bytes);
  }
  if (written && std::rename(name.data(), path.c_str()) == 0) {
    close(fd);
    return {};
  }
  const int reason = errno;
  if (fd >= 0) {
    close(fd);
    unlink(name.data());
  }
  return Error{ErrorKind::kIo,
               fmt::format("cannot write {}: {}", in_quotes(path),
                           std::strerror(reason))};
}

}  // namespace gfetch
