#pragma once
/// File names for the pages of a mirror: a tree of files with the structure of
/// the site. A name depends on the URL and the type alone, so it is the same in
/// every run and in any order of the pages. Pure functions.
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
/// - The name of a file is that of the URL, with percent-encoded bytes decoded.
///   An `@` marks an added suffix, and a folder whose name looks like that of a
///   file.
/// - Characters with a meaning to a file system, a terminal or Windows are
///   escaped: `%2Ehtaccess`, `a%3Ab`, `%63on.txt`. So no part of a path is
///   `..`, a dotfile or an option.
/// - The name is reversible: two URLs share a file only if seen_key() takes
///   them for the same page, and no file has the path of another page's folder.

#include <cstdint>
#include <string>
#include <string_view>

#include "gfetch/web/url.h"

namespace gfetch::save {

/// The size limit of a mirror's file path in bytes. A longer path is replaced
/// by the host and a hash.
inline constexpr std::size_t kMaxMirrorPathBytes = 1000;

/// The name of the file for the page at `/`, and for a page named `index.html`.
inline constexpr std::string_view kFolderIndex = "index.html";
inline constexpr std::string_view kNamedIndex = "%69ndex.html";

/// The case sensitivity of a file system. For kInsensitive, upper-case letters
/// and all characters beyond ASCII are escaped, because the file system may
/// treat two of them as the same.
enum class CaseSensitivity : std::uint8_t { kSensitive, kInsensitive };

/// Returns the relative path of the file for a body of `content_type` from
/// `url`, an http or https URL. Each component of the path has at most
/// kMaxFileNameBytes bytes; a longer component is truncated and ends in its
/// hash.
std::string mirror_name(
    const web::Url& url, std::string_view content_type,
    CaseSensitivity case_sensitivity = CaseSensitivity::kSensitive);

/// Returns a file name without folders, which is used when another file blocks
/// the path of mirror_name(). It contains a hash of `url`, so it is unique.
std::string flat_name(const web::Url& url, std::string_view content_type);

}  // namespace gfetch::save
