#include "save/partial_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "save/subfolder.h"

namespace gfetch::save {
namespace {

/// The size of a write in bytes. File systems write whole, aligned blocks more
/// cheaply.
constexpr std::size_t kBlockBytes = std::size_t{32} * 1024;
constexpr std::size_t kReadBytes = std::size_t{16} * 1024;

}  // namespace

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
  // close() waits for the flush. So a file that is already empty is not
  // truncated.
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
  if (fallback.empty() || !is_occupied(errno)) return folder_->fail(name);
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
