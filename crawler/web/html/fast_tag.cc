#include "web/html/fast_tag.h"

#include <algorithm>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// The maximum number of attributes on the fast path. It is small, because each
/// name is compared with all earlier names.
constexpr std::size_t kMaxFastAttributes = 32;

}  // namespace

bool FastTag::take(TextCursor& text) {
  rest_ = TextCursor({text.at(), std::min(text.size(), kMaxHtmlTagBytes)});
  closing_ = rest_.next_is('/');
  if (closing_) rest_.skip();
  attributes_.clear();
  if (!take_name() || !take_attributes()) return false;
  text.skip(static_cast<std::size_t>(rest_.at() - text.at()));
  return true;
}

/// Takes the tag's name. An end tag on the fast path has no attributes.
bool FastTag::take_name() {
  constexpr unsigned kEnds =
      kWhitespaceByte | kTagEndByte | kNulByte | kUpperByte;
  if (rest_.empty() || !is_of(rest_.front(), kLetterByte)) return false;
  name_ = rest_.take(run_before(rest_.text(), kEnds));
  if (name_.size() > kMaxHtmlNameBytes || rest_.empty()) return false;
  return rest_.front() == '>' ||
         (!closing_ && !is_of(rest_.front(), kNulByte | kUpperByte));
}

/// Takes the attributes and the closing `>` of the tag.
bool FastTag::take_attributes() {
  for (;;) {
    skip_whitespace();
    self_closing_ = rest_.next_is('/');
    if (self_closing_) rest_.skip();
    if (rest_.next_is('>')) {
      rest_.skip();
      return true;
    }
    if (self_closing_ || !take_attribute()) return false;
  }
}

/// Takes one attribute. It is dropped when an earlier attribute has the same
/// name.
bool FastTag::take_attribute() {
  constexpr unsigned kEnds =
      kWhitespaceByte | kTagEndByte | kNulByte | kUpperByte;
  HtmlAttribute attribute;
  attribute.name = rest_.take(run_before(rest_.text(), kEnds, '='));
  if (attribute.name.empty() || attribute.name.size() > kMaxHtmlNameBytes ||
      attributes_.size() == kMaxFastAttributes) {
    return false;
  }
  skip_whitespace();
  if (rest_.next_is('=') && !take_value(attribute)) return false;
  const bool is_first =
      std::ranges::find(attributes_, attribute.name, &HtmlAttribute::name) ==
      attributes_.end();
  if (is_first) attributes_.push_back(attribute);
  return true;
}

/// Takes the `="value"` part of an attribute.
bool FastTag::take_value(HtmlAttribute& attribute) {
  rest_.skip();
  skip_whitespace();
  if (rest_.empty()) return false;
  const char quote = rest_.front();
  const bool quoted = quote == '"' || quote == '\'';
  if (quoted) rest_.skip();
  attribute.value = rest_.take(
      quoted ? run_before(rest_.text(), Stops{quote, '&', '\0'})
             : run_before(rest_.text(),
                          kWhitespaceByte | kAmpersandByte | kNulByte, '>'));
  if (rest_.empty() || is_of(rest_.front(), kAmpersandByte | kNulByte)) {
    return false;
  }
  if (quoted) rest_.skip();
  return attribute.value.size() <= kMaxHtmlValueBytes;
}

void FastTag::skip_whitespace() {
  rest_.skip(run_of(rest_.text(), kWhitespaceByte));
}

}  // namespace gfetch::web
