#pragma once
/// A text as a page shows it: what blanks there are between words is one space.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch::web {

class CollapsedText {
 public:
  /// Keeps no more than `longest` bytes, and no part of a character.
  explicit CollapsedText(std::size_t longest) : longest_(longest) {}

  void add(std::string_view text);

  /// What was added; nothing is left.
  std::string take();

 private:
  std::size_t longest_;
  std::string text_;
  bool blank_ = false;  ///< at the end, and not yet in text_
  bool full_ = false;
};

}  // namespace gfetch::web
