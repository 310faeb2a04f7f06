#pragma once
/// A subfolder of a mirror. It is opened component by component, never through
/// a symbolic link, and never into the folder of another user, who could read
/// and change what is saved there.

#include <string>
#include <string_view>

namespace gfetch::save {

/// Returns true if an errno says that a file, a folder or a link which is not
/// to be replaced has the name.
bool is_occupied(int error_number);

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
  /// component of the path. Replaces an existing file, unless it belongs to
  /// another user (EPERM). Returns false and sets errno on failure.
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
