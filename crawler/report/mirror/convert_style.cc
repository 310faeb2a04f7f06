#include <algorithm>
#include <cstddef>
#include <string>

#include "report/mirror/convert.h"
#include "web/css/css_scanner.h"
#include "web/text/ascii.h"
#include "web/text/position_counter.h"

namespace gfetch::report {
namespace {

/// Escapes a URL for `url(…)` and for CSS strings in single or double quotes.
std::string css_text(std::string_view url) {
  std::string out;
  for (const char c : url) {
    switch (c) {
      case '(':
        out += "%28";
        break;
      case ')':
        out += "%29";
        break;
      case '\'':
        out += "%27";
        break;
      case '\\':
        out += "%5C";
        break;
      default:
        out += c;
    }
  }
  return out;
}

class StyleConverter {
 public:
  StyleConverter(std::string_view source, const NewTarget& target_for)
      : source_(source), target_for_(target_for) {}

  std::string convert() {
    web::CssScanner scanner([this](const web::CssUrl& url) { take(url); });
    scanner.feed(source_);
    scanner.finish();
    return std::move(out_.append(source_.substr(done_)));
  }

 private:
  void take(const web::CssUrl& url) {
    const std::size_t begin = offset_of(url.position);
    if (url.cut || begin >= source_.size()) return;
    const auto target = target_for_(url.target);
    if (!target) return;
    out_.append(source_.substr(done_, begin - done_)).append(css_text(*target));
    done_ = end_of(begin);
  }

  /// Returns the offset of a position. Positions must be passed in source
  /// order, and the byte before each must be ASCII.
  std::size_t offset_of(const web::Position& position) {
    while (counted_ < source_.size() && counter_.position() != position) {
      counter_.advance(source_.substr(counted_++, 1));
    }
    return counted_;
  }

  std::size_t end_of(std::size_t begin) const {
    const char before = begin > 0 ? source_[begin - 1] : '(';
    const bool quoted = before == '"' || before == '\'';
    std::size_t end = begin;
    for (; end < source_.size(); ++end) {
      const char c = source_[end];
      if (c == '\\') {
        ++end;
      } else if (quoted ? c == before : c == ')' || web::is_whitespace(c)) {
        break;
      }
    }
    return std::min(end, source_.size());
  }

  std::string_view source_;
  const NewTarget& target_for_;
  web::PositionCounter counter_;
  std::size_t counted_ = 0;
  std::size_t done_ = 0;
  std::string out_;
};

}  // namespace

std::string convert_style(std::string_view source,
                          const NewTarget& target_for) {
  return StyleConverter(source, target_for).convert();
}

}  // namespace gfetch::report
