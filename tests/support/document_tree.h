#pragma once
/// Trees of real pages: what Debian packages install as documentation. A test
/// that finds none says so and is skipped.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gfetch::test {

struct DocumentTree {
  std::string_view package;  ///< that brings it
  std::string_view parent;   ///< where it is installed
  std::string_view pattern;  ///< of a folder's name there; its end may vary
  std::string_view below;    ///< the pages, in that folder; or empty
  std::string_view start;    ///< the page that leads to the others
};

inline constexpr DocumentTree kDocumentTrees[] = {
    {"debian-reference-en", "/usr/share", "debian-reference", "",
     "index.en.html"},
    {"postgresql-doc", "/usr/share/doc", "postgresql-doc-", "html",
     "index.html"},
    {"python3-doc", "/usr/share/doc", "python3.", "html", "index.html"}};

/// Where it is installed; nothing: it is not.
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
