#include "gfetch/web/usage_error.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gfetch {
namespace {

// Returns the edit distance (optimal string alignment): the number of
// insertions, deletions, replacements and swaps of adjacent characters that
// turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1),
      row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string_view closest(std::string_view word,
                         std::span<const std::string_view> known) {
  // The size limit of a compared word, because the edit distance takes
  // quadratic time.
  constexpr std::size_t kMaxWordBytes = 64;
  if (word.empty() || word.size() > kMaxWordBytes) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view name : known) {
    const std::size_t distance = edit_distance(word, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  if (!best.empty()) return best;
  const auto longer =
      std::find_if(known.begin(), known.end(), [word](std::string_view name) {
        return word.size() > 1 && name.starts_with(word);
      });
  return longer == known.end() ? std::string_view() : *longer;
}

UsageError unknown_name(std::string_view what, std::string_view word,
                        std::span<const std::string_view> known) {
  std::string text("unknown ");
  text.append(what).append(" \"").append(word).append("\"");
  const std::string_view meant = closest(word, known);
  if (!meant.empty()) {
    text.append(" (did you mean \"").append(meant).append("\"?)");
    return UsageError{std::move(text)};
  }
  text.append("; known are");
  std::string_view separator = " ";
  for (const std::string_view name : known) {
    text.append(separator).append(name);
    separator = ", ";
  }
  return UsageError{std::move(text)};
}

}  // namespace gfetch
