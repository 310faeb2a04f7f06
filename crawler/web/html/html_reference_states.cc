// The tokenizer states of character references, in text and in attribute
// values.
#include <algorithm>

#include "web/html/character_references.h"
#include "web/html/html_machine.h"
#include "web/text/ascii.h"

namespace gfetch::web {

/// Starts a character reference; `return_state` is the tokenizer state after
/// it.
void HtmlMachine::begin_character_reference(State return_state) {
  return_state_ = return_state;
  temporary_buffer_ = "&";
  state_ = State::kCharacterReference;
}

void HtmlMachine::in_character_reference() {
  if (is_of(front(), kLetterByte | kDigitByte)) {
    state_ = State::kNamedCharacterReference;
  } else if (front() == '#') {
    temporary_buffer_ += '#';
    skip();
    reference_code_ = 0;
    is_hex_ = has_digits_ = false;
    state_ = State::kNumericCharacterReference;
  } else {
    flush_character_reference(temporary_buffer_);
  }
}

void HtmlMachine::in_named_character_reference() {
  const char c = front();
  const bool is_alphanumeric = is_of(c, kLetterByte | kDigitByte);
  if (is_alphanumeric || c == ';') {
    temporary_buffer_ += c;
    skip();
  }
  // The buffer may hold one character more than the longest name: the character
  // after the name decides whether the reference counts in an attribute.
  if (is_alphanumeric && temporary_buffer_.size() <= kMaxReferenceBytes + 1)
    return;
  resolve_named_reference(c == ';' || is_alphanumeric ? std::nullopt
                                                      : std::optional(c));
}

/// Resolves the named reference in the temporary buffer; `next` is the
/// character after the buffer, if it is known.
void HtmlMachine::resolve_named_reference(std::optional<char> next) {
  const std::string_view name = std::string_view(temporary_buffer_).substr(1);
  const NamedReference found = named_reference(name);
  const bool in_text = return_state_ == State::kData;
  if (found.length > 0 && !in_text && name[found.length - 1] != ';') {
    // In an attribute value such as `?a=1&copy=2`, a name without `;` before
    // `=` or an alphanumeric character is no reference.
    if (found.length < name.size()) next = name[found.length];
    if (next && (*next == '=' || is_of(*next, kLetterByte | kDigitByte))) {
      return flush_character_reference(temporary_buffer_);
    }
  }
  if (found.length == 0) return flush_character_reference(temporary_buffer_);
  temporary_buffer_.replace(0, found.length + 1, found.text);
  flush_character_reference(temporary_buffer_);
}

void HtmlMachine::in_numeric_character_reference() {
  const char c = front();
  if (!is_hex_ && !has_digits_ && to_lower(c) == 'x') {
    is_hex_ = true;
    temporary_buffer_ += c;
    return skip();
  }
  const int digit = hex_value(c);
  const std::uint32_t base = is_hex_ ? 16 : 10;
  if (digit < 0 || digit >= static_cast<int>(base)) {
    if (has_digits_ && c == ';') skip();
    return resolve_numeric_reference();
  }
  has_digits_ = true;
  reference_code_ =
      std::min(reference_code_ * base + static_cast<std::uint32_t>(digit),
               kEndOfUnicode);
  skip();
}

void HtmlMachine::resolve_numeric_reference() {
  if (has_digits_) {
    temporary_buffer_.clear();
    append_numeric_reference(temporary_buffer_, reference_code_);
  }
  flush_character_reference(temporary_buffer_);
}

void HtmlMachine::flush_character_reference(std::string_view text) {
  state_ = return_state_;
  if (return_state_ == State::kData) {
    emit(text);
  } else {
    keep_value(text);
  }
}

}  // namespace gfetch::web
