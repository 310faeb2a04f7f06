#pragma once
/// A body that is being written to a BodyFolder.
///
///   auto part = folder.begin("report-0123456789abcdef.pdf");
///   auto written = part->write(bytes);
///   auto path = part->finish("report-0123456789abcdef.pdf");
///
/// All functions block the whole thread for as long as the disk takes.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gfetch/net/result.h"
#include "gfetch/save/body_folder.h"
#include "save/resume.h"

namespace gfetch::save {

class Subfolder;

/// A body that is being written. The destructor removes the `.part` file of an
/// unfinished body, unless remember() has marked it to be resumed.
class PartialFile {
 public:
  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&& other) noexcept;
  ~PartialFile();

  /// Appends `bytes` to the body. The file is written in whole blocks. The
  /// error is kIo.
  Result<void> write(std::string_view bytes);

  /// Ends the body, renames its file to `name` and returns the path. An
  /// existing file named `name` is replaced. The folders in `a/b/name` are
  /// created. If a folder has the name of the file, or a file or a link has the
  /// name of a folder, the file is named `fallback` instead, unless `fallback`
  /// is empty. The error is kIo.
  Result<std::string> finish(const std::string& name,
                             const std::string& fallback = {});

  /// Keeps the `.part` file when this object is destroyed, so that a later run
  /// can resume it, and writes `origin` to a file beside it. The error is kIo.
  Result<void> remember(const PartOrigin& origin);

  /// Returns the origin given to remember(); nothing if the `.part` file will
  /// be removed.
  const std::optional<PartOrigin>& origin() const { return origin_; }

  /// Returns the size of the body so far, in bytes.
  std::uint64_t size() const { return size_; }

  /// Truncates the body to its first `size` bytes. With a size of 0, the origin
  /// is deleted, too. The error is kIo.
  Result<void> cut(std::uint64_t size);

  /// Passes the body so far to `output`. Stops at the first error of `output`
  /// and returns it. An error in reading the file is kIo. Blocks the calling
  /// fiber if `output` does.
  Result<void> read_back(
      const std::function<Result<void>(std::string_view)>& output);

 private:
  friend class BodyFolder;

  PartialFile(BodyFolder& folder, int descriptor, std::string name);
  std::string origin_name() const;
  void delete_origin() noexcept;
  Result<std::string> close_as(const Subfolder& folder,
                               const std::string& name);
  Result<void> flush();
  Result<void> write_out(std::string_view bytes);
  void discard() noexcept;

  BodyFolder* folder_;
  int descriptor_;  ///< -1 when the file is finished or moved from
  std::string name_;
  std::string waiting_;  ///< bytes of an incomplete block
  std::uint64_t size_ = 0;
  std::optional<PartOrigin> origin_;
};

}  // namespace gfetch::save
