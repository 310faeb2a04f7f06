#pragma once
/// The rest of a text that is read from its front. It is faster than a
/// string_view in a tight loop: a step stores one pointer instead of a pointer
/// and a size.

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

  /// The address of the next byte. The text must not be empty for front().
  const char* at() const { return at_; }
  char front() const { return *at_; }
  bool next_is(char c) const { return at_ != end_ && *at_ == c; }

  /// Skips `count` bytes. At least that number must be left, as for take().
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
