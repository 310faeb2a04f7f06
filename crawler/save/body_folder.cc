#include "gfetch/save/body_folder.h"
#include "save/subfolder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

namespace gfetch::save {
namespace {

/// The size of a write. Whole, aligned blocks are cheaper for file systems.
constexpr std::size_t kBlockBytes = std::size_t{32} * 1024;
constexpr std::size_t kReadBytes = std::size_t{16} * 1024;

/// The limit of `.part` files for one name at a time.
constexpr int kMaxPartFiles = 10'000;

std::string part_name(const std::string& name, int number) {
  std::string part = name;
  if (number > 1) part += '.' + std::to_string(number);
  return part + ".part";
}

std::string cannot_write(std::string_view path, int error_number) {
  return "cannot write " + std::string(path) + ": " +
         std::generic_category().message(error_number);
}

/// Whether an existing file, folder or link was the reason of a failed rename.
bool is_blocked(int error_number) {
  return error_number == EISDIR || error_number == ENOTDIR ||
         error_number == ELOOP || error_number == EEXIST;
}

}  // namespace

Result<std::unique_ptr<BodyFolder>, WriteError> BodyFolder::open(
    const std::string& path) {
  std::error_code ignored;  // open() below reports the error
  std::filesystem::create_directories(path, ignored);
  const int descriptor =
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return WriteError{WriteError::Cause::kFailed, cannot_write(path, errno)};
  }
  return std::unique_ptr<BodyFolder>(new BodyFolder(path, descriptor));
}

BodyFolder::BodyFolder(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

BodyFolder::~BodyFolder() {
  close(descriptor_);
}

Result<PartialFile> BodyFolder::begin(const std::string& name) {
  constexpr int kFlags =
      O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  for (int number = 1; number <= kMaxPartFiles; ++number) {
    const std::string part = part_name(name, number);
    const int descriptor = openat(descriptor_, part.c_str(), kFlags, 0666);
    const bool occupied = errno == ELOOP || errno == EISDIR || errno == ENXIO;
    if (descriptor < 0 && !occupied) return fail(part);
    if (descriptor < 0) continue;
    PartialFile file(*this, descriptor, part);
    if (!lock_part(descriptor, part)) {
      close(std::exchange(file.descriptor_, -1));
      continue;
    }
    if (Result<void> emptied = file.cut(0); !emptied) return emptied.error();
    return file;
  }
  errno = EEXIST;
  return fail(part_name(name, 1));
}

bool BodyFolder::folds_case() {
  const Result<PartialFile> probe = begin("case");
  return probe && faccessat(descriptor_, "CASE.part", F_OK, 0) == 0;
}

std::optional<PartialFile> BodyFolder::resume(const std::string& name) {
  const std::string part = part_name(name, 1);
  const int descriptor =
      openat(descriptor_, part.c_str(),
             O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return std::nullopt;
  PartialFile file(*this, descriptor, part);
  std::optional<PartOrigin> origin;
  const off_t size = lseek(descriptor, 0, SEEK_END);
  if (lock_part(descriptor, part)) origin = read_origin(file.origin_name());
  if (!origin || size <= 0) {
    close(std::exchange(file.descriptor_, -1));
    return std::nullopt;
  }
  file.size_ = static_cast<std::uint64_t>(size);
  file.origin_ = std::move(origin);
  return file;
}

std::optional<PartOrigin> BodyFolder::read_origin(
    const std::string& name) const {
  const int descriptor =
      openat(descriptor_, name.c_str(),
             O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return std::nullopt;
  std::array<char, 1024> text{};
  const ssize_t size = ::read(descriptor, text.data(), text.size());
  close(descriptor);
  if (size <= 0) return std::nullopt;
  return parse_part_origin({text.data(), static_cast<std::size_t>(size)});
}

/// Whether an opened file may be written to: it is a regular file without other
/// hard links, no other process has locked it, and it still has this name.
bool BodyFolder::lock_part(int descriptor, const std::string& name) const {
  struct stat opened {};
  struct stat named {};
  return fstat(descriptor, &opened) == 0 && S_ISREG(opened.st_mode) &&
         opened.st_nlink == 1 && flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
         fstatat(descriptor_, name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         named.st_ino == opened.st_ino && named.st_dev == opened.st_dev;
}

std::string BodyFolder::path_of(std::string_view name) const {
  std::string path = path_;
  if (!path.ends_with('/')) path += '/';
  return path.append(name);
}

std::optional<std::string> BodyFolder::name_in(std::string_view path) const {
  const std::string front = path_of("");
  if (!path.starts_with(front) || path.size() == front.size()) {
    return std::nullopt;
  }
  return std::string(path.substr(front.size()));
}

Result<void> BodyFolder::read(
    const std::string& name,
    const std::function<Result<void>(std::string_view)>& output) const {
  const Subfolder folder(descriptor_, name);
  const int descriptor = folder.open();
  Result<void> taken;
  std::array<char, kReadBytes> block{};
  ssize_t count = descriptor < 0 ? -1 : 1;
  while (count > 0 && taken) {
    count = ::read(descriptor, block.data(), block.size());
    if (count > 0) {
      taken = output({block.data(), static_cast<std::size_t>(count)});
    }
  }
  const int error_number = errno;
  if (descriptor >= 0) close(descriptor);
  if (count >= 0) return taken;
  return Error{ErrorKind::kIo,
               "cannot read " + path_of(name) + ": " +
                   std::generic_category().message(error_number)};
}

/// Makes the error for the file `name` from errno, and stores it as the failure
/// of the folder unless it is temporary.
Error BodyFolder::fail(std::string_view name) {
  const int error_number = errno;
  std::string message = cannot_write(path_of(name), error_number);
  const bool temporary = error_number == EMFILE || error_number == ENFILE;
  if (!temporary && !failure_) {
    failure_ = WriteError{WriteError::Cause::kFailed, message};
  }
  return {ErrorKind::kIo, std::move(message)};
}

PartialFile::PartialFile(BodyFolder& folder, int descriptor, std::string name)
    : folder_(&folder), descriptor_(descriptor), name_(std::move(name)) {}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : folder_(other.folder_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      waiting_(std::move(other.waiting_)),
      size_(other.size_),
      origin_(std::move(other.origin_)) {}

PartialFile& PartialFile::operator=(PartialFile&& other) noexcept {
  if (this == &other) return *this;
  discard();
  folder_ = other.folder_;
  descriptor_ = std::exchange(other.descriptor_, -1);
  name_ = std::move(other.name_);
  waiting_ = std::move(other.waiting_);
  size_ = other.size_;
  origin_ = std::move(other.origin_);
  return *this;
}

PartialFile::~PartialFile() {
  discard();
}

void PartialFile::discard() noexcept {
  if (descriptor_ < 0) return;
  if (!origin_ || size_ == 0 || !flush()) {
    if (origin_) delete_origin();
    unlinkat(folder_->descriptor_, name_.c_str(), 0);
  }
  close(std::exchange(descriptor_, -1));
}

std::string PartialFile::origin_name() const {
  return name_ + ".from";
}

Result<void> PartialFile::remember(const PartOrigin& origin) {
  delete_origin();
  const std::string name = origin_name();
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const int descriptor =
      openat(folder_->descriptor_, name.c_str(), kFlags, 0666);
  if (descriptor < 0) return folder_->fail(name);
  const std::string text = text_of(origin);
  const ssize_t count = ::write(descriptor, text.data(), text.size());
  const bool whole = count == static_cast<ssize_t>(text.size());
  if (count >= 0 && !whole) errno = ENOSPC;
  if (!whole) {
    Error error = folder_->fail(name);
    close(descriptor);
    delete_origin();
    return error;
  }
  close(descriptor);
  origin_ = origin;
  return {};
}

void PartialFile::delete_origin() noexcept {
  origin_.reset();
  unlinkat(folder_->descriptor_, origin_name().c_str(), 0);
}

Result<void> PartialFile::cut(std::uint64_t size) {
  if (size == 0) {
    waiting_.clear();
    delete_origin();
  }
  if (Result<void> flushed = flush(); !flushed) return flushed;
  // ext4 flushes a file that was truncated to 0 bytes when it is closed, and
  // close() waits for that. So a file that is empty already is not truncated.
  const auto end = static_cast<off_t>(size);
  if (lseek(descriptor_, 0, SEEK_END) != end &&
      (ftruncate(descriptor_, end) != 0 ||
       lseek(descriptor_, end, SEEK_SET) != end)) {
    return folder_->fail(name_);
  }
  size_ = size;
  return {};
}

Result<void> PartialFile::read_back(
    const std::function<Result<void>(std::string_view)>& output) {
  if (Result<void> flushed = flush(); !flushed) return flushed;
  std::string block(kReadBytes, '\0');
  for (std::uint64_t at = 0; at < size_;) {
    const ssize_t count =
        pread(descriptor_, block.data(), block.size(), static_cast<off_t>(at));
    if (count <= 0) return folder_->fail(name_);
    const auto bytes = static_cast<std::size_t>(count);
    Result<void> taken = output(std::string_view(block).substr(0, bytes));
    if (!taken) return taken;
    at += bytes;
  }
  return {};
}

Result<void> PartialFile::write(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const std::string_view piece =
        bytes.substr(0, kBlockBytes - waiting_.size());
    waiting_ += piece;
    bytes.remove_prefix(piece.size());
    if (waiting_.size() < kBlockBytes) break;
    if (Result<void> flushed = flush(); !flushed) return flushed;
  }
  return {};
}

Result<void> PartialFile::flush() {
  Result<void> written = write_out(waiting_);
  waiting_.clear();
  return written;
}

Result<void> PartialFile::write_out(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return folder_->fail(name_);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::string> PartialFile::finish(const std::string& name,
                                        const std::string& fallback) {
  if (Result<void> flushed = flush(); !flushed) return flushed.error();
  const int root = folder_->descriptor_;
  const Subfolder wished(root, name);
  if (wished.take(root, name_)) return close_as(wished, name);
  if (fallback.empty() || !is_blocked(errno)) return folder_->fail(name);
  const Subfolder other(root, fallback);
  if (other.take(root, name_)) return close_as(other, fallback);
  return folder_->fail(fallback);
}

Result<std::string> PartialFile::close_as(const Subfolder& folder,
                                          const std::string& name) {
  if (origin_) delete_origin();
  // close() may report an error of an earlier write, such as an exceeded quota
  // on a network file system.
  if (close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
    const Error error = folder_->fail(name);
    folder.remove();
    return error;
  }
  return folder_->path_of(name);
}

}  // namespace gfetch::save
