// Between tags: text, what ends it, and the comments within scripts.
#include <algorithm>

#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

/// Where a run of text may end, in the order of HtmlContent.
constexpr Stops kTextStops[] = {{'<', '&', '&'},    {'<', '&', '\0'},
                                {'<', '\0', '\0'},  {'<', '\0', '\0'},
                                {'\0', '\0', '\0'}, {']', ']', ']'}};

}  // namespace

void HtmlMachine::emit(std::string_view text) {
  if (!text.empty()) sink_.characters(text);
}

void HtmlMachine::in_text() {
  const Stops& stops = kTextStops[static_cast<std::size_t>(content_)];
  emit(take(run_before(rest_.text(), stops)));
  if (!rest_.empty()) text_stop(front());
}

/// Takes `c`, at which a run of text has ended.
void HtmlMachine::text_stop(char c) {
  const char* const at = rest_.at();
  skip();
  if (c == '<' && content_ == HtmlContent::kData) {
    tag_at_ = at;
    state_ = State::kTagOpen;
    if (!rest_.empty()) in_tag_open();
  } else if (c == '<') {
    state_ = State::kRawLess;
  } else if (c == '&') {
    begin_reference(State::kText);
  } else if (c == ']') {
    state_ = State::kCdataBracket;
  } else {
    emit(kReplacement);
  }
}

/// Where text goes on that was no end tag.
HtmlMachine::State HtmlMachine::raw_text() const {
  return escape_ == Escape::kNone ? State::kText : State::kEscaped;
}

void HtmlMachine::in_raw_less() {
  const char c = front();
  if (c == '/') {
    skip();
    pending_ = "</";
    matched_ = 0;
    state_ = State::kRawEndTag;
    return;
  }
  emit("<");
  state_ = raw_text();
  if (content_ != HtmlContent::kScript) return;
  if (escape_ == Escape::kNone && c == '!') {
    emit(take(1));
    dashes_ = 0;
    state_ = State::kEscapeStart;
  } else if (escape_ == Escape::kOnce && is_of(c, kLetterByte)) {
    pending_.clear();
    state_ = State::kEscapeWord;
  }
}

/// Only the end tag of the element that the text is in ends it.
void HtmlMachine::in_raw_end_tag() {
  const char c = front();
  const bool named =
      matched_ == last_start_tag_.size() && !last_start_tag_.empty();
  if (named && is_of(c, kWhitespaceByte | kTagEndByte)) {
    content_ = HtmlContent::kData;
    escape_ = Escape::kNone;
    begin_tag(true);
    keep_name(last_start_tag_, 0);
    state_ = State::kTagName;
    in_tag_name();
  } else if (!named && matched_ < last_start_tag_.size() &&
             to_lower(c) == last_start_tag_[matched_]) {
    pending_ += c;
    ++matched_;
    skip();
  } else {
    emit(pending_);
    state_ = raw_text();
  }
}

void HtmlMachine::in_escape_start() {
  if (front() != '-') {
    state_ = State::kText;
    return;
  }
  emit(take(1));
  if (++dashes_ < 2) return;
  escape_ = Escape::kOnce;
  state_ = State::kEscaped;
}

void HtmlMachine::in_escaped() {
  const std::size_t run =
      run_before(rest_.text(), kLessThanByte | kTagEndByte | kNulByte, '-');
  if (run > 0) {
    emit(take(run));
    dashes_ = 0;
    return;
  }
  const char c = front();
  if (c == '-') {
    dashes_ = std::min(dashes_ + 1, 2);
    return emit(take(1));
  }
  const bool ends = c == '>' && dashes_ == 2;
  dashes_ = 0;
  if (c == '<' && escape_ == Escape::kOnce) {
    skip();
    state_ = State::kRawLess;
    return;
  }
  emit(c == '\0' ? kReplacement : rest_.text().substr(0, 1));
  skip();
  if (c == '<') state_ = State::kDoubleLess;
  if (!ends) return;
  escape_ = Escape::kNone;
  state_ = State::kText;
}

void HtmlMachine::in_double_less() {
  state_ = State::kEscaped;
  if (front() != '/') return;
  emit(take(1));
  pending_.clear();
  state_ = State::kEscapeWord;
}

/// After `<` or `</`: the word `script` goes a level deeper or comes back.
void HtmlMachine::in_escape_word() {
  constexpr std::string_view kWord = "script";
  const std::size_t run = run_of(rest_.text(), kLetterByte);
  for (const char c : rest_.text().substr(0, kWord.size() + 1).substr(0, run)) {
    if (pending_.size() <= kWord.size()) pending_ += to_lower(c);
  }
  emit(take(run));
  if (rest_.empty()) return;
  state_ = State::kEscaped;
  if (!is_of(front(), kWhitespaceByte | kTagEndByte)) return;
  emit(take(1));
  if (pending_ != kWord) return;
  escape_ = escape_ == Escape::kOnce ? Escape::kTwice : Escape::kOnce;
}

void HtmlMachine::in_cdata_bracket() {
  if (front() == ']') {
    skip();
    state_ = State::kCdataEnd;
  } else {
    emit("]");
    state_ = State::kText;
  }
}

void HtmlMachine::in_cdata_end() {
  if (front() == ']') {
    emit(take(1));
  } else if (front() == '>') {
    skip();
    content_ = HtmlContent::kData;
    state_ = State::kText;
  } else {
    emit("]]");
    state_ = State::kText;
  }
}

}  // namespace gfetch::web
