#pragma once
/// Finds trees of real pages that Debian packages install as documentation. A
/// test that needs a missing tree is skipped with a message.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::test {

struct DocumentTree {
  std::string_view package;  ///< the name of the Debian package
  std::string_view parent;   ///< the folder that contains the tree
  std::string_view pattern;  ///< a pattern for the tree's name in `parent`
  std::string_view below;    ///< the subfolder with the pages; or empty
  std::string_view start;    ///< the page that links to the others
};

inline constexpr DocumentTree kDocumentTrees[] = {
    {"debian-reference-en", "/usr/share", "debian-reference", "",
     "index.en.html"},
    {"postgresql-doc", "/usr/share/doc", "postgresql-doc-", "html",
     "index.html"},
    {"python3-doc", "/usr/share/doc", "python3.", "html", "index.html"}};

/// Returns the path of the installed tree; nullopt if it is not installed.
inline std::optional<std::filesystem::path> find(const DocumentTree& tree) {
  std::error_code absent;
  for (const auto& entry :
       std::filesystem::directory_iterator(tree.parent, absent)) {
    const std::filesystem::path folder = entry.path() / tree.below;
    if (entry.path().filename().string().starts_with(tree.pattern) &&
        std::filesystem::exists(folder / tree.start)) {
      return folder;
    }
  }
  return std::nullopt;
}

}  // namespace gfetch::test
