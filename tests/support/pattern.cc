#include "tests/support/pattern.h"

#include <regex.h>

#include <stdexcept>

namespace gfetch::test {

std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern) {
  regex_t compiled;
  if (regcomp(&compiled, pattern.c_str(), REG_EXTENDED) != 0)
    throw std::invalid_argument("no regular expression: " + pattern);
  std::vector<std::string> found;
  std::size_t at = 0;
  regmatch_t match;
  while (at < text.size() && regexec(&compiled, text.c_str() + at, 1, &match,
                                     at == 0 ? 0 : REG_NOTBOL) == 0) {
    const auto begin = static_cast<std::size_t>(match.rm_so);
    const auto end = static_cast<std::size_t>(match.rm_eo);
    found.push_back(text.substr(at + begin, end - begin));
    at += end > 0 ? end : 1;
  }
  regfree(&compiled);
  return found;
}

bool matches(const std::string& text, const std::string& pattern) {
  return !all_matches(text, pattern).empty();
}

}  // namespace gfetch::test
