#include "gfetch/http/upload_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace gfetch::http {

Result<std::shared_ptr<const UploadFile>> UploadFile::open(
    const std::string& path) {
  const auto fail = [&path](std::string_view why) {
    return Error{ErrorKind::kIo,
                 "cannot read " + path + ": " + std::string(why)};
  };
  const int descriptor =
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return fail(std::generic_category().message(errno));
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return fail("it is no regular file");
  }
  return std::shared_ptr<const UploadFile>(
      new UploadFile(descriptor, static_cast<std::uint64_t>(status.st_size)));
}

UploadFile::~UploadFile() {
  close(descriptor_);
}

std::optional<std::size_t> UploadFile::read(std::uint64_t offset,
                                            std::span<char> buffer) const {
  const auto wanted = static_cast<std::size_t>(
      std::min<std::uint64_t>(buffer.size(), size_ - std::min(size_, offset)));
  std::size_t done = 0;
  while (done < wanted) {
    const ssize_t count =
        pread(descriptor_, buffer.data() + done, wanted - done,
              static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace gfetch::http
