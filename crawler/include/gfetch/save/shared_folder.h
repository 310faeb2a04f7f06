#pragma once
/// Files in folders in which several users may create files, such as /tmp.

#include <sys/types.h>

#include <string>

namespace gfetch::save {

/// Returns true if the existing file, folder or link `path` may have been put
/// there by another user for gfetch to find: its folder is sticky, and it
/// belongs neither to the user of this process nor to the owner of the folder.
/// This is the rule of Linux's fs.protected_regular and protected_symlinks. A
/// link is not followed.
bool planted_by_other(const std::string& path);

/// The same for the file `path`, which is open as `descriptor`. The owner of
/// the open file counts, too: the file of that name may be another one by now.
/// The target of a user's own link may belong to anybody.
bool planted_by_other(const std::string& path, int descriptor);

/// Returns true if the folder of `path` is sticky, and `owner` is neither the
/// user of this process nor the owner of the folder.
bool foreign_in_shared_folder(const std::string& path, uid_t owner);

}  // namespace gfetch::save
