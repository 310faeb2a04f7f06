#pragma once
/// The state machine of HtmlTokenizer. html_states.inc lists its states.
///
///   feed ─► read ─► step ─► in_<state> ─► emit, push_tag, end_comment ─► sink
///                     ▲          │
///                     └──────────┘  until the chunk is empty
///
/// **Invariants.** A step consumes at least one byte or changes the tokenizer
/// state. Between two chunks, all input that has not yet been pushed to the
/// sink is copied to members; no view into the old chunk remains. FastTag
/// parses simple tags in one step.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/html/fast_tag.h"
#include "web/html/foreign_elements.h"
#include "web/html/html_tokenizer.h"
#include "web/text/position_counter.h"
#include "web/text/text_cursor.h"

namespace gfetch::web {

class HtmlMachine {
 public:
  HtmlMachine(HtmlSink& sink, HtmlTokenizerOptions options);

  void feed(std::string_view text);
  void finish();

 private:
  enum class State : std::uint8_t {
#define GFETCH_HTML_STATE(state, step) state,
#include "web/html/html_states.inc"
#undef GFETCH_HTML_STATE
  };

  /// The escape state of script data: `<!--` starts an escaped part, and
  /// `<script` within it a doubly escaped part.
  enum class ScriptEscape : std::uint8_t { kNone, kEscaped, kDoubleEscaped };

  struct Attribute {
    std::uint32_t name = 0;  ///< the offset of the name in tag_text_
    std::uint32_t name_end = 0;
    std::uint32_t value_end = 0;  ///< the value extends from name_end to here
    std::uint32_t hash = 0;       ///< a hash of the attribute's name
    bool cut = false;
  };

  void read(std::string_view text);
  void step();

  // One step function for each state. It consumes at least one byte or changes
  // the state.
#define GFETCH_HTML_STATE(state, step) void step();
#include "web/html/html_states.inc"
#undef GFETCH_HTML_STATE

  // Functions for text.
  void take_text_stop(char c);
  State rawtext_state() const;
  void emit(std::string_view text);

  // Functions for character references.
  void begin_character_reference(State return_state);
  void resolve_named_reference(std::optional<char> next);
  void resolve_numeric_reference();
  void flush_character_reference(std::string_view text);

  // Functions for tags and their attributes.
  void begin_tag(bool closing);
  void begin_attribute();
  void end_attribute_name();
  void keep_name(std::string_view text, std::size_t from);
  void keep_value(std::string_view text);
  void end_tag();
  void push_tag(std::string_view name,
                std::span<const HtmlAttribute> attributes, bool self_closing);
  void switch_content(std::string_view element);

  // Functions for comments, doctypes and CDATA sections.
  void begin_bogus_comment(std::string_view text);
  void keep_comment(std::string_view text);
  void end_comment();

  void count_to(const char* end);
  Position tag_position();

  char front() const {
    return rest_.front();
  }
  void skip(std::size_t count = 1) {
    rest_.skip(count);
  }
  /// Takes the first `count` bytes off the chunk, which must have at least
  /// `count` bytes left.
  std::string_view take(std::size_t count) {
    return rest_.take(count);
  }

  HtmlSink& sink_;
  HtmlTokenizerOptions options_;
  State state_ = State::kData;
  HtmlContent content_;
  ForeignElements foreign_;

  TextCursor rest_;            ///< the unread rest of the chunk
  bool after_return_ = false;  ///< whether the last chunk ended with a CR

  // The position in the page, for error messages and links.
  PositionCounter counter_;
  const char* counted_ = nullptr;  ///< the byte to which counter_ has counted
  /// The `<` of the current tag, if in this chunk.
  const char* tag_at_ = nullptr;
  Position tag_position_;

  // The tag that is being read.
  FastTag fast_tag_;
  std::string tag_text_;  ///< the tag's name, then its attributes' text
  std::uint32_t tag_name_end_ = 0;
  std::vector<Attribute> attributes_;
  std::vector<HtmlAttribute> attribute_views_;
  bool closing_ = false;
  bool self_closing_ = false;
  /// Whether the attribute is kept: a duplicate is not.
  bool keeps_attribute_ = false;
  char quote_ = 0;
  std::string last_start_tag_;

  // The tokenizer state that must survive between two chunks.
  std::string temporary_buffer_;
  std::size_t matched_end_tag_ = 0;  ///< the matched bytes of last_start_tag_
  State return_state_ = State::kData;
  std::uint32_t reference_code_ = 0;
  bool is_hex_ = false;
  bool has_digits_ = false;
  ScriptEscape script_escape_ = ScriptEscape::kNone;
  int dashes_ = 0;
  std::string comment_;
};

}  // namespace gfetch::web
