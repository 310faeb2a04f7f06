#pragma once
/// A subfolder of a mirror. It is opened component by component and never
/// through a symbolic link.

#include <string>
#include <string_view>

namespace gfetch::save {

class Subfolder {
 public:
  /// Opens the folders of `path` below the open folder `root`, and creates
  /// those that do not exist. `root` must outlive this object. After a failure,
  /// the other functions fail with the same errno.
  Subfolder(int root, std::string_view path);
  ~Subfolder();
  Subfolder(const Subfolder&) = delete;
  Subfolder& operator=(const Subfolder&) = delete;

  /// Moves the file `name` from `root` into this folder, under the last
  /// component of the path. Replaces an existing file. Returns false and sets
  /// errno on failure.
  bool take(int root, const std::string& name) const;

  /// Opens the file at the path for reading. Returns -1 and sets errno on
  /// failure.
  int open() const;

  /// Removes the file at the path.
  void remove() const;

 private:
  bool enter(const std::string& name);
  void leave();

  int root_;
  int descriptor_;  ///< the open folder; -1 after a failure
  int error_number_ = 0;
  std::string file_;
};

}  // namespace gfetch::save
