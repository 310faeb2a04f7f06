#pragma once
/// Names for the pages of a mirror: a tree of files that looks like the site,
/// the same in every run. All pure.
///
///   mirror_name(url, "text/html");
///
/// | URL | file |
/// |---|---|
/// | `https://h/docs/a.html` | `h/docs/a.html` |
/// | `https://h/docs/` | `h/docs/index.html` |
/// | `https://h/about`, a page | `h/about.html` |
/// | `https://h/logo`, a PNG | `h/logo.png` |
/// | `https://h/list.php?page=2`, a page | `h/list.php@page=2.html` |
/// | `https://h/a.png?v=3` | `h/a.png@v=3.png` |
/// | `http://h:8080/` | `h@8080/index.html` |
///
/// A name is read as the URL has it, its percent-escapes undone; what a file
/// system, a terminal or Windows takes for something else is escaped again:
/// `%2Ehtaccess`, `a%3Ab`, `%63on.txt`. So no part of it is `..`, a dotfile or
/// an option, and different paths have different names, but for what the
/// scheme, `index.html` and an added ending make alike.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gfetch/crawler/url.h"

namespace gfetch {

/// No mirrored path is longer: a longer one is that of its host and its hash.
inline constexpr std::size_t kLongestMirrorPath = 1000;

/// The path, without a slash at its front, of a body of `content_type` from
/// `url`, which is one of http or https. Each part of it is at most
/// kLongestFileName bytes long; a longer one is cut and ends in its hash.
/// Never blocks.
std::string mirror_name(const Url& url, std::string_view content_type);

/// The names of one run: no two URLs share one, not even one that differs by
/// the case of its letters.
class MirrorNames {
 public:
  /// mirror_name(), or for who comes second to it a name of the URL's own:
  /// `index-0123456789abcdef.html`, directly in the folder.
  /// Never blocks.
  std::string claim(const Url& url, std::string_view content_type);

 private:
  /// Hash of a name, in lower case, to that of the URL that has it.
  std::unordered_map<std::size_t, std::size_t> owners_;
};

/// The name of `url`'s own that is free whatever the disk and the run hold.
/// Never blocks.
std::string lone_name(const Url& url, std::string_view content_type);

}  // namespace gfetch
