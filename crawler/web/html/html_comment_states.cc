// The tokenizer states of markup declarations: comments, doctypes and CDATA
// sections.
#include <algorithm>

#include "web/html/html_doctype.h"
#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// The size limit of a doctype in bytes; the rest of a longer one is ignored.
constexpr std::size_t kMaxDoctypeBytes = 4096;

bool begins(std::string_view whole, std::string_view text) {
  return whole.starts_with(text);
}

}  // namespace

void HtmlMachine::in_markup_declaration_open() {
  constexpr std::string_view kCdata = "[CDATA[";
  constexpr std::string_view kDoctypeWord = "doctype";
  const std::string before = temporary_buffer_;
  const char c = front();
  temporary_buffer_ += c;
  std::string word;
  for (const char each : temporary_buffer_) word += to_lower(each);
  if (temporary_buffer_ == "--") {
    skip();
    comment_.clear();
    state_ = State::kCommentStart;
  } else if (word == kDoctypeWord) {
    skip();
    temporary_buffer_.clear();
    state_ = State::kDoctype;
  } else if (temporary_buffer_ == kCdata && foreign_.inside()) {
    skip();
    content_ = HtmlContent::kCdata;
    state_ = State::kData;
  } else if (begins("--", temporary_buffer_) || begins(kDoctypeWord, word) ||
             (begins(kCdata, temporary_buffer_) &&
              temporary_buffer_ != kCdata)) {
    skip();
  } else {
    begin_bogus_comment(before);
  }
}

void HtmlMachine::begin_bogus_comment(std::string_view text) {
  comment_ = text;
  state_ = State::kBogusComment;
}

void HtmlMachine::in_bogus_comment() {
  keep_comment(take(std::min(rest_.text().find('>'), rest_.size())));
  if (rest_.empty()) return;
  skip();
  end_comment();
}

void HtmlMachine::in_comment_start() {
  if (front() == '-') {
    skip();
    state_ = State::kCommentStartDash;
  } else if (front() == '>') {
    skip();
    end_comment();
  } else {
    state_ = State::kComment;
  }
}

void HtmlMachine::in_comment_start_dash() {
  if (front() == '-') {
    skip();
    state_ = State::kCommentEnd;
  } else if (front() == '>') {
    skip();
    end_comment();
  } else {
    keep_comment("-");
    state_ = State::kComment;
  }
}

void HtmlMachine::in_comment() {
  keep_comment(take(std::min(rest_.text().find('-'), rest_.size())));
  if (rest_.empty()) return;
  skip();
  state_ = State::kCommentEndDash;
}

void HtmlMachine::in_comment_end_dash() {
  if (front() == '-') {
    skip();
    state_ = State::kCommentEnd;
  } else {
    keep_comment("-");
    state_ = State::kComment;
  }
}

void HtmlMachine::in_comment_end() {
  const char c = front();
  if (c == '>') {
    skip();
    end_comment();
  } else if (c == '!') {
    skip();
    state_ = State::kCommentEndBang;
  } else if (c == '-') {
    skip();
    keep_comment("-");
  } else {
    keep_comment("--");
    state_ = State::kComment;
  }
}

void HtmlMachine::in_comment_end_bang() {
  const char c = front();
  if (c == '>') {
    skip();
    return end_comment();
  }
  keep_comment("--!");
  state_ = State::kComment;
}

void HtmlMachine::in_doctype() {
  const std::size_t end = std::min(rest_.text().find('>'), rest_.size());
  const std::string_view text = take(end);
  temporary_buffer_ +=
      text.substr(0, kMaxDoctypeBytes - temporary_buffer_.size());
  if (rest_.empty()) return;
  skip();
  state_ = State::kData;
  sink_.doctype(parse_html_doctype(temporary_buffer_, false));
}

void HtmlMachine::keep_comment(std::string_view text) {
  if (!options_.comments) return;
  for (const char c : text) {
    if (comment_.size() >= kMaxHtmlTagBytes) return;
    if (c == '\0') {
      comment_ += "\uFFFD";
    } else {
      comment_ += c;
    }
  }
}

void HtmlMachine::end_comment() {
  state_ = State::kData;
  if (options_.comments) sink_.comment(comment_);
}

}  // namespace gfetch::web
