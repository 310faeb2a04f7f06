#include "save/subfolder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace gfetch::save {

namespace {

/// Returns true for what belongs to this user or to root.
bool is_ours(const struct stat& status) {
  return status.st_uid == geteuid() || status.st_uid == 0;
}

}  // namespace

bool is_occupied(int error_number) {
  return error_number == EISDIR || error_number == ENOTDIR ||
         error_number == ELOOP || error_number == EEXIST ||
         error_number == EACCES || error_number == EPERM;
}

Subfolder::Subfolder(int root, std::string_view path)
    : root_(root), descriptor_(root) {
  for (std::size_t slash = path.find('/'); slash != path.npos;
       slash = path.find('/')) {
    if (!enter(std::string(path.substr(0, slash)))) return;
    path.remove_prefix(slash + 1);
  }
  file_ = path;
}

Subfolder::~Subfolder() {
  leave();
}

bool Subfolder::enter(const std::string& name) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  int next = openat(descriptor_, name.c_str(), kFlags);
  if (next < 0 && errno == ENOENT) {
    // If another process creates the folder at the same time, mkdirat() fails
    // and the second openat() succeeds.
    mkdirat(descriptor_, name.c_str(), 0777);
    next = openat(descriptor_, name.c_str(), kFlags);
  }
  struct stat status {};
  if (next >= 0 && (fstat(next, &status) != 0 || !is_ours(status))) {
    close(next);
    next = -1;
    errno = EPERM;
  }
  error_number_ = next < 0 ? errno : 0;
  leave();
  descriptor_ = next;
  return next >= 0;
}

void Subfolder::leave() {
  if (descriptor_ >= 0 && descriptor_ != root_) close(descriptor_);
}

bool Subfolder::take(int root, const std::string& name) const {
  if (descriptor_ < 0) {
    errno = error_number_;
    return false;
  }
  struct stat status {};
  if (fstatat(descriptor_, file_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
      !is_ours(status)) {
    errno = EPERM;
    return false;
  }
  return renameat(root, name.c_str(), descriptor_, file_.c_str()) == 0;
}

int Subfolder::open() const {
  if (descriptor_ < 0) {
    errno = error_number_;
    return -1;
  }
  return openat(descriptor_, file_.c_str(),
                O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

void Subfolder::remove() const {
  unlinkat(descriptor_, file_.c_str(), 0);
}

}  // namespace gfetch::save
