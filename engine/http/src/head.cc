#include "head.h"

#include <algorithm>

namespace gfetch::http {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

HttpVersion version_named(std::string_view name) {
  if (name == "1.1") return HttpVersion::k1_1;
  if (name == "2" || name == "2.0") return HttpVersion::k2;
  if (name == "3") return HttpVersion::k3;
  if (name == "1.0") return HttpVersion::k1_0;
  return HttpVersion::kUnknown;
}

/// Removes the text before the next space from `text`, together with the space,
/// and returns it.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits.substr(0, 3)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

void begin_head(Response& response, std::string_view rest) {
  response.version = version_named(take_word(rest));
  response.status_code = number_of(take_word(rest));
  response.reason = trimmed(rest);
  response.headers.clear();
  constexpr std::size_t kTypicalCount = 16;
  response.headers.reserve(kTypicalCount);
}

}  // namespace

HeadLine add_head_line(Response& response, std::string_view line) {
  constexpr std::string_view kStatusBegin = "HTTP/";
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
    line.remove_suffix(1);
  }
  if (line.empty()) return HeadLine::kEnd;
  if (line.starts_with(kStatusBegin)) {
    begin_head(response, line.substr(kStatusBegin.size()));
    return HeadLine::kStatus;
  }
  if (is_blank(line.front())) {
    if (!response.headers.empty()) {
      response.headers.back().value += ' ';
      response.headers.back().value += trimmed(line);
    }
    return HeadLine::kField;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::size_t value = std::min(colon + 1, line.size());
  Header& header = response.headers.emplace_back();
  header.name = trimmed(line.substr(0, colon));
  header.value = trimmed(line.substr(value));
  return HeadLine::kField;
}

}  // namespace gfetch::http
