#include "web/html/html_tokenizer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "web/html/html_doctype.h"
#include "web/html/html_machine.h"

namespace gfetch::web {

HtmlTokenizer::HtmlTokenizer(HtmlSink& sink, HtmlTokenizerOptions options)
    : machine_(std::make_unique<HtmlMachine>(sink, std::move(options))) {}

HtmlTokenizer::HtmlTokenizer(HtmlTokenizer&&) noexcept = default;
HtmlTokenizer& HtmlTokenizer::operator=(HtmlTokenizer&&) noexcept = default;
HtmlTokenizer::~HtmlTokenizer() = default;

void HtmlTokenizer::feed(std::string_view text) {
  machine_->feed(text);
}

void HtmlTokenizer::finish() {
  machine_->finish();
}

HtmlMachine::HtmlMachine(HtmlSink& sink, HtmlTokenizerOptions options)
    : sink_(sink),
      options_(std::move(options)),
      content_(options_.content),
      last_start_tag_(options_.last_start_tag) {}

/// Every CR, with the newline after it if there is one, is a newline.
void HtmlMachine::feed(std::string_view text) {
  while (!text.empty()) {
    if (after_return_ && text.front() == '\n') text.remove_prefix(1);
    const std::size_t end = std::min(text.find('\r'), text.size());
    read(text.substr(0, end));
    text.remove_prefix(end);
    after_return_ = !text.empty();
    if (!after_return_) return;
    read("\n");
    text.remove_prefix(1);
  }
}

void HtmlMachine::read(std::string_view text) {
  counted_ = text.data();
  const char* const end = text.data() + text.size();
  for (rest_ = TextCursor(text); !rest_.empty();) step();
  tag_position_ = tag_position();
  count_to(end);
}

/// Takes at least a byte, or goes into another state.
void HtmlMachine::step() {
  using Step = void (HtmlMachine::*)();
  static constexpr std::array<Step, 32> kSteps = {
      &HtmlMachine::in_text,
      &HtmlMachine::in_tag_open,
      &HtmlMachine::in_end_tag_open,
      &HtmlMachine::in_tag_name,
      &HtmlMachine::in_before_name,
      &HtmlMachine::in_name,
      &HtmlMachine::in_after_name,
      &HtmlMachine::in_before_value,
      &HtmlMachine::in_quoted_value,
      &HtmlMachine::in_unquoted_value,
      &HtmlMachine::in_after_value,
      &HtmlMachine::in_self_closing,
      &HtmlMachine::in_reference,
      &HtmlMachine::in_named_reference,
      &HtmlMachine::in_number,
      &HtmlMachine::in_declaration,
      &HtmlMachine::in_bogus_comment,
      &HtmlMachine::in_comment_start,
      &HtmlMachine::in_comment_start_dash,
      &HtmlMachine::in_comment,
      &HtmlMachine::in_comment_dash,
      &HtmlMachine::in_comment_end,
      &HtmlMachine::in_comment_bang,
      &HtmlMachine::in_doctype,
      &HtmlMachine::in_cdata_bracket,
      &HtmlMachine::in_cdata_end,
      &HtmlMachine::in_raw_less,
      &HtmlMachine::in_raw_end_tag,
      &HtmlMachine::in_escape_start,
      &HtmlMachine::in_escaped,
      &HtmlMachine::in_double_less,
      &HtmlMachine::in_escape_word};
  static_assert(kSteps.size() ==
                static_cast<std::size_t>(State::kEscapeWord) + 1);
  (this->*kSteps[static_cast<std::size_t>(state_)])();
}

/// A tag that was begun is none; all else that was begun counts.
void HtmlMachine::finish() {
  switch (state_) {
    case State::kReference:
      end_reference(pending_);
      break;
    case State::kNamedReference:
      resolve_name(std::nullopt);
      break;
    case State::kNumber:
      resolve_number();
      break;
    case State::kTagOpen:
    case State::kRawLess:
      emit("<");
      break;
    case State::kEndTagOpen:
      emit("</");
      break;
    case State::kRawEndTag:
      emit(pending_);
      break;
    case State::kCdataBracket:
      emit("]");
      break;
    case State::kCdataEnd:
      emit("]]");
      break;
    case State::kDeclaration:
      begin_bogus_comment(pending_);
      end_comment();
      break;
    case State::kDoctype:
      sink_.doctype(parse_html_doctype(pending_, true));
      break;
    case State::kBogusComment:
    case State::kCommentStart:
    case State::kCommentStartDash:
    case State::kComment:
    case State::kCommentDash:
    case State::kCommentEnd:
    case State::kCommentBang:
      end_comment();
      break;
    default:
      break;
  }
  state_ = State::kText;
}

void HtmlMachine::count_to(const char* end) {
  counter_.advance({counted_, static_cast<std::size_t>(end - counted_)});
  counted_ = end;
}

/// Of the `<` of the tag at hand, be it in this chunk or in one before.
Position HtmlMachine::tag_position() {
  if (tag_at_ == nullptr) return tag_position_;
  count_to(tag_at_);
  tag_at_ = nullptr;
  return counter_.position();
}

}  // namespace gfetch::web
