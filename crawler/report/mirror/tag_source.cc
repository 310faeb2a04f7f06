#include "report/mirror/tag_source.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::report {
namespace {

/// Reads the attributes of a start tag from left to right.
class TagReader {
 public:
  explicit TagReader(std::string_view tag) : tag_(tag) {
    skip_until(web::kWhitespaceByte | web::kTagEndByte);
  }

  /// Reads the next attribute. Returns false after the last one.
  bool next(SourceValue& value) {
    while (at_ < tag_.size() &&
           (web::is_whitespace(tag_[at_]) || tag_[at_] == '/')) {
      ++at_;
    }
    if (at_ == tag_.size() || tag_[at_] == '>') return false;
    value = {.name = name()};
    skip_blanks();
    if (at_ < tag_.size() && tag_[at_] == '=') read_value(value);
    return true;
  }

 private:
  // Reads an attribute's name. By the HTML Standard, an equals sign as the
  // first character belongs to the name.
  std::string name() {
    const std::size_t begin = at_++;
    at_ += web::run_before(tag_.substr(at_),
                           web::kWhitespaceByte | web::kTagEndByte, '=');
    return web::lower(tag_.substr(begin, at_ - begin));
  }

  void read_value(SourceValue& value) {
    ++at_;
    skip_blanks();
    if (at_ == tag_.size()) return;
    const char first = tag_[at_];
    if (first == '"' || first == '\'') {
      value.quote = first;
      value.begin = ++at_;
      at_ = std::min(tag_.find(first, at_), tag_.size());
      value.end = at_;
      if (at_ < tag_.size()) ++at_;
      return;
    }
    value.begin = at_;
    at_ += web::run_before(tag_.substr(at_), web::kWhitespaceByte, '>');
    value.end = at_;
  }

  void skip_until(unsigned sets) {
    at_ += web::run_before(tag_.substr(at_), sets);
  }
  void skip_blanks() {
    at_ += web::run_of(tag_.substr(at_), web::kWhitespaceByte);
  }

  std::string_view tag_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<SourceValue> values_in_tag(std::string_view tag) {
  std::vector<SourceValue> values;
  std::unordered_set<std::string> names;
  TagReader reader(tag);
  for (SourceValue value; reader.next(value);) {
    const bool is_first = names.insert(value.name).second;
    if (is_first && value.end > 0) values.push_back(std::move(value));
  }
  return values;
}

}  // namespace gfetch::report
