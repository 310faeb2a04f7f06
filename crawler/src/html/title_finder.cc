#include <algorithm>
#include <array>

#include "character_references.h"
#include "gfetch/crawler/title.h"
#include "url/percent.h"

namespace gfetch {
namespace {

using detail::is_letter;
using detail::to_lower;

constexpr std::string_view kBlanks = " \t\n\f\r";

bool is_blank(char c) {
  return kBlanks.find(c) != std::string_view::npos;
}

bool is_one_of(std::string_view name, auto... names) {
  return ((name == names) || ...);
}

/// Those whose text is not read for tags.
bool holds_raw_text(std::string_view element) {
  return is_one_of(element, "title", "textarea", "script", "style", "xmp",
                   "iframe", "noembed", "noframes");
}

bool is_image(std::string_view element) {
  return is_one_of(element, "svg", "math");
}

std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

void TitleFinder::feed(std::string_view text) {
  text = text.substr(0, kLongestSearch - seen_);
  seen_ += text.size();
  while (!text.empty() && !done()) {
    const std::size_t plain = skip(text);
    text.remove_prefix(plain);
    if (text.empty()) break;
    take(text.front());
    text.remove_prefix(1);
  }
  if (seen_ == kLongestSearch) finish();
}

void TitleFinder::finish() {
  if (done()) return;
  if (state_ == State::kRawEnd) keep(raw_end_);
  if (state_ == State::kRawText || state_ == State::kRawEnd) leave_raw_text();
  state_ = State::kDone;
}

/// How much of `text` changes nothing.
std::size_t TitleFinder::skip(std::string_view text) {
  char stop = 0;
  switch (state_) {
    case State::kText:
    case State::kRawText:
      stop = '<';
      break;
    case State::kQuotedValue:
      stop = quote_;
      break;
    case State::kBogusComment:
      stop = '>';
      break;
    default:
      return 0;
  }
  const std::size_t plain = std::min(text.find(stop), text.size());
  if (state_ == State::kRawText) keep(text.substr(0, plain));
  return plain;
}

void TitleFinder::take(char c) {
  switch (state_) {
    case State::kText:
      state_ = State::kTagOpen;
      break;
    case State::kTagOpen:
    case State::kEndTagOpen:
      take_tag_open(c);
      break;
    case State::kTagName:
      take_tag_name(c);
      break;
    case State::kInTag:
      take_in_tag(c);
      break;
    case State::kBeforeValue:
      take_before_value(c);
      break;
    case State::kQuotedValue:
      state_ = State::kInTag;
      named_ = false;
      break;
    case State::kUnquotedValue:
      if (c == '>') return end_tag();
      if (is_blank(c)) state_ = State::kInTag;
      break;
    case State::kDeclaration:
      take_declaration(c);
      break;
    case State::kComment:
      take_comment(c);
      break;
    case State::kBogusComment:
      state_ = State::kText;
      break;
    case State::kRawText:
      state_ = State::kRawEnd;
      raw_end_ = "<";
      break;
    case State::kRawEnd:
      take_raw_end(c);
      break;
    case State::kDone:
      break;
  }
}

void TitleFinder::take_tag_open(char c) {
  const bool after_slash = state_ == State::kEndTagOpen;
  if (is_letter(c)) {
    tag_ = to_lower(c);
    closing_ = after_slash;
    self_closing_ = false;
    state_ = State::kTagName;
  } else if (after_slash) {
    state_ = c == '>' ? State::kText : State::kBogusComment;
  } else if (c == '/') {
    state_ = State::kEndTagOpen;
  } else if (c == '!') {
    pending_.clear();
    state_ = State::kDeclaration;
  } else if (c == '?') {
    state_ = State::kBogusComment;
  } else if (c != '<') {
    state_ = State::kText;
  }
}

void TitleFinder::take_tag_name(char c) {
  constexpr std::size_t kLongestName = 16;
  if (c == '>') return end_tag();
  if (is_blank(c) || c == '/') {
    state_ = State::kInTag;
    named_ = false;
    self_closing_ = c == '/';
  } else if (tag_.size() < kLongestName) {
    tag_ += to_lower(c);
  }
}

void TitleFinder::take_in_tag(char c) {
  if (c == '>') return end_tag();
  self_closing_ = c == '/';
  if (c == '=' && named_) {
    state_ = State::kBeforeValue;
  } else if (c == '/') {
    named_ = false;
  } else if (!is_blank(c)) {
    named_ = true;  // a blank may stand before its `=`
  }
}

void TitleFinder::take_before_value(char c) {
  if (is_blank(c)) return;
  named_ = false;
  if (c == '>') return end_tag();
  const bool quoted = c == '"' || c == '\'';
  quote_ = c;
  state_ = quoted ? State::kQuotedValue : State::kUnquotedValue;
}

void TitleFinder::take_declaration(char c) {
  if (c == '>') {
    state_ = State::kText;
  } else if (c != '-') {
    state_ = State::kBogusComment;
  } else if (pending_.empty()) {
    pending_ = "-";
  } else {
    pending_ = "--";  // `<!-->` is a whole comment
    state_ = State::kComment;
  }
}

/// It ends with `-->` or `--!>`.
void TitleFinder::take_comment(char c) {
  const bool two_dashes = pending_.starts_with("--");
  if (c == '>' && two_dashes) {
    state_ = State::kText;
  } else if (c == '-') {
    pending_ = pending_.empty() || pending_.ends_with('!') ? "-" : "--";
  } else if (c == '!' && pending_ == "--") {
    pending_ = "--!";
  } else {
    pending_.clear();
  }
}

/// Whether what began with `<` in raw text is the end of its element.
void TitleFinder::take_raw_end(char c) {
  const std::string wanted = "</" + raw_;
  if (raw_end_.size() < wanted.size() &&
      to_lower(c) == wanted[raw_end_.size()]) {
    raw_end_ += to_lower(c);
    return;
  }
  if (raw_end_ == wanted && (is_blank(c) || c == '/' || c == '>')) {
    leave_raw_text();
    if (done()) return;
    tag_ = raw_;
    closing_ = true;
    state_ = State::kTagName;
    return take_tag_name(c);
  }
  keep(raw_end_);
  state_ = State::kRawText;
  if (c == '<') return take(c);
  keep({&c, 1});
}

/// A `>` has ended a tag.
void TitleFinder::end_tag() {
  state_ = State::kText;
  if (is_image(tag_)) {
    if (closing_) {
      images_ -= std::min<std::size_t>(images_, 1);
    } else if (!self_closing_) {
      ++images_;
    }
  } else if (!closing_ && images_ == 0) {
    enter(tag_);
  }
}

void TitleFinder::enter(std::string_view element) {
  if (element == "plaintext") {
    state_ = State::kDone;
  } else if (holds_raw_text(element)) {
    raw_ = element;
    state_ = State::kRawText;
  }
}

void TitleFinder::leave_raw_text() {
  if (raw_ != "title") return;
  title_ = collapsed(detail::without_references(title_));
  state_ = State::kDone;
}

void TitleFinder::keep(std::string_view text) {
  if (raw_ != "title") return;
  title_ +=
      text.substr(0, kLongestTitle - std::min(kLongestTitle, title_.size()));
}

}  // namespace gfetch
