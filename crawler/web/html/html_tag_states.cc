// The tokenizer states of tags and attributes.
#include <algorithm>
#include <numeric>
#include <span>

#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kReplacementCharacter = "\uFFFD";

std::uint32_t hash_of(std::string_view text) {
  return std::accumulate(text.begin(), text.end(), std::uint32_t{0x811C9DC5},
                         [](std::uint32_t hash, char c) {
                           return (hash ^ static_cast<unsigned char>(c)) *
                                  0x01000193;
                         });
}

std::uint32_t size_of(std::string_view text) {
  return static_cast<std::uint32_t>(text.size());
}

}  // namespace

void HtmlMachine::in_tag_open() {
  if (fast_tag_.take(rest_)) {
    closing_ = fast_tag_.closing();
    return push_tag(fast_tag_.name(), fast_tag_.attributes(),
                    fast_tag_.self_closing());
  }
  const char c = front();
  if (is_of(c, kLetterByte)) {
    begin_tag(false);
    state_ = State::kTagName;
    return in_tag_name();
  }
  if (c == '!') {
    skip();
    temporary_buffer_.clear();
    state_ = State::kMarkupDeclarationOpen;
  } else if (c == '/') {
    skip();
    state_ = State::kEndTagOpen;
  } else if (c == '?') {
    begin_bogus_comment({});
  } else {
    emit("<");
    state_ = State::kData;
  }
}

void HtmlMachine::in_end_tag_open() {
  if (is_of(front(), kLetterByte)) {
    begin_tag(true);
    state_ = State::kTagName;
  } else if (front() == '>') {
    skip();
    state_ = State::kData;
  } else {
    begin_bogus_comment({});
  }
}

void HtmlMachine::in_tag_name() {
  keep_name(
      take(run_before(rest_.text(), kWhitespaceByte | kTagEndByte | kNulByte)),
      0);
  if (rest_.empty()) return;
  const char c = front();
  skip();
  if (c == '\0') return keep_name(kReplacementCharacter, 0);
  tag_name_end_ = size_of(tag_text_);
  if (c == '>') return end_tag();
  state_ = c == '/' ? State::kSelfClosingStartTag : State::kBeforeAttributeName;
}

void HtmlMachine::in_before_attribute_name() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  if (is_of(front(), kTagEndByte)) {
    state_ = State::kAfterAttributeName;
    return;
  }
  begin_attribute();
  // By the Standard, a `=` at the start of an attribute's name belongs to the
  // name.
  if (front() == '=') keep_name(take(1), attributes_.back().name);
}

void HtmlMachine::in_attribute_name() {
  const std::uint32_t begin = attributes_.back().name;
  keep_name(take(run_before(rest_.text(),
                            kWhitespaceByte | kTagEndByte | kNulByte, '=')),
            begin);
  if (rest_.empty()) return;
  if (front() == '\0') {
    skip();
    return keep_name(kReplacementCharacter, begin);
  }
  end_attribute_name();
  state_ = State::kAfterAttributeName;
}

void HtmlMachine::in_after_attribute_name() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  const char c = front();
  if (c == '/') {
    state_ = State::kSelfClosingStartTag;
  } else if (c == '=') {
    state_ = State::kBeforeAttributeValue;
  } else if (c != '>') {
    return begin_attribute();
  }
  skip();
  if (c == '>') end_tag();
}

void HtmlMachine::in_before_attribute_value() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  const char c = front();
  if (c == '"' || c == '\'') {
    skip();
    quote_ = c;
    state_ = State::kAttributeValueQuoted;
  } else if (c == '>') {
    skip();
    end_tag();
  } else {
    state_ = State::kAttributeValueUnquoted;
  }
}

void HtmlMachine::in_attribute_value_quoted() {
  keep_value(take(run_before(rest_.text(), kAmpersandByte | kNulByte, quote_)));
  if (rest_.empty()) return;
  const char c = front();
  skip();
  if (c == quote_) {
    state_ = State::kAfterAttributeValueQuoted;
  } else if (c == '&') {
    begin_character_reference(State::kAttributeValueQuoted);
  } else {
    keep_value(kReplacementCharacter);
  }
}

void HtmlMachine::in_attribute_value_unquoted() {
  keep_value(take(run_before(
      rest_.text(), kWhitespaceByte | kAmpersandByte | kNulByte, '>')));
  if (rest_.empty()) return;
  const char c = front();
  skip();
  if (c == '>') {
    end_tag();
  } else if (c == '&') {
    begin_character_reference(State::kAttributeValueUnquoted);
  } else if (c == '\0') {
    keep_value(kReplacementCharacter);
  } else {
    state_ = State::kBeforeAttributeName;
  }
}

void HtmlMachine::in_after_attribute_value_quoted() {
  const char c = front();
  state_ = c == '/' ? State::kSelfClosingStartTag : State::kBeforeAttributeName;
  if (is_of(c, kWhitespaceByte | kTagEndByte)) skip();
  if (c == '>') end_tag();
}

void HtmlMachine::in_self_closing_start_tag() {
  if (front() != '>') {
    state_ = State::kBeforeAttributeName;
    return;
  }
  skip();
  self_closing_ = true;
  end_tag();
}

void HtmlMachine::begin_tag(bool closing) {
  tag_text_.clear();
  attributes_.clear();
  closing_ = closing;
  self_closing_ = false;
  keeps_attribute_ = true;
}

void HtmlMachine::begin_attribute() {
  state_ = State::kAttributeName;
  keeps_attribute_ = attributes_.size() < kMaxHtmlAttributes &&
                     tag_text_.size() < kMaxHtmlTagBytes && !closing_;
  // A dropped attribute has no entry of its own: it shares the last entry,
  // which stays unchanged while keeps_attribute_ is false.
  if (!keeps_attribute_ && !attributes_.empty()) return;
  const std::uint32_t at = size_of(tag_text_);
  attributes_.push_back({.name = at, .name_end = at, .value_end = at});
}

/// Ends an attribute's name. The attribute is dropped when an earlier one has
/// the same name.
void HtmlMachine::end_attribute_name() {
  if (!keeps_attribute_) return;
  Attribute& attribute = attributes_.back();
  attribute.name_end = attribute.value_end = size_of(tag_text_);
  const std::string_view kept(tag_text_);
  const auto name_of = [kept](const Attribute& other) {
    return kept.substr(other.name, other.name_end - other.name);
  };
  const std::string_view name = name_of(attribute);
  attribute.hash = hash_of(name);
  const auto same = std::find_if(
      attributes_.begin(), attributes_.end() - 1, [&](const Attribute& other) {
        return other.hash == attribute.hash && name_of(other) == name;
      });
  keeps_attribute_ = same == attributes_.end() - 1;
  if (keeps_attribute_) return;
  tag_text_.resize(attribute.name);
  attributes_.pop_back();
}

/// Appends `text` in lower case to the name that starts at the offset `from`.
void HtmlMachine::keep_name(std::string_view text, std::size_t from) {
  if (!keeps_attribute_) return;
  const std::size_t begin = tag_text_.size();
  tag_text_ += text.substr(0, kMaxHtmlNameBytes - (begin - from));
  for (char& c : std::span(tag_text_).subspan(begin)) c = to_lower(c);
}

void HtmlMachine::keep_value(std::string_view text) {
  if (!keeps_attribute_) return;
  Attribute& attribute = attributes_.back();
  const std::size_t space =
      std::min(kMaxHtmlValueBytes - (tag_text_.size() - attribute.name_end),
               kMaxHtmlTagBytes - std::min(kMaxHtmlTagBytes, tag_text_.size()));
  attribute.cut = attribute.cut || text.size() > space;
  tag_text_ += text.substr(0, space);
  attribute.value_end = size_of(tag_text_);
}

/// Pushes the complete tag to the sink.
void HtmlMachine::end_tag() {
  const std::string_view kept(tag_text_);
  attribute_views_.clear();
  for (const Attribute& each : attributes_) {
    attribute_views_.push_back(
        {kept.substr(each.name, each.name_end - each.name),
         kept.substr(each.name_end, each.value_end - each.name_end), each.cut});
  }
  push_tag(kept.substr(0, tag_name_end_), attribute_views_, self_closing_);
}

void HtmlMachine::push_tag(std::string_view name,
                           std::span<const HtmlAttribute> attributes,
                           bool self_closing) {
  state_ = State::kData;
  const bool follows = options_.follows_elements;
  if (closing_) {
    tag_at_ = nullptr;
    if (follows) foreign_.leave(name);
    return sink_.end_tag(name);
  }
  const Position position = tag_position();
  const bool foreign = follows && foreign_.enter(name, self_closing);
  sink_.start_tag({name, attributes, self_closing, foreign, position});
  if (follows && !foreign) switch_content(name);
}

/// shorter than every name below
/// title contains RCDATA, a script contains script data.
void HtmlMachine::switch_content(std::string_view element) {
  if (element.size() < 3) return;  // shorter than every name below
  const auto is_one_of = [element](auto... names) {
    return ((element == names) || ...);
  };
  if (is_one_of("title", "textarea")) {
    content_ = HtmlContent::kRcdata;
  } else if (is_one_of("style", "xmp", "iframe", "noembed", "noframes")) {
    content_ = HtmlContent::kRawtext;
  } else if (element == "script") {
    content_ = HtmlContent::kScript;
  } else if (element == "plaintext") {
    content_ = HtmlContent::kPlaintext;
  } else {
    return;
  }
  last_start_tag_ = element;
}

}  // namespace gfetch::web
