// The tokenizer states between tags: text, and the escapes in script data.
#include <algorithm>

#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

constexpr std::string_view kReplacementCharacter = "\uFFFD";

/// For each kind of HtmlContent, the bytes at which a run of text may end.
constexpr Stops kTextStops[] = {{'<', '&', '&'},    {'<', '&', '\0'},
                                {'<', '\0', '\0'},  {'<', '\0', '\0'},
                                {'\0', '\0', '\0'}, {']', ']', ']'}};

}  // namespace

void HtmlMachine::emit(std::string_view text) {
  if (!text.empty()) sink_.characters(text);
}

void HtmlMachine::in_data() {
  const Stops& stops = kTextStops[static_cast<std::size_t>(content_)];
  emit(take(run_before(rest_.text(), stops)));
  if (!rest_.empty()) take_text_stop(front());
}

/// Handles `c`, the byte at which a run of text has ended.
void HtmlMachine::take_text_stop(char c) {
  const char* const at = rest_.at();
  skip();
  if (c == '<' && content_ == HtmlContent::kData) {
    tag_at_ = at;
    state_ = State::kTagOpen;
    if (!rest_.empty()) in_tag_open();
  } else if (c == '<') {
    state_ = State::kRawtextLessThanSign;
  } else if (c == '&') {
    begin_character_reference(State::kData);
  } else if (c == ']') {
    state_ = State::kCdataSectionBracket;
  } else {
    emit(kReplacementCharacter);
  }
}

/// Returns the text state to return to when `</` was not the start of the
/// appropriate end tag.
HtmlMachine::State HtmlMachine::rawtext_state() const {
  return script_escape_ == ScriptEscape::kNone ? State::kData
                                               : State::kScriptDataEscaped;
}

void HtmlMachine::in_rawtext_less_than_sign() {
  const char c = front();
  if (c == '/') {
    skip();
    temporary_buffer_ = "</";
    matched_end_tag_ = 0;
    state_ = State::kRawtextEndTagName;
    return;
  }
  emit("<");
  state_ = rawtext_state();
  if (content_ != HtmlContent::kScript) return;
  if (script_escape_ == ScriptEscape::kNone && c == '!') {
    emit(take(1));
    dashes_ = 0;
    state_ = State::kScriptDataEscapeStart;
  } else if (script_escape_ == ScriptEscape::kEscaped &&
             is_of(c, kLetterByte)) {
    temporary_buffer_.clear();
    state_ = State::kScriptDataDoubleEscapeStart;
  }
}

/// Reads a possible end tag in raw text. Only the end tag with the name of the
/// last start tag ends the text.
void HtmlMachine::in_rawtext_end_tag_name() {
  const char c = front();
  const bool is_complete =
      matched_end_tag_ == last_start_tag_.size() && !last_start_tag_.empty();
  if (is_complete && is_of(c, kWhitespaceByte | kTagEndByte)) {
    content_ = HtmlContent::kData;
    script_escape_ = ScriptEscape::kNone;
    begin_tag(true);
    keep_name(last_start_tag_, 0);
    state_ = State::kTagName;
    in_tag_name();
  } else if (!is_complete && matched_end_tag_ < last_start_tag_.size() &&
             to_lower(c) == last_start_tag_[matched_end_tag_]) {
    temporary_buffer_ += c;
    ++matched_end_tag_;
    skip();
  } else {
    emit(temporary_buffer_);
    state_ = rawtext_state();
  }
}

void HtmlMachine::in_script_data_escape_start() {
  if (front() != '-') {
    state_ = State::kData;
    return;
  }
  emit(take(1));
  if (++dashes_ < 2) return;
  script_escape_ = ScriptEscape::kEscaped;
  state_ = State::kScriptDataEscaped;
}

void HtmlMachine::in_script_data_escaped() {
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
  if (c == '<' && script_escape_ == ScriptEscape::kEscaped) {
    skip();
    state_ = State::kRawtextLessThanSign;
    return;
  }
  emit(c == '\0' ? kReplacementCharacter : rest_.text().substr(0, 1));
  skip();
  if (c == '<') state_ = State::kScriptDataDoubleEscapedLessThanSign;
  if (!ends) return;
  script_escape_ = ScriptEscape::kNone;
  state_ = State::kData;
}

void HtmlMachine::in_script_data_double_escaped_less_than_sign() {
  state_ = State::kScriptDataEscaped;
  if (front() != '/') return;
  emit(take(1));
  temporary_buffer_.clear();
  state_ = State::kScriptDataDoubleEscapeStart;
}

/// Reads a word after `<` or `</` in escaped script data. `<script` starts a
/// doubly escaped part; `</script` ends it.
void HtmlMachine::in_script_data_double_escape_start() {
  constexpr std::string_view kWord = "script";
  const std::size_t run = run_of(rest_.text(), kLetterByte);
  for (const char c : rest_.text().substr(0, kWord.size() + 1).substr(0, run)) {
    if (temporary_buffer_.size() <= kWord.size())
      temporary_buffer_ += to_lower(c);
  }
  emit(take(run));
  if (rest_.empty()) return;
  state_ = State::kScriptDataEscaped;
  if (!is_of(front(), kWhitespaceByte | kTagEndByte)) return;
  emit(take(1));
  if (temporary_buffer_ != kWord) return;
  script_escape_ = script_escape_ == ScriptEscape::kEscaped
                       ? ScriptEscape::kDoubleEscaped
                       : ScriptEscape::kEscaped;
}

void HtmlMachine::in_cdata_section_bracket() {
  if (front() == ']') {
    skip();
    state_ = State::kCdataSectionEnd;
  } else {
    emit("]");
    state_ = State::kData;
  }
}

void HtmlMachine::in_cdata_section_end() {
  if (front() == ']') {
    emit(take(1));
  } else if (front() == '>') {
    skip();
    content_ = HtmlContent::kData;
    state_ = State::kData;
  } else {
    emit("]]");
    state_ = State::kData;
  }
}

}  // namespace gfetch::web
