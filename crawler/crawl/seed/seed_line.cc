#include <string>

#include "crawl/seed/seed_lines.h"
#include "web/text/utf8.h"

namespace gfetch::crawl {
namespace {

constexpr std::size_t kLongestShown = 2048;

// Replaces a possible password in `word` by `***`: the text between the first
// colon of the authority and the last `@`. `word` need not be a valid URL.
std::string without_password(std::string_view word) {
  std::string text(word);
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || text.starts_with("mailto:")) return text;
  const std::size_t slashes = text.find("//");
  const std::size_t user = slashes == std::string::npos ? 0 : slashes + 2;
  const std::size_t colon = text.find(':', user);
  if (colon < at) text.replace(colon + 1, at - colon - 1, "***");
  return text;
}

}  // namespace

std::string_view seed_text(std::string_view line) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!line.empty() && blank(line.front())) line.remove_prefix(1);
  if (line.starts_with('#')) return {};
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  return line;
}

std::string shown(std::string_view text) {
  text = text.substr(0, kLongestShown);
  std::string masked;
  while (!text.empty()) {
    constexpr std::string_view kBetweenWords = " \t\"";
    const std::size_t end =
        std::min(text.find_first_of(kBetweenWords), text.size());
    masked += without_password(text.substr(0, end));
    text.remove_prefix(end);
    const std::size_t next =
        std::min(text.find_first_not_of(kBetweenWords), text.size());
    masked += text.substr(0, next);
    text.remove_prefix(next);
  }
  return web::to_valid_utf8(masked);
}

}  // namespace gfetch::crawl
