#pragma once
/// The folder that bodies are saved in. A body grows in a file whose name ends
/// in `.part`, and gets its own name when it is whole: whoever finds a file of
/// a body's name finds all of it.
///
///   auto folder = BodyFolder::open("out");
///   auto part = (*folder)->begin("report-0123456789abcdef.pdf");
///   auto written = part->write(bytes);
///   auto path = part->finish("report-0123456789abcdef.pdf");
///
/// **Invariants.** Every file and folder is opened by a plain name, relative to
/// the open folder it lies in, and never through a symbolic link; nothing that
/// was there before is written into but an own, unlocked `.part` file, and
/// nothing but a file gives way to a finished one. Two bodies, of this process
/// or another, never share a `.part` file.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"
#include "gfetch/save/resume.h"
#include "gfetch/save/write_error.h"

namespace gfetch::save {

class BodyFolder;
class Subfolder;

/// A body on its way to being a file. When this goes, an unfinished one is
/// removed, unless it is remembered.
class PartialFile {
 public:
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&& other) noexcept;
  ~PartialFile();

  /// Adds bytes; they are on disk when a block is full. The error is kIo.
  /// Never blocks longer than a disk does.
  Result<void> write(std::string_view bytes);

  /// Gives the file the name `name`, in place of any file that has it, and
  /// says where it now lies. `a/b/name` lies in subfolders, made where they are
  /// not there. What else is in the way, a folder of that name or a file or a
  /// link where there should be a folder, makes it `otherwise`, if that is
  /// given. The error is kIo.
  /// Never blocks longer than a disk does.
  Result<std::string> finish(const std::string& name,
                             const std::string& otherwise = {});

  /// Has what is written of it outlive this, for another time to go on, with
  /// its origin beside it. The error is kIo.
  /// Never blocks longer than a disk does.
  Result<void> remember(const PartOrigin& origin);

  /// What was remembered; nothing: it will not outlive this.
  /// Never blocks.
  const std::optional<PartOrigin>& origin() const { return origin_; }

  /// Bytes so far.
  /// Never blocks.
  std::uint64_t size() const { return size_; }

  /// Keeps the first `size` bytes only; of none at all, no origin either. The
  /// error is kIo.
  /// Never blocks longer than a disk does.
  Result<void> cut(std::uint64_t size);

  /// Hands the bytes so far to `output`, whose error ends it.
  /// Blocks the calling fiber if `output` does.
  Result<void> read_back(
      const std::function<Result<void>(std::string_view)>& output);

 private:
  friend class BodyFolder;

  PartialFile(BodyFolder& folder, int descriptor, std::string name);
  std::string origin_name() const;
  void forget() noexcept;
  Result<std::string> close_as(const Subfolder& folder,
                               const std::string& name);
  Result<void> flush();
  Result<void> write_out(std::string_view bytes);
  void discard() noexcept;

  BodyFolder* folder_;
  int descriptor_;  ///< -1: finished, or moved from
  std::string name_;
  std::string waiting_;  ///< for a block to be full
  std::uint64_t size_ = 0;
  std::optional<PartOrigin> origin_;
};

class BodyFolder {
 public:
  /// Opens the folder `path`, and makes it if it is not there.
  /// Never blocks longer than a disk does.
  static Result<std::unique_ptr<BodyFolder>, WriteError> open(
      const std::string& path);

  ~BodyFolder();
  BodyFolder(const BodyFolder&) = delete;
  BodyFolder& operator=(const BodyFolder&) = delete;

  /// An empty file for a body that is to be called `name`: a name without a
  /// slash, of at most kLongestFileName bytes. The error is kIo.
  /// Never blocks longer than a disk does.
  Result<PartialFile> begin(const std::string& name);

  /// What an earlier begin(name) left behind and remembered, to go on with;
  /// nothing when there is none, or another goes on with it already.
  /// Never blocks longer than a disk does.
  std::optional<PartialFile> resume(const std::string& name);

  /// Hands the bytes of the file `name`, as finish() had it, to `output`, whose
  /// error ends it. Its own error is kIo.
  /// Blocks the calling fiber if `output` does.
  Result<void> read(
      const std::string& name,
      const std::function<Result<void>(std::string_view)>& output) const;

  /// Whether the disk takes `A` and `a` for one name.
  /// Never blocks longer than a disk does.
  bool folds_case();

  /// By which name finish() called `path`; nothing: it never did.
  /// Never blocks.
  std::optional<std::string> name_in(std::string_view path) const;

  /// Why something could not be written. Such a run is to end: what was not
  /// saved must not count as done. A lack of descriptors is not meant, for
  /// that passes.
  /// Never blocks.
  const std::optional<WriteError>& failure() const { return failure_; }

 private:
  friend class PartialFile;

  BodyFolder(std::string path, int descriptor);
  Error fail(std::string_view name);
  bool is_ours(int descriptor, const std::string& name) const;
  std::optional<PartOrigin> read_origin(const std::string& name) const;
  std::string path_of(std::string_view name) const;

  std::string path_;
  int descriptor_;
  std::optional<WriteError> failure_;
};

}  // namespace gfetch::save
