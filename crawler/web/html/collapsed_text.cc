#include "web/html/collapsed_text.h"

#include <utility>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Returns the length of the longest prefix of `text` in which single spaces
/// separate the words.
std::size_t run_of_words(std::string_view text) {
  std::size_t end = run_before(text, kWhitespaceByte);
  while (end + 1 < text.size() && text[end] == ' ' &&
         !is_whitespace(text[end + 1])) {
    end += 1 + run_before(text.substr(end + 1), kWhitespaceByte);
  }
  return end;
}

}  // namespace

void CollapsedText::add(std::string_view text) {
  while (!text.empty() && !full_) {
    const std::size_t spaces = run_of(text, kWhitespaceByte);
    pending_space_ = pending_space_ || spaces > 0;
    text.remove_prefix(spaces);
    // The prefix has one byte more than the limit, which shows whether the cut
    // would split a character.
    const std::string_view words =
        text.substr(0, run_of_words(text.substr(0, max_bytes_ + 1)));
    if (words.empty()) return;
    if (pending_space_ && !text_.empty()) text_ += ' ';
    pending_space_ = false;
    text_ += words;
    text.remove_prefix(words.size());
    full_ = text_.size() > max_bytes_;
  }
}

std::string CollapsedText::take() {
  if (full_) {
    std::size_t end = max_bytes_;
    while (end > 0 && continues_character(text_[end])) --end;
    text_.resize(end);
    if (text_.ends_with(' ')) text_.pop_back();
  }
  full_ = pending_space_ = false;
  return std::exchange(text_, {});
}

}  // namespace gfetch::web
