#pragma once
/// Text with each run of whitespace collapsed to one space, as a browser shows
/// it.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

class CollapsedText {
 public:
  /// Keeps at most `max_bytes` bytes, cut at the boundary of a character.
  explicit CollapsedText(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::string_view text);

  /// Returns the text so far and starts a new one.
  std::string take();

 private:
  std::size_t max_bytes_;
  std::string text_;
  bool pending_space_ = false;  ///< not in text_ until a word follows
  bool full_ = false;
};

}  // namespace gfetch::web
