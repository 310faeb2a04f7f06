#pragma once
/// Where a file of a mirror comes to lie: a folder within a folder, reached
/// step by step and through no symbolic link.

#include <string>
#include <string_view>

namespace gfetch::save {

class Subfolder {
 public:
  /// Opens the folders that `path` names below `root`, and makes those that
  /// are not there. `root` outlives this.
  Subfolder(int root, std::string_view path);
  ~Subfolder();
  Subfolder(const Subfolder&) = delete;
  Subfolder& operator=(const Subfolder&) = delete;

  /// Moves the file `name` of `root` here, under the last part of the path, in
  /// place of any file of that name. False: errno says why not.
  bool take(int root, const std::string& name) const;

  /// Opens the file that the path names, to be read; -1: errno says why not.
  int open() const;

  /// Removes what was taken.
  void remove() const;

 private:
  bool enter(const std::string& name);
  void leave();

  int root_;
  int descriptor_;  ///< -1: it could not be opened
  int error_number_ = 0;
  std::string file_;
};

}  // namespace gfetch::save
