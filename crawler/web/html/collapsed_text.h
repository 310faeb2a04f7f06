#pragma once
/// Text with each run of whitespace collapsed to one space, as a browser shows
/// it.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

class CollapsedText {
 public:
  /// Creates a text of at most `max_bytes` bytes. A longer text is cut at the
  /// boundary of a character.
  explicit CollapsedText(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void add(std::string_view text);

  /// Returns the collapsed text so far and starts a new text.
  std::string take();

 private:
  std::size_t max_bytes_;
  std::string text_;
  bool pending_space_ = false;  ///< a space that is added when a word follows
  bool full_ = false;
};

}  // namespace gfetch::web
