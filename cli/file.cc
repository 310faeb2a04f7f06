#include "cli/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/values.h"

namespace gfetch {
namespace {

Error cannot_read(const std::string& path) {
  return {ErrorKind::kIo, fmt::format("cannot read {}: {}", in_quotes(path),
                                      std::strerror(errno))};
}

/// Closes what it opened; stdin stays open.
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

}  // namespace gfetch
