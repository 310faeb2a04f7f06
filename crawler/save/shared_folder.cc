#include "gfetch/save/shared_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace gfetch::save {

bool planted_by_other(const std::string& path) {
  // With a slash at its end a path names what its link leads to.
  std::string name = path;
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  struct stat file {};
  return lstat(name.c_str(), &file) == 0 &&
         foreign_in_shared_folder(name, file.st_uid);
}

bool planted_by_other(const std::string& path, int descriptor) {
  if (planted_by_other(path)) return true;
  struct stat name {};
  struct stat file {};
  const bool is_link = lstat(path.c_str(), &name) == 0 && S_ISLNK(name.st_mode);
  return !is_link && fstat(descriptor, &file) == 0 &&
         foreign_in_shared_folder(path, file.st_uid);
}

bool foreign_in_shared_folder(const std::string& path, uid_t owner) {
  const std::string parent = std::filesystem::path(path).parent_path();
  struct stat folder {};
  if (stat(parent.empty() ? "." : parent.c_str(), &folder) != 0) return false;
  return (folder.st_mode & S_ISVTX) != 0 && owner != geteuid() &&
         owner != folder.st_uid;
}

}  // namespace gfetch::save
