#include "collapsed_text.h"

#include <utility>

#include "html_bytes.h"

namespace gfetch::detail {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

void CollapsedText::add(std::string_view text) {
  while (!text.empty() && !full_) {
    const std::size_t blanks = run_of(text, kBlankByte);
    blank_ = blank_ || blanks > 0;
    text.remove_prefix(blanks);
    // One byte more than fits shows whether a character is cut in two.
    const std::string_view word =
        text.substr(0, run_before(text.substr(0, longest_ + 1), kBlankByte));
    if (word.empty()) return;
    if (blank_ && !text_.empty()) text_ += ' ';
    blank_ = false;
    text_ += word;
    text.remove_prefix(word.size());
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

}  // namespace gfetch::detail
