#pragma once
/// The folder in which bodies are saved. A body is written to a file whose name
/// ends in `.part`, which gets the body's name when it is complete: a file with
/// the name of a body holds all of it.
///
///   auto folder = BodyFolder::open("out");
///
/// **Invariants.**
/// - Every file and folder is opened by its name alone, relative to the open
///   folder that contains it, and never through a symbolic link.
/// - Of all existing files, only an unlocked `.part` file of gfetch is written
///   to.
/// - A finished body replaces only a regular file.
/// - Two bodies never share a `.part` file, not even in two processes.
///
/// All functions use the disk directly. They block the whole thread for as long
/// as the disk takes, and the calling fiber only where that is said.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"
#include "gfetch/save/write_error.h"

namespace gfetch::save {

class PartialFile;
struct PartOrigin;

class BodyFolder {
 public:
  /// Opens the folder `path`; creates it when it does not exist.
  static Result<std::unique_ptr<BodyFolder>, WriteError> open(
      const std::string& path);

  ~BodyFolder();
  BodyFolder(const BodyFolder&) = delete;
  BodyFolder& operator=(const BodyFolder&) = delete;

  /// Creates an empty `.part` file for the body `name`, which has no slash and
  /// at most kMaxFileNameBytes bytes. The error is kIo.
  Result<PartialFile> begin(const std::string& name);

  /// Opens the `.part` file of `name` that an earlier run has left with an
  /// origin, to append to it. Returns nothing when there is none or another
  /// process has locked it.
  std::optional<PartialFile> resume(const std::string& name);

  /// Passes the contents of the finished file `name` (a name given to finish())
  /// to `output`. Stops at the first error of `output` and returns it. An error
  /// in reading the file is kIo. Blocks the calling fiber if `output` does.
  Result<void> read(
      const std::string& name,
      const std::function<Result<void>(std::string_view)>& output) const;

  /// Returns true if the file system treats `A` and `a` as the same name.
  bool folds_case();

  /// Returns the name for which finish() returned `path`; nothing when `path`
  /// is not in this folder.
  std::optional<std::string> name_in(std::string_view path) const;

  /// Returns the first write error that must end the run, because later bodies
  /// could not be saved either. A lack of file descriptors is temporary, and a
  /// name that something else has or that the file system refuses concerns one
  /// body: these are not recorded here.
  const std::optional<WriteError>& failure() const { return failure_; }

 private:
  friend class PartialFile;

  BodyFolder(std::string path, int descriptor);
  Error fail(std::string_view name);
  Error fail_to_create(std::string_view name);
  Error fail(std::string_view name, bool name_only);
  bool lock_part(int descriptor, const std::string& name) const;
  std::optional<PartOrigin> read_origin(const std::string& name) const;
  std::string path_of(std::string_view name) const;

  std::string path_;
  int descriptor_;
  std::optional<WriteError> failure_;
};

}  // namespace gfetch::save
