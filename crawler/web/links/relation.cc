#include "web/links/relation.h"

#include <algorithm>
#include <array>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

constexpr std::array<std::string_view, 10> kAssets = {
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "fluid-icon",
    "icon",
    "manifest",
    "mask-icon",
    "modulepreload",
    "preload",
    "stylesheet"};

constexpr std::array<std::string_view, 27> kPages = {
    "alternate",  "amphtml",  "appendix",  "author",  "bookmark",  "canonical",
    "chapter",    "contents", "copyright", "first",   "glossary",  "help",
    "index",      "last",     "license",   "next",    "prefetch",  "prerender",
    "prev",       "previous", "search",    "section", "shortlink", "start",
    "subsection", "toc",      "up"};

/// Returns true if `predicate` holds for any word of the rel attribute.
bool any_word(std::string_view rel, auto predicate) {
  for (;;) {
    rel.remove_prefix(run_of(rel, kWhitespaceByte));
    if (rel.empty()) return false;
    const std::string_view word =
        rel.substr(0, run_before(rel, kWhitespaceByte));
    rel.remove_prefix(word.size());
    if (predicate(word)) return true;
  }
}

bool any_word_of(std::string_view rel, const auto& words) {
  return any_word(rel, [&words](std::string_view word) {
    return std::ranges::any_of(words, [word](std::string_view known) {
      return equal_without_case(word, known);
    });
  });
}

}  // namespace

std::optional<LinkKind> kind_of_relation(std::string_view rel) {
  if (any_word_of(rel, kAssets)) return LinkKind::kAsset;
  if (any_word_of(rel, kPages)) return LinkKind::kPage;
  return std::nullopt;
}

bool has_relation(std::string_view rel, std::string_view word) {
  return any_word(rel, [word](std::string_view each) {
    return equal_without_case(each, word);
  });
}

}  // namespace gfetch::web
