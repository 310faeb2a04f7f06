#include "web/charset/sniffed_text.h"

#include <algorithm>

namespace gfetch::web {
namespace {

/// The length in bytes of the longest byte order mark.
constexpr std::size_t kMaxMarkBytes = 3;

}  // namespace

std::string_view SniffedText::read(std::string_view bytes) {
  if (sniffed_) return decoded(bytes, false);
  const std::size_t wanted = type_.is_html() || type_.is_xml() || type_.is_css()
                                 ? kPrescanLimit
                                 : kMaxMarkBytes;
  // In the common case the first bytes suffice for the detection, and no byte
  // is copied.
  if (head_.empty() && bytes.size() >= wanted) return sniff(bytes);
  head_ += bytes;
  return head_.size() >= wanted ? sniff(head_) : std::string_view();
}

std::string_view SniffedText::finish() {
  return sniffed_ ? decoded({}, true) : sniff(head_);
}

std::string_view SniffedText::sniff(std::string_view head) {
  sniffed_ = true;
  charset_ = charset_of(type_, head, prescan_);
  // Without a declared encoding the text passes through unchanged: most such
  // texts are UTF-8, and in the others at least the ASCII characters are
  // readable.
  const bool passes =
      charset_.encoding == nullptr || charset_.encoding->name == "UTF-8";
  if (!passes) decoder_.emplace(*charset_.encoding);
  return decoded(head.substr(charset_.mark), false);
}

std::string_view SniffedText::decoded(std::string_view bytes, bool last) {
  if (!decoder_) return bytes;
  text_.clear();
  decoder_->decode(bytes, text_, last);
  return text_;
}

}  // namespace gfetch::web
