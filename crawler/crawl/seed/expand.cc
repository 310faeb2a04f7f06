#include "crawl/seed/expand.h"

#include <charconv>
#include <cstdint>
#include <utility>

#include "web/url/percent.h"

namespace gfetch::crawl {

/// The parser of a URL pattern, which reads text, `{words}` and `[range]` from
/// left to right.
class Expansion::Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern) {}

  Result<Expansion, PatternError> parse() {
    while (at_ < pattern_.size() && error_.message.empty()) read_one();
    if (!error_.message.empty()) return error_;
    flush_text();
    return std::move(expansion_);
  }

 private:
  /// Adds a part, which multiplies the number of URLs. `position` is its place
  /// in the pattern.
  void add(Part part, std::size_t position) {
    const std::uint64_t choices = count(part);
    if (choices > kMostUrls / expansion_.left_) {
      return fail(position, "the pattern stands for more than 2^32 URLs");
    }
    expansion_.left_ *= choices;
    expansion_.parts_.push_back(std::move(part));
  }

  void read_one() {
    const char c = pattern_[at_];
    if (c == '{') {
      flush_text();
      read_words();
    } else if (c == '[' && !at_ipv6_address()) {
      flush_text();
      read_range();
    } else if (c == '}' || (c == ']' && !in_address_)) {
      fail(at_, "this bracket was never opened");
    } else {
      if (c == '[') in_address_ = true;
      if (c == ']') in_address_ = false;
      text_ += take_character();
    }
  }

  /// Reads the next character and drops a backslash before it.
  char take_character() {
    if (pattern_[at_] == '\\' && at_ + 1 < pattern_.size() &&
        std::string_view("{}[],\\").find(pattern_[at_ + 1]) !=
            std::string_view::npos) {
      ++at_;
    }
    return pattern_[at_++];
  }

  /// Returns true at `[::1]`: hexadecimal digits and at least two colons in
  /// brackets are an IPv6 address, not a range.
  bool at_ipv6_address() const {
    const std::size_t close = pattern_.find(']', at_);
    if (close == std::string_view::npos) return false;
    const std::string_view inside = pattern_.substr(at_ + 1, close - at_ - 1);
    std::size_t colons = 0;
    for (const char c : inside) {
      if (c == ':') ++colons;
      if (c != ':' && c != '.' && web::hex_value(c) < 0) return false;
    }
    return colons >= 2;
  }

  void read_words() {
    const std::size_t open = at_++;
    Words words{{std::string()}};
    while (at_ < pattern_.size() && pattern_[at_] != '}') {
      if (pattern_[at_] == '{') return fail(at_, "braces cannot be nested");
      if (pattern_[at_] == ',') {
        words.words.emplace_back();
        ++at_;
      } else {
        words.words.back() += take_character();
      }
    }
    if (at_ == pattern_.size()) return fail(open, "this brace is not closed");
    if (at_++ == open + 1) return fail(open, "there is nothing in the braces");
    add({std::move(words)}, open);
  }

  void read_range() {
    const std::size_t open = at_;
    const std::size_t close = pattern_.find(']', open);
    if (close == std::string_view::npos) {
      return fail(open, "this bracket is not closed");
    }
    at_ = open + 1;
    Range range;
    range.letters = web::is_letter(pattern_[at_]);
    const std::size_t start = at_;
    const auto first = read_bound(range.letters);
    const bool padded = at_ - start > 1 && pattern_[start] == '0';
    range.width = padded ? at_ - start : 0;
    if (!first || pattern_[at_] != '-') return not_a_range(open);
    const std::size_t second = ++at_;
    const auto last = read_bound(range.letters);
    if (!last) return not_a_range(open);
    if (*last < *first) return fail(second, "the range counts down");
    if (range.letters && *last - *first > 'z' - 'a') {
      return fail(second, "both letters must be capitals, or neither");
    }
    range.first = *first;
    if (pattern_[at_] == ':' && !read_step(range, *last - *first)) return;
    if (at_ != close) return not_a_range(open);
    // A range of all 2^64 numbers would overflow the count to 0.
    range.count = (*last - *first) / range.step;
    if (++range.count == 0) return fail(second, "the range is too long");
    at_ = close + 1;
    add({range}, open);
  }

  /// Reads the bound of a range: a number, or a letter as its character code.
  std::optional<std::uint64_t> read_bound(bool letter) {
    if (letter) {
      if (!web::is_letter(pattern_[at_])) return std::nullopt;
      return static_cast<unsigned char>(pattern_[at_++]);
    }
    std::uint64_t number = 0;
    const char* const begin = pattern_.data() + at_;
    const auto [end, error] =
        std::from_chars(begin, pattern_.data() + pattern_.size(), number);
    if (error != std::errc()) return std::nullopt;
    at_ += static_cast<std::size_t>(end - begin);
    return number;
  }

  bool read_step(Range& range, std::uint64_t span) {
    const std::size_t start = ++at_;
    const auto step = read_bound(false);
    if (!step || *step == 0) {
      fail(start, "the step is no number from 1 on");
      return false;
    }
    if (*step > span && span > 0) {
      fail(start, "the step is longer than the range");
      return false;
    }
    range.step = *step;
    return true;
  }

  void not_a_range(std::size_t open) {
    fail(open, "this is no range such as [1-100], [01-99:2] or [a-z]");
  }

  void fail(std::size_t position, std::string message) {
    error_ = {std::move(message), position};
  }

  void flush_text() {
    if (text_.empty()) return;
    expansion_.parts_.push_back({Words{{std::move(text_)}}});
    text_.clear();
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool in_address_ = false;
  std::string text_;
  Expansion expansion_;
  PatternError error_;
};

Result<Expansion, PatternError> Expansion::parse(std::string_view pattern) {
  return Parser(pattern).parse();
}

std::uint64_t Expansion::count(const Part& part) {
  if (const Words* words = std::get_if<Words>(&part.choices)) {
    return words->words.size();
  }
  return std::get<Range>(part.choices).count;
}

void Expansion::append(const Part& part, std::string& text) {
  if (const Words* words = std::get_if<Words>(&part.choices)) {
    text += words->words[part.index];
    return;
  }
  const Range& range = std::get<Range>(part.choices);
  const std::uint64_t value = range.first + part.index * range.step;
  if (range.letters) {
    text += static_cast<char>(value);
    return;
  }
  const std::string digits = std::to_string(value);
  if (digits.size() < range.width) {
    text.append(range.width - digits.size(), '0');
  }
  text += digits;
}

std::optional<std::string> Expansion::next() {
  if (left_ == 0) return std::nullopt;
  --left_;
  std::string text;
  for (const Part& part : parts_) append(part, text);
  advance();
  return text;
}

/// Advances the indexes like the digits of a counter: the last part first, and
/// the part before it whenever a part starts over.
void Expansion::advance() {
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
    if (++part->index < count(*part)) return;
    part->index = 0;
  }
}

}  // namespace gfetch::crawl
