#include "gfetch/save/body_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "gfetch/save/shared_folder.h"
#include "save/partial_file.h"
#include "save/subfolder.h"

namespace gfetch::save {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} * 1024;

/// The maximum number of `.part` files that exist at a time for one name.
constexpr int kMaxPartFiles = 10'000;

constexpr int kPartFlags =
    O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::string part_name(const std::string& name, int number) {
  std::string part = name;
  if (number > 1) part += '.' + std::to_string(number);
  return part + ".part";
}

std::string cannot_write(std::string_view path, int error_number) {
  return "cannot write " + std::string(path) + ": " +
         std::generic_category().message(error_number);
}

/// Returns true if another name might not have this error: something has the
/// name, or the file system does not take it.
bool concerns_name(int error_number) {
  return is_occupied(error_number) || error_number == ENAMETOOLONG ||
         error_number == EILSEQ || error_number == EINVAL;
}

}  // namespace

Result<std::unique_ptr<BodyFolder>, WriteError> BodyFolder::open(
    const std::string& path) {
  // Another user of a shared folder would get the bodies, or have a folder of
  // this user's filled by a link.
  std::optional<Planted> planted;
  const int descriptor = open_folder(path, planted);
  if (planted) {
    return WriteError{WriteError::Cause::kFailed,
                      "cannot write " + path + ": " + planted->sentence()};
  }
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
  for (int number = 1; number <= kMaxPartFiles; ++number) {
    const std::string part = part_name(name, number);
    int descriptor =
        openat(descriptor_, part.c_str(), kPartFlags | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0 && errno != EEXIST) return fail_to_create(part);
    if (descriptor < 0) {
      // What has the name may be a file of an earlier run. A link, a folder, a
      // pipe or a file of another user's keeps it.
      descriptor = openat(descriptor_, part.c_str(), kPartFlags);
    }
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
  const int descriptor = openat(descriptor_, part.c_str(), kPartFlags);
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
  struct stat status {};
  const bool ours =
      fstat(descriptor, &status) == 0 && status.st_uid == geteuid();
  const ssize_t size = ours ? ::read(descriptor, text.data(), text.size()) : -1;
  close(descriptor);
  if (size <= 0) return std::nullopt;
  return parse_part_origin({text.data(), static_cast<std::size_t>(size)});
}

/// Returns true if an open `.part` file may be written to: it is a regular file
/// of this user's with no other hard links, no other process has locked it, and
/// it still has this name.
bool BodyFolder::lock_part(int descriptor, const std::string& name) const {
  struct stat opened {};
  struct stat named {};
  return fstat(descriptor, &opened) == 0 && S_ISREG(opened.st_mode) &&
         opened.st_uid == geteuid() && opened.st_nlink == 1 &&
         flock(descriptor, LOCK_EX | LOCK_NB) == 0 &&
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

/// Makes an error for the file `name` from errno. Unless the error is temporary
/// or concerns this name only, it is also stored as the failure of the folder.
Error BodyFolder::fail(std::string_view name) {
  return fail(name, concerns_name(errno));
}

/// Makes an error for a new file in the folder itself: without the permission
/// to create it, no other file can be created either.
Error BodyFolder::fail_to_create(std::string_view name) {
  const bool refused = errno == EACCES || errno == EPERM;
  return fail(name, !refused && concerns_name(errno));
}

Error BodyFolder::fail(std::string_view name, bool name_only) {
  const int error_number = errno;
  std::string message = cannot_write(path_of(name), error_number);
  const bool temporary = error_number == EMFILE || error_number == ENFILE;
  if (!temporary && !name_only && !failure_) {
    failure_ = WriteError{WriteError::Cause::kFailed, message};
  }
  return {ErrorKind::kIo, std::move(message)};
}

}  // namespace gfetch::save
