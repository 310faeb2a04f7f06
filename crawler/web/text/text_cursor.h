#pragma once
/// What is left of a text that is read from its front. A step stores one
/// pointer, where one of a string_view would store two words, and wait for both
/// at the next.

#include <cstddef>
#include <string_view>

namespace gfetch::web {

class TextCursor {
 public:
  TextCursor() = default;
  explicit TextCursor(std::string_view text)
      : at_(text.data()), end_(text.data() + text.size()) {}

  bool empty() const { return at_ == end_; }
  std::size_t size() const { return static_cast<std::size_t>(end_ - at_); }
  std::string_view text() const { return {at_, size()}; }

  /// The next byte, which is there.
  const char* at() const { return at_; }
  char front() const { return *at_; }
  bool next_is(char c) const { return at_ != end_ && *at_ == c; }

  /// Goes past `count` bytes, which are there.
  void skip(std::size_t count = 1) { at_ += count; }
  std::string_view take(std::size_t count) {
    const char* const begin = at_;
    at_ += count;
    return {begin, count};
  }

 private:
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace gfetch::web
