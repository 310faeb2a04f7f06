#include "web/html/collapsed_text.h"

#include <utility>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// How long the words are that `text` begins with, one space between each two.
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
    const std::size_t blanks = run_of(text, kWhitespaceByte);
    blank_ = blank_ || blanks > 0;
    text.remove_prefix(blanks);
    // One byte more than fits shows whether a character is cut in two.
    const std::string_view words =
        text.substr(0, run_of_words(text.substr(0, longest_ + 1)));
    if (words.empty()) return;
    if (blank_ && !text_.empty()) text_ += ' ';
    blank_ = false;
    text_ += words;
    text.remove_prefix(words.size());
    full_ = text_.size() > longest_;
  }
}

std::string CollapsedText::take() {
  if (full_) {
    std::size_t end = longest_;
    while (end > 0 && continues_character(text_[end])) --end;
    text_.resize(end);
    if (text_.ends_with(' ')) text_.pop_back();
  }
  full_ = blank_ = false;
  return std::exchange(text_, {});
}

}  // namespace gfetch::web
