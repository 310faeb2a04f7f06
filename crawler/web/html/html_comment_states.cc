// What begins with `<!`, and what is read as if it did.
#include <algorithm>

#include "web/html/html_doctype.h"
#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {
namespace {

/// So much of a doctype is looked at.
constexpr std::size_t kLongestDoctype = 4096;

bool begins(std::string_view whole, std::string_view text) {
  return whole.starts_with(text);
}

}  // namespace

void HtmlMachine::in_declaration() {
  constexpr std::string_view kCdata = "[CDATA[";
  constexpr std::string_view kDoctypeWord = "doctype";
  const std::string before = pending_;
  const char c = front();
  pending_ += c;
  std::string word;
  for (const char each : pending_) word += to_lower(each);
  if (pending_ == "--") {
    skip();
    comment_.clear();
    state_ = State::kCommentStart;
  } else if (word == kDoctypeWord) {
    skip();
    pending_.clear();
    state_ = State::kDoctype;
  } else if (pending_ == kCdata && foreign_.inside()) {
    skip();
    content_ = HtmlContent::kCdata;
    state_ = State::kText;
  } else if (begins("--", pending_) || begins(kDoctypeWord, word) ||
             (begins(kCdata, pending_) && pending_ != kCdata)) {
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
  state_ = State::kCommentDash;
}

void HtmlMachine::in_comment_dash() {
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
    state_ = State::kCommentBang;
  } else if (c == '-') {
    skip();
    keep_comment("-");
  } else {
    keep_comment("--");
    state_ = State::kComment;
  }
}

void HtmlMachine::in_comment_bang() {
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
  pending_ += text.substr(0, kLongestDoctype - pending_.size());
  if (rest_.empty()) return;
  skip();
  state_ = State::kText;
  sink_.doctype(parse_html_doctype(pending_, false));
}

void HtmlMachine::keep_comment(std::string_view text) {
  if (!options_.comments) return;
  for (const char c : text) {
    if (comment_.size() >= kLongestHtmlTag) return;
    if (c == '\0') {
      comment_ += "\uFFFD";
    } else {
      comment_ += c;
    }
  }
}

void HtmlMachine::end_comment() {
  state_ = State::kText;
  if (options_.comments) sink_.comment(comment_);
}

}  // namespace gfetch::web
