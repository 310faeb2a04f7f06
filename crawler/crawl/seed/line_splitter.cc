#include <algorithm>
#include <cassert>

#include "crawl/seed/seed_lines.h"

namespace gfetch::crawl {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The number of bytes that a record shows of an input line that is too long.
constexpr std::size_t kKeptOfTooLong = 4096;

}  // namespace

std::size_t LineSplitter::longest(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  const bool json = first != std::string_view::npos && line[first] == '{';
  return json ? kLongestJsonLine : kLongestLine;
}

void LineSplitter::feed(std::string_view block) {
  assert(!finished_);
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_.append(block);
}

std::optional<LineSplitter::Line> LineSplitter::next() {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  const std::size_t end = rest.find('\n', searched_);
  if (end != std::string_view::npos) return take(rest.substr(0, end), end + 1);
  searched_ = rest.size();
  if (finished_) {
    if (rest.empty() && !skipping_) return std::nullopt;
    return take(rest, rest.size());
  }
  if (skipping_ || rest.size() > longest(rest)) skip(rest);
  return std::nullopt;
}

LineSplitter::Line LineSplitter::take(std::string_view text,
                                      std::size_t with_newline) {
  begin_ += with_newline;
  searched_ = 0;
  Line line{.text = text, .number = ++number_};
  if (skipping_) {
    skipping_ = false;
    line.text = too_long_;
    line.too_long = true;
    return line;
  }
  if (line.number == 1 && line.text.starts_with(kByteOrderMark)) {
    line.text.remove_prefix(kByteOrderMark.size());
  }
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  if (line.text.size() > longest(line.text)) {
    line.text = line.text.substr(0, kKeptOfTooLong);
    line.too_long = true;
  }
  return line;
}

void LineSplitter::skip(std::string_view bytes) {
  if (!skipping_) {
    skipping_ = true;
    too_long_ = bytes.substr(0, kKeptOfTooLong);
    if (number_ == 0 && too_long_.starts_with(kByteOrderMark)) {
      too_long_.erase(0, kByteOrderMark.size());
    }
  }
  begin_ += bytes.size();
  searched_ = 0;
}

}  // namespace gfetch::crawl
