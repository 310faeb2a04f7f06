#pragma once
/// Names for the pages of a mirror: a tree of files that looks like the site,
/// the same in every run, whatever comes first. All pure.
///
///   mirror_name(url, "text/html");
///
/// | URL | file |
/// |---|---|
/// | `https://h/docs/a.html` | `h/docs/a.html` |
/// | `https://h/docs/` | `h/docs/index.html` |
/// | `https://h/docs/index.html` | `h/docs/%69ndex.html` |
/// | `https://h/about`, a page | `h/about@.html` |
/// | `https://h/logo`, a PNG | `h/logo@.png` |
/// | `https://h/list.php?page=2`, a page | `h/list.php@page=2.html` |
/// | `https://h/a.png?v=3` | `h/a.png@v=3.png` |
/// | `https://h/example.org/a.html` | `h/example.org@/a.html` |
/// | `http://h/`, `http://h:8080/` | `h@http/index.html`, `h@8080/index.html` |
///
/// A file's own name stands as it is; an `@` marks what was added to one, and
/// folders that look like files. A name is read as the URL has it, its
/// percent-escapes undone; what a file system, a terminal or Windows takes for
/// something else is escaped again: `%2Ehtaccess`, `a%3Ab`, `%63on.txt`. So no
/// part of it is `..`, a dotfile or an option. From a name its URL can be told,
/// up to what seen_key() takes for one: no two pages share a file, and none
/// lies where another's folder is.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::save {

/// No mirrored path is longer: a longer one is that of its host and its hash.
inline constexpr std::size_t kLongestMirrorPath = 1000;

/// What a folder answered with, and what a page of that name did.
inline constexpr std::string_view kFolderIndex = "index.html";
inline constexpr std::string_view kNamedIndex = "%69ndex.html";

/// Which letters a disk tells apart in names.
enum class NameLetters : std::uint8_t {
  kAll,
  kLowerAscii,  ///< it may take others for one: they are escaped
};

/// The path, without a slash at its front, of a body of `content_type` from
/// `url`, which is one of http or https. Each part of it is at most
/// kLongestFileName bytes long; a longer one is cut and ends in its hash.
/// Never blocks.
std::string mirror_name(const web::Url& url, std::string_view content_type,
                        NameLetters letters = NameLetters::kAll);

/// The name of `url`'s own that is free whatever the disk holds.
/// Never blocks.
std::string lone_name(const web::Url& url, std::string_view content_type);

}  // namespace gfetch::save
