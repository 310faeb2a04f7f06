// Tags and their attributes.
#include <algorithm>
#include <numeric>
#include <span>

#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

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
  if (usual_.take(rest_)) {
    closing_ = usual_.closing();
    return push_tag(usual_.name(), usual_.attributes(), usual_.self_closing());
  }
  const char c = front();
  if (is_of(c, kLetterByte)) {
    begin_tag(false);
    state_ = State::kTagName;
    return in_tag_name();
  }
  if (c == '!') {
    skip();
    pending_.clear();
    state_ = State::kDeclaration;
  } else if (c == '/') {
    skip();
    state_ = State::kEndTagOpen;
  } else if (c == '?') {
    begin_bogus_comment({});
  } else {
    emit("<");
    state_ = State::kText;
  }
}

void HtmlMachine::in_end_tag_open() {
  if (is_of(front(), kLetterByte)) {
    begin_tag(true);
    state_ = State::kTagName;
  } else if (front() == '>') {
    skip();
    state_ = State::kText;
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
  if (c == '\0') return keep_name(kReplacement, 0);
  tag_name_end_ = size_of(kept_);
  if (c == '>') return end_tag();
  state_ = c == '/' ? State::kSelfClosing : State::kBeforeName;
}

void HtmlMachine::in_before_name() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  if (is_of(front(), kTagEndByte)) {
    state_ = State::kAfterName;
    return;
  }
  begin_attribute();
  // One that begins with `=` has this for its first letter.
  if (front() == '=') keep_name(take(1), attributes_.back().name);
}

void HtmlMachine::in_name() {
  const std::uint32_t begin = attributes_.back().name;
  keep_name(take(run_before(rest_.text(),
                            kWhitespaceByte | kTagEndByte | kNulByte, '=')),
            begin);
  if (rest_.empty()) return;
  if (front() == '\0') {
    skip();
    return keep_name(kReplacement, begin);
  }
  end_name();
  state_ = State::kAfterName;
}

void HtmlMachine::in_after_name() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  const char c = front();
  if (c == '/') {
    state_ = State::kSelfClosing;
  } else if (c == '=') {
    state_ = State::kBeforeValue;
  } else if (c != '>') {
    return begin_attribute();
  }
  skip();
  if (c == '>') end_tag();
}

void HtmlMachine::in_before_value() {
  skip(run_of(rest_.text(), kWhitespaceByte));
  if (rest_.empty()) return;
  const char c = front();
  if (c == '"' || c == '\'') {
    skip();
    quote_ = c;
    state_ = State::kQuotedValue;
  } else if (c == '>') {
    skip();
    end_tag();
  } else {
    state_ = State::kUnquotedValue;
  }
}

void HtmlMachine::in_quoted_value() {
  keep_value(take(run_before(rest_.text(), kAmpersandByte | kNulByte, quote_)));
  if (rest_.empty()) return;
  const char c = front();
  skip();
  if (c == quote_) {
    state_ = State::kAfterValue;
  } else if (c == '&') {
    begin_reference(State::kQuotedValue);
  } else {
    keep_value(kReplacement);
  }
}

void HtmlMachine::in_unquoted_value() {
  keep_value(take(run_before(
      rest_.text(), kWhitespaceByte | kAmpersandByte | kNulByte, '>')));
  if (rest_.empty()) return;
  const char c = front();
  skip();
  if (c == '>') {
    end_tag();
  } else if (c == '&') {
    begin_reference(State::kUnquotedValue);
  } else if (c == '\0') {
    keep_value(kReplacement);
  } else {
    state_ = State::kBeforeName;
  }
}

void HtmlMachine::in_after_value() {
  const char c = front();
  state_ = c == '/' ? State::kSelfClosing : State::kBeforeName;
  if (is_of(c, kWhitespaceByte | kTagEndByte)) skip();
  if (c == '>') end_tag();
}

void HtmlMachine::in_self_closing() {
  if (front() != '>') {
    state_ = State::kBeforeName;
    return;
  }
  skip();
  self_closing_ = true;
  end_tag();
}

void HtmlMachine::begin_tag(bool closing) {
  kept_.clear();
  attributes_.clear();
  closing_ = closing;
  self_closing_ = false;
  keeps_ = true;
}

void HtmlMachine::begin_attribute() {
  state_ = State::kName;
  keeps_ = attributes_.size() < kMostHtmlAttributes &&
           kept_.size() < kLongestHtmlTag && !closing_;
  // Where nothing is kept, the last one's name is overwritten by nothing.
  if (!keeps_ && !attributes_.empty()) return;
  const std::uint32_t at = size_of(kept_);
  attributes_.push_back({.name = at, .name_end = at, .value_end = at});
}

/// Of two attributes with one name the first counts.
void HtmlMachine::end_name() {
  if (!keeps_) return;
  Attribute& attribute = attributes_.back();
  attribute.name_end = attribute.value_end = size_of(kept_);
  const std::string_view kept(kept_);
  const auto name_of = [kept](const Attribute& other) {
    return kept.substr(other.name, other.name_end - other.name);
  };
  const std::string_view name = name_of(attribute);
  attribute.hash = hash_of(name);
  const auto same = std::find_if(
      attributes_.begin(), attributes_.end() - 1, [&](const Attribute& other) {
        return other.hash == attribute.hash && name_of(other) == name;
      });
  keeps_ = same == attributes_.end() - 1;
  if (keeps_) return;
  kept_.resize(attribute.name);
  attributes_.pop_back();
}

/// Appends to the name that begins at `from`.
void HtmlMachine::keep_name(std::string_view text, std::size_t from) {
  if (!keeps_) return;
  const std::size_t begin = kept_.size();
  kept_ += text.substr(0, kLongestHtmlName - (begin - from));
  for (char& c : std::span(kept_).subspan(begin)) c = to_lower(c);
}

void HtmlMachine::keep_value(std::string_view text) {
  if (!keeps_) return;
  Attribute& attribute = attributes_.back();
  const std::size_t room =
      std::min(kLongestHtmlValue - (kept_.size() - attribute.name_end),
               kLongestHtmlTag - std::min(kLongestHtmlTag, kept_.size()));
  attribute.cut = attribute.cut || text.size() > room;
  kept_ += text.substr(0, room);
  attribute.value_end = size_of(kept_);
}

/// Its `>` was taken.
void HtmlMachine::end_tag() {
  const std::string_view kept(kept_);
  views_.clear();
  for (const Attribute& each : attributes_) {
    views_.push_back(
        {kept.substr(each.name, each.name_end - each.name),
         kept.substr(each.name_end, each.value_end - each.name_end), each.cut});
  }
  push_tag(kept.substr(0, tag_name_end_), views_, self_closing_);
}

void HtmlMachine::push_tag(std::string_view name,
                           std::span<const HtmlAttribute> attributes,
                           bool self_closing) {
  state_ = State::kText;
  const bool follows = options_.follows_elements;
  if (closing_) {
    tag_at_ = nullptr;
    if (follows) foreign_.leave(name);
    return sink_.end_tag(name);
  }
  const Position position = tag_position();
  const bool foreign = follows && foreign_.enter(name, self_closing);
  sink_.start_tag({name, attributes, self_closing, foreign, position});
  if (follows && !foreign) follow(name);
}

/// What the Standard's tree builder would have its tokenizer do.
void HtmlMachine::follow(std::string_view element) {
  if (element.size() < 3) return;  // most tags, and none of these
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
