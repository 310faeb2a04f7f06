// Character references, in text and in the values of attributes.
#include <algorithm>

#include "web/html/character_references.h"
#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {

/// `back` is where text goes on after it.
void HtmlMachine::begin_reference(State back) {
  back_ = back;
  pending_ = "&";
  state_ = State::kReference;
}

void HtmlMachine::in_reference() {
  if (is_of(front(), kLetterByte | kDigitByte)) {
    state_ = State::kNamedReference;
  } else if (front() == '#') {
    pending_ += '#';
    skip();
    number_ = 0;
    hex_ = digits_ = false;
    state_ = State::kNumber;
  } else {
    end_reference(pending_);
  }
}

void HtmlMachine::in_named_reference() {
  const char c = front();
  const bool goes_on = is_of(c, kLetterByte | kDigitByte);
  if (goes_on || c == ';') {
    pending_ += c;
    skip();
  }
  // The letter after the longest name is one that can follow a name.
  if (goes_on && pending_.size() <= kLongestReference + 1) return;
  resolve_name(c == ';' || goes_on ? std::nullopt : std::optional(c));
}

/// `next` is what follows pending_.
void HtmlMachine::resolve_name(std::optional<char> next) {
  const std::string_view name = std::string_view(pending_).substr(1);
  const NamedReference found = named_reference(name);
  const bool in_text = back_ == State::kText;
  if (found.length > 0 && !in_text && name[found.length - 1] != ';') {
    // For `?a=1&copy=2`: there it is no reference.
    if (found.length < name.size()) next = name[found.length];
    if (next && (*next == '=' || is_of(*next, kLetterByte | kDigitByte))) {
      return end_reference(pending_);
    }
  }
  if (found.length == 0) return end_reference(pending_);
  pending_.replace(0, found.length + 1, found.text);
  end_reference(pending_);
}

void HtmlMachine::in_number() {
  const char c = front();
  if (!hex_ && !digits_ && to_lower(c) == 'x') {
    hex_ = true;
    pending_ += c;
    return skip();
  }
  const int digit = hex_value(c);
  const std::uint32_t base = hex_ ? 16 : 10;
  if (digit < 0 || digit >= static_cast<int>(base)) {
    if (digits_ && c == ';') skip();
    return resolve_number();
  }
  digits_ = true;
  number_ = std::min(number_ * base + static_cast<std::uint32_t>(digit),
                     kBeyondCharacters);
  skip();
}

void HtmlMachine::resolve_number() {
  if (digits_) {
    pending_.clear();
    append_numbered(pending_, number_);
  }
  end_reference(pending_);
}

void HtmlMachine::end_reference(std::string_view text) {
  state_ = back_;
  if (back_ == State::kText) {
    emit(text);
  } else {
    keep_value(text);
  }
}

}  // namespace gfetch::web
