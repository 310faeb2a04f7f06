#include "web/css/css_scanner.h"

#include <algorithm>
#include <utility>

#include "web/text/ascii.h"
#include "web/text/text.h"

namespace gfetch::web {
namespace {

/// The size limit of a compared word: one byte more than the longest known
/// word, `-webkit-image-set`.
constexpr std::size_t kMaxWordBytes = 18;
constexpr std::size_t kMaxUrlBytes = std::size_t{64} * 1024;

bool is_name(char c) {
  return is_of(c, kLetterByte | kDigitByte) || c == '-' || c == '_' ||
         static_cast<signed char>(c) < 0;
}

bool is_newline(char c) {
  return c == '\n' || c == '\r' || c == '\f';
}

bool is_control(char c) {
  return (c >= 0 && c < 0x20) || c == 0x7F;
}

bool is_image_set(std::string_view word) {
  return word == "image-set" || word == "-webkit-image-set";
}

/// Returns the length of the longest prefix of `text` whose bytes all satisfy
/// `predicate`.
std::size_t run_where(std::string_view text, auto predicate) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, predicate) -
                                  text.begin());
}

}  // namespace

void CssScanner::feed(std::string_view text) {
  counted_ = text.data();
  const char* const end = text.data() + text.size();
  for (rest_ = text; !rest_.empty();) step();
  counter_.advance({counted_, static_cast<std::size_t>(end - counted_)});
}

void CssScanner::finish() {
  if (state_ == State::kEscape || state_ == State::kHex) state_ = return_state_;
  if (state_ == State::kString) end_string();
  if (state_ == State::kUrl || state_ == State::kUrlEnd) end_url();
  state_ = State::kTop;
}

void CssScanner::step() {
  switch (state_) {
    case State::kTop:
      return in_top();
    case State::kSlash:
      return in_slash();
    case State::kComment:
      return in_comment();
    case State::kCommentStar:
      return in_comment_star();
    case State::kWord:
      return in_word();
    case State::kString:
      return in_string();
    case State::kUrlStart:
      return in_url_start();
    case State::kUrl:
      return in_url();
    case State::kUrlEnd:
      return in_url_end();
    case State::kBadUrl:
      return in_bad_url();
    case State::kEscape:
      return in_escape();
    case State::kHex:
      return in_hex();
  }
}

void CssScanner::in_top() {
  const char c = front();
  if (is_name(c) || c == '\\') return begin_word(0);
  if (c == '"' || c == '\'') {
    quote_ = c;
    in_url_ = false;
    skip();
    return begin_value(State::kString);
  }
  skip();
  if (image_set_ > 0) count_parentheses(c);
  if (c == '@' || c == '#') return begin_word(c);
  if (c == '/') {
    state_ = State::kSlash;
  } else if (!is_whitespace(c)) {
    rule_ = Rule::kOther;
  }
}

/// Counts the open parentheses within `image-set(`. The end of the declaration
/// or of the rule resets the count.
void CssScanner::count_parentheses(char c) {
  if (c == '(') ++image_set_;
  if (c == ')') --image_set_;
  if (c == ';' || c == '{' || c == '}') image_set_ = 0;
}

void CssScanner::in_slash() {
  state_ = State::kTop;
  if (front() == '*') {
    skip();
    state_ = State::kComment;
  } else {
    rule_ = Rule::kOther;
  }
}

void CssScanner::in_comment() {
  const std::size_t star = rest_.find('*');
  if (star == rest_.npos) return skip(rest_.size());
  skip(star + 1);
  state_ = State::kCommentStar;
}

void CssScanner::in_comment_star() {
  if (front() == '/') {
    state_ = State::kTop;
  } else if (front() != '*') {
    state_ = State::kComment;
  }
  skip();
}

void CssScanner::begin_word(char mark) {
  mark_ = mark;
  value_.clear();
  state_ = State::kWord;
}

void CssScanner::in_word() {
  const std::size_t run = run_where(rest_, is_name);
  keep(rest_.substr(0, run));
  skip(run);
  if (rest_.empty()) return;
  if (front() == '\\') return begin_escape();
  end_word(front());
}

/// Ends a word; `next` is the character after it.
void CssScanner::end_word(char next) {
  state_ = State::kTop;
  const std::string word = std::exchange(value_, {});
  if (mark_ == '@') {
    rule_ = word == "import"      ? Rule::kImport
            : word == "namespace" ? Rule::kNamespace
                                  : Rule::kOther;
  } else if (mark_ == 0 && word == "url" && next == '(') {
    skip();
    state_ = State::kUrlStart;
  } else if (mark_ == 0 && is_image_set(word) && next == '(' &&
             image_set_ == 0) {
    skip();
    image_set_ = 1;
  } else if (rule_ == Rule::kImport) {
    rule_ = Rule::kOther;
  }
}

void CssScanner::begin_value(State state) {
  value_.clear();
  cut_ = false;
  counter_.advance(
      {counted_, static_cast<std::size_t>(rest_.data() - counted_)});
  counted_ = rest_.data();
  value_position_ = counter_.position();
  state_ = state;
}

void CssScanner::in_string() {
  const std::size_t run = run_where(rest_, [this](char c) {
    return c != quote_ && c != '\\' && !is_newline(c);
  });
  keep(rest_.substr(0, run));
  skip(run);
  if (rest_.empty()) return;
  if (front() == '\\') return begin_escape();
  if (front() == quote_) {
    end_string();
  } else {
    rule_ = Rule::kOther;  // a newline makes the string a bad-string-token
    state_ = State::kTop;
  }
  skip();
}

void CssScanner::end_string() {
  // Only strings directly in `image-set(` are images; those in the nested
  // `type(` are not.
  const bool is_image = image_set_ == 1;
  if (in_url_ || is_image || rule_ == Rule::kImport) return end_url();
  state_ = State::kTop;
}

void CssScanner::in_url_start() {
  skip(run_of(rest_, kWhitespaceByte));
  if (rest_.empty()) return;
  const char c = front();
  if (c != '"' && c != '\'') return begin_value(State::kUrl);
  quote_ = c;
  in_url_ = true;
  skip();
  begin_value(State::kString);
}

void CssScanner::in_url() {
  const std::size_t run = run_where(rest_, [](char c) {
    return !is_control(c) && c != ' ' && c != ')' && c != '\\' && c != '"' &&
           c != '\'' && c != '(';
  });
  keep(rest_.substr(0, run));
  skip(run);
  if (rest_.empty()) return;
  const char c = front();
  if (c == '\\') return begin_escape();
  skip();
  if (c == ')') {
    end_url();
  } else {
    state_ = is_whitespace(c) ? State::kUrlEnd : State::kBadUrl;
  }
}

void CssScanner::in_url_end() {
  skip(run_of(rest_, kWhitespaceByte));
  if (rest_.empty()) return;
  if (front() == ')') {
    skip();
    end_url();
  } else {
    state_ = State::kBadUrl;
  }
}

void CssScanner::in_bad_url() {
  const char c = front();
  if (c == '\\') return begin_escape();
  skip();
  if (c == ')') state_ = State::kTop;
}

void CssScanner::end_url() {
  state_ = State::kTop;
  const Rule rule = std::exchange(rule_, Rule::kOther);
  // The URL of an `@namespace` rule is a name and is not fetched.
  if (rule == Rule::kNamespace || value_.empty()) return;
  found_({value_, rule == Rule::kImport, cut_, value_position_});
}

void CssScanner::begin_escape() {
  skip();
  return_state_ = state_;
  state_ = State::kEscape;
}

void CssScanner::in_escape() {
  const char c = front();
  state_ = return_state_;
  if (hex_value(c) >= 0) {
    number_ = 0;
    digits_ = 0;
    state_ = State::kHex;
  } else if (!is_newline(c)) {
    keep(rest_.substr(0, 1));
    skip();
  } else if (return_state_ == State::kString) {
    skip();
  } else {
    state_ = return_state_ == State::kWord ? State::kTop : State::kBadUrl;
  }
}

void CssScanner::in_hex() {
  const int digit = hex_value(front());
  if (digit >= 0 && digits_ < 6) {
    number_ = number_ * 16 + static_cast<std::uint32_t>(digit);
    ++digits_;
    return skip();
  }
  if (is_whitespace(front())) skip();
  std::string character;
  append_utf8(character, number_);
  state_ = return_state_;
  keep(character);
}

/// Appends `text` to the current token's value.
void CssScanner::keep(std::string_view text) {
  if (state_ == State::kWord) {
    for (const char c : text.substr(0, kMaxWordBytes - value_.size())) {
      value_ += to_lower(c);
    }
  } else if (state_ != State::kBadUrl) {
    const std::size_t space = kMaxUrlBytes - value_.size();
    cut_ = cut_ || text.size() > space;
    value_ += text.substr(0, space);
  }
}

}  // namespace gfetch::web
