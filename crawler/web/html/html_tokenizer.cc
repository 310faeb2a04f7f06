#include "web/html/html_tokenizer.h"

#include <algorithm>
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

/// Tokenizes a chunk. Newlines are normalised first: CR and CRLF become LF.
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

void HtmlMachine::step() {
  using Step = void (HtmlMachine::*)();
  static constexpr Step kSteps[] = {
#define GFETCH_HTML_STATE(state, step) &HtmlMachine::step,
#include "web/html/html_states.inc"
#undef GFETCH_HTML_STATE
  };
  (this->*kSteps[static_cast<std::size_t>(state_)])();
}

/// Ends the page. An unfinished tag is dropped; any other unfinished token is
/// pushed to the sink.
void HtmlMachine::finish() {
  switch (state_) {
    case State::kCharacterReference:
      flush_character_reference(temporary_buffer_);
      break;
    case State::kNamedCharacterReference:
      resolve_named_reference(std::nullopt);
      break;
    case State::kNumericCharacterReference:
      resolve_numeric_reference();
      break;
    case State::kTagOpen:
    case State::kRawtextLessThanSign:
      emit("<");
      break;
    case State::kEndTagOpen:
      emit("</");
      break;
    case State::kRawtextEndTagName:
      emit(temporary_buffer_);
      break;
    case State::kCdataSectionBracket:
      emit("]");
      break;
    case State::kCdataSectionEnd:
      emit("]]");
      break;
    case State::kMarkupDeclarationOpen:
      begin_bogus_comment(temporary_buffer_);
      end_comment();
      break;
    case State::kDoctype:
      sink_.doctype(parse_html_doctype(temporary_buffer_, true));
      break;
    case State::kBogusComment:
    case State::kCommentStart:
    case State::kCommentStartDash:
    case State::kComment:
    case State::kCommentEndDash:
    case State::kCommentEnd:
    case State::kCommentEndBang:
      end_comment();
      break;
    default:
      break;
  }
  state_ = State::kData;
}

void HtmlMachine::count_to(const char* end) {
  counter_.advance({counted_, static_cast<std::size_t>(end - counted_)});
  counted_ = end;
}

/// Returns the position of the current tag's `<`, which may be in an earlier
/// chunk.
Position HtmlMachine::tag_position() {
  if (tag_at_ == nullptr) return tag_position_;
  count_to(tag_at_);
  tag_at_ = nullptr;
  return counter_.position();
}

}  // namespace gfetch::web
