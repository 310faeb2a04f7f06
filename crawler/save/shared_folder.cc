#include "gfetch/save/shared_folder.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <deque>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace gfetch::save {
namespace {

/// The maximum number of links in a path, as in Linux.
constexpr int kMostLinks = 40;

std::string name_of_user(uid_t user) {
  struct passwd entry {};
  struct passwd* found = nullptr;
  std::array<char, 4096> text{};
  getpwuid_r(user, &entry, text.data(), text.size(), &found);
  const std::string number = std::to_string(user);
  return found == nullptr ? number : entry.pw_name + (" (" + number + ")");
}

/// Returns true if other users may create files in `folder`.
bool is_shared(const struct stat& folder) {
  return (folder.st_mode & (S_ISVTX | S_IWOTH)) != 0;
}

/// Returns true if the target of the link is an open file of this process, or
/// another thing that its text does not name.
bool is_in_procfs(int descriptor) {
  struct statfs system {};
  return fstatfs(descriptor, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/// Follows a path part by part, from an open folder to the next one.
class Walk {
 public:
  enum class Missing { kFail, kCreate };

  Walk(const std::string& path, Missing missing) : missing_(missing) {
    std::error_code failure;
    const auto whole = std::filesystem::absolute(path, failure);
    if (failure) {
      error_number_ = failure.value();
      return;
    }
    begin_at_root();
    put_in_front(whole.native());
    while (!planted_ && error_number_ == 0 && !parts_.empty()) step();
  }
  ~Walk() { go_to(-1); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  /// The end of the path, opened with O_PATH, if nothing went wrong.
  int end() const { return here_; }
  int error_number() const { return error_number_; }
  std::optional<Planted>& planted() { return planted_; }

 private:
  void go_to(int descriptor) {
    if (here_ >= 0) close(here_);
    here_ = descriptor;
  }

  void begin_at_root() {
    go_to(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (here_ < 0) fail();
    where_.clear();
  }

  void put_in_front(std::string_view path) {
    std::size_t at = 0;
    while (!path.empty()) {
      const std::size_t slash = path.find('/');
      const std::string_view part = path.substr(0, slash);
      if (!part.empty() && part != ".") {
        parts_.insert(parts_.begin() + static_cast<long>(at++),
                      std::string(part));
      }
      path.remove_prefix(part.size() + (slash == path.npos ? 0 : 1));
    }
  }

  void fail() { error_number_ = errno; }

  void step() {
    const std::string name = std::move(parts_.front());
    parts_.pop_front();
    const int next = open_part(name);
    if (next < 0) return fail();
    struct stat folder {};
    struct stat part {};
    if (fstat(here_, &folder) != 0 || fstat(next, &part) != 0) {
      fail();
      close(next);
      return;
    }
    if (name != "..") where_ += '/' + name;
    const bool trusted =
        part.st_uid == geteuid() || part.st_uid == folder.st_uid;
    if (name != ".." && is_shared(folder) && !trusted) {
      planted_ = Planted{where_, part.st_uid};
      close(next);
      return;
    }
    if (S_ISLNK(part.st_mode)) return follow(next, name);
    if (name == "..") where_.erase(std::min(where_.rfind('/'), where_.size()));
    go_to(next);
  }

  /// Opens the part `name` of the current folder, and not what a link leads to.
  int open_part(const std::string& name) const {
    constexpr int kFlags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
    const int found = openat(here_, name.c_str(), kFlags);
    if (found >= 0 || errno != ENOENT || missing_ == Missing::kFail) {
      return found;
    }
    // If another process creates something at the same time, mkdirat() fails,
    // and what was created is looked at as if it had been there.
    mkdirat(here_, name.c_str(), 0777);
    return openat(here_, name.c_str(), kFlags);
  }

  /// Follows the link `name` of the current folder, which is open as `link`.
  void follow(int link, const std::string& name) {
    std::array<char, PATH_MAX> target{};
    const ssize_t size = readlinkat(link, "", target.data(), target.size());
    if (size < 0 || ++links_ > kMostLinks) {
      if (size >= 0) errno = ELOOP;
      fail();
      close(link);
      return;
    }
    const bool magic = is_in_procfs(link);
    close(link);
    if (magic) {
      const int next = openat(here_, name.c_str(), O_PATH | O_CLOEXEC);
      return next < 0 ? fail() : go_to(next);
    }
    const std::string_view text(target.data(), static_cast<std::size_t>(size));
    where_.erase(where_.rfind('/'));
    if (text.starts_with('/')) begin_at_root();
    put_in_front(text);
  }

  Missing missing_;
  std::deque<std::string> parts_;  ///< the parts to follow
  int here_ = -1;                  ///< the folder that has been reached
  std::string where_;              ///< its path; empty for the root
  int links_ = 0;
  int error_number_ = 0;
  std::optional<Planted> planted_;
};

bool same_file(int one, int two) {
  struct stat first {};
  struct stat second {};
  return fstat(one, &first) == 0 && fstat(two, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

std::string Planted::sentence() const {
  return '"' + path + "\" belongs to the user " + name_of_user(owner) +
         ", who may have put it into a shared folder; use a file in a folder "
         "of your own";
}

std::optional<Planted> planted_by_other(const std::string& path) {
  return std::move(Walk(path, Walk::Missing::kFail).planted());
}

std::optional<Planted> planted_by_other(const std::string& path,
                                        int descriptor) {
  Walk walk(path, Walk::Missing::kFail);
  if (walk.planted()) return std::move(walk.planted());
  if (walk.error_number() == 0 && same_file(walk.end(), descriptor)) return {};
  // Another file had this name when it was opened.
  struct stat file {};
  const bool ours = fstat(descriptor, &file) == 0 && file.st_uid == geteuid();
  if (ours) return std::nullopt;
  return Planted{path, file.st_uid};
}

int open_folder(const std::string& path, std::optional<Planted>& planted) {
  Walk walk(path, Walk::Missing::kCreate);
  planted = std::move(walk.planted());
  if (planted) return -1;
  errno = walk.error_number();
  if (errno != 0) return -1;
  return openat(walk.end(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

}  // namespace gfetch::save
