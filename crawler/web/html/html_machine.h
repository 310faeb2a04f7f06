#pragma once
/// The state machine of HtmlTokenizer. html_states.inc lists its states.
///
///   feed ─► read ─► step ─► in_<state> ─► emit, push_tag, end_comment ─► sink
///                     ▲          │
///                     └──────────┘  until the chunk is empty
///
/// **Invariants.** A step takes at least one byte or changes the state. Between
/// two chunks, everything that is not pushed yet is in a member; no view into
/// the old chunk survives. A tag that lies in one chunk and has a common form
/// is read at once by FastTag.

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

  /// The escape of script data by comments: `<!--` escapes it, and `<script`
  /// in an escaped part escapes it doubly.
  enum class ScriptEscape : std::uint8_t { kNone, kEscaped, kDoubleEscaped };

  struct Attribute {
    std::uint32_t name = 0;  ///< offset in tag_text_
    std::uint32_t name_end = 0;
    std::uint32_t value_end = 0;  ///< the value starts at name_end
    std::uint32_t hash = 0;       ///< hash of the name
    bool cut = false;
  };

  void read(std::string_view text);
  void step();

  // A step for each state. It takes at least one byte or changes the state.
#define GFETCH_HTML_STATE(state, step) void step();
#include "web/html/html_states.inc"
#undef GFETCH_HTML_STATE

  // Text.
  void take_text_stop(char c);
  State rawtext_state() const;
  void emit(std::string_view text);

  // Character references.
  void begin_character_reference(State return_state);
  void resolve_named_reference(std::optional<char> next);
  void resolve_numeric_reference();
  void flush_character_reference(std::string_view text);

  // Tags.
  void begin_tag(bool closing);
  void begin_attribute();
  void end_attribute_name();
  void keep_name(std::string_view text, std::size_t from);
  void keep_value(std::string_view text);
  void end_tag();
  void push_tag(std::string_view name,
                std::span<const HtmlAttribute> attributes, bool self_closing);
  void switch_content(std::string_view element);

  // Markup declarations.
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
  /// Takes the first `count` bytes. At least that number must be left.
  std::string_view take(std::size_t count) {
    return rest_.take(count);
  }

  HtmlSink& sink_;
  HtmlTokenizerOptions options_;
  State state_ = State::kData;
  HtmlContent content_;
  ForeignElements foreign_;

  TextCursor rest_;            ///< the rest of the chunk
  bool after_return_ = false;  ///< the last chunk ended with a CR

  // Position.
  PositionCounter counter_;
  const char* counted_ = nullptr;  ///< the byte at the position of counter_
  const char* tag_at_ = nullptr;   ///< the `<`, if it is in this chunk
  Position tag_position_;

  // The current tag.
  FastTag fast_tag_;
  std::string tag_text_;  ///< the tag's name, then each name and value
  std::uint32_t tag_name_end_ = 0;
  std::vector<Attribute> attributes_;
  std::vector<HtmlAttribute> attribute_views_;
  bool closing_ = false;
  bool self_closing_ = false;
  bool keeps_attribute_ = false;  ///< false: the current attribute is dropped
  char quote_ = 0;
  std::string last_start_tag_;

  // State across chunks.
  std::string temporary_buffer_;
  std::size_t matched_end_tag_ = 0;  ///< bytes of last_start_tag_ that matched
  State return_state_ = State::kData;
  std::uint32_t reference_code_ = 0;
  bool is_hex_ = false;
  bool has_digits_ = false;
  ScriptEscape script_escape_ = ScriptEscape::kNone;
  int dashes_ = 0;
  std::string comment_;
};

}  // namespace gfetch::web
