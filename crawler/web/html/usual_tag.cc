#include "web/html/usual_tag.h"

#include <algorithm>

#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// So few that each can be compared with those before it.
constexpr std::size_t kMostUsualAttributes = 32;

}  // namespace

bool UsualTag::take(TextCursor& text) {
  rest_ = TextCursor({text.at(), std::min(text.size(), kLongestHtmlTag)});
  closing_ = rest_.next_is('/');
  if (closing_) rest_.skip();
  attributes_.clear();
  if (!take_name() || !take_attributes()) return false;
  text.skip(static_cast<std::size_t>(rest_.at() - text.at()));
  return true;
}

/// An end tag is one only without attributes.
bool UsualTag::take_name() {
  constexpr unsigned kEnds =
      kWhitespaceByte | kTagEndByte | kNulByte | kUpperByte;
  if (rest_.empty() || !is_of(rest_.front(), kLetterByte)) return false;
  name_ = rest_.take(run_before(rest_.text(), kEnds));
  if (name_.size() > kLongestHtmlName || rest_.empty()) return false;
  return rest_.front() == '>' ||
         (!closing_ && !is_of(rest_.front(), kNulByte | kUpperByte));
}

/// Takes what is left of the tag.
bool UsualTag::take_attributes() {
  for (;;) {
    skip_blanks();
    self_closing_ = rest_.next_is('/');
    if (self_closing_) rest_.skip();
    if (rest_.next_is('>')) {
      rest_.skip();
      return true;
    }
    if (self_closing_ || !take_attribute()) return false;
  }
}

/// Of two attributes with one name the first counts.
bool UsualTag::take_attribute() {
  constexpr unsigned kEnds =
      kWhitespaceByte | kTagEndByte | kNulByte | kUpperByte;
  HtmlAttribute attribute;
  attribute.name = rest_.take(run_before(rest_.text(), kEnds, '='));
  if (attribute.name.empty() || attribute.name.size() > kLongestHtmlName ||
      attributes_.size() == kMostUsualAttributes) {
    return false;
  }
  skip_blanks();
  if (rest_.next_is('=') && !take_value(attribute)) return false;
  const bool is_first =
      std::ranges::find(attributes_, attribute.name, &HtmlAttribute::name) ==
      attributes_.end();
  if (is_first) attributes_.push_back(attribute);
  return true;
}

/// Takes `="value"`.
bool UsualTag::take_value(HtmlAttribute& attribute) {
  rest_.skip();
  skip_blanks();
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
  return attribute.value.size() <= kLongestHtmlValue;
}

void UsualTag::skip_blanks() {
  rest_.skip(run_of(rest_.text(), kWhitespaceByte));
}

}  // namespace gfetch::web
