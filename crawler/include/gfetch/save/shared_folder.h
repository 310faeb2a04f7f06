#pragma once
/// Files in folders in which several users may create files, such as /tmp. This
/// is the one home of the rule:
///
/// - A folder is shared if it is sticky or if every user may write to it.
/// - What is in a shared folder, a link included, may have been put there by
///   another user for gfetch to find, if it belongs neither to the user of this
///   process nor to the owner of the folder.
/// - This holds for each part of a path, and for each part of the targets of
///   its links: the owner of a folder decides what is in it.
///
/// The rule is that of Linux's fs.protected_regular and protected_symlinks for
/// every part instead of the last one. A link of procfs (/dev/stdin,
/// /dev/fd/63) leads to what the process has been given, and is followed.
///
///   if (auto planted = planted_by_other(path)) return planted->sentence();

#include <sys/types.h>

#include <optional>
#include <string>

namespace gfetch::save {

/// A part of a path that another user may have put into a shared folder.
struct Planted {
  std::string path;  ///< the path as far as this part
  uid_t owner = 0;   ///< the other user
  /// Returns `"/tmp/a" belongs to the user ann, who …`, with the cure.
  std::string sentence() const;
};

/// Returns the first part of `path`, or of the target of one of its links, that
/// another user may have planted; nothing if there is none, or if `path` does
/// not exist. A relative path begins at the root, too: the working folder may
/// be another user's. Blocks the thread for the disk only.
std::optional<Planted> planted_by_other(const std::string& path);

/// The same for the file `path`, which is open as `descriptor`: that file must
/// be what the path leads to.
std::optional<Planted> planted_by_other(const std::string& path,
                                        int descriptor);

/// Opens the folder `path`, and creates those of its parts that are missing.
/// Each part is opened in the one before, so that nobody can replace a part
/// meanwhile. Returns the descriptor; -1 with `planted` for a part of another
/// user, and -1 with errno for any other failure. Folders that were created
/// before a failure stay.
int open_folder(const std::string& path, std::optional<Planted>& planted);

}  // namespace gfetch::save
