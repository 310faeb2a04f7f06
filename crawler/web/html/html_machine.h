#pragma once
/// The states of HtmlTokenizer. They are the Standard's; where several differ
/// only in which errors they report, they are one, and where several differ
/// only in what ends them, a member says what does.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/html/foreign_elements.h"
#include "web/html/html_tokenizer.h"
#include "web/html/usual_tag.h"
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
    kText,  ///< of content_
    kTagOpen,
    kEndTagOpen,
    kTagName,
    kBeforeName,
    kName,
    kAfterName,
    kBeforeValue,
    kQuotedValue,
    kUnquotedValue,
    kAfterValue,
    kSelfClosing,
    kReference,       ///< after `&`
    kNamedReference,  ///< in letters and digits
    kNumber,          ///< after `&#`
    kDeclaration,     ///< after `<!`
    kBogusComment,
    kCommentStart,
    kCommentStartDash,
    kComment,
    kCommentDash,
    kCommentEnd,
    kCommentBang,
    kDoctype,
    kCdataBracket,
    kCdataEnd,
    kRawLess,    ///< after `<` in raw text
    kRawEndTag,  ///< after `</` in it
    kEscapeStart,
    kEscaped,  ///< within `<!--` of a script
    kDoubleLess,
    kEscapeWord,  ///< in what may say `script` there
  };

  /// How deep a script is in comments.
  enum class Escape : std::uint8_t { kNone, kOnce, kTwice };

  struct Attribute {
    std::uint32_t name = 0;  ///< where it begins in kept_
    std::uint32_t name_end = 0;
    std::uint32_t value_end = 0;  ///< the value begins at name_end
    std::uint32_t hash = 0;       ///< of the name
    bool cut = false;
  };

  void read(std::string_view text);
  void step();

  // Text.
  void in_text();
  void text_stop(char c);
  void in_raw_less();
  void in_raw_end_tag();
  void in_escape_start();
  void in_escaped();
  void in_double_less();
  void in_escape_word();
  void in_cdata_bracket();
  void in_cdata_end();
  State raw_text() const;
  void emit(std::string_view text);

  // Character references.
  void begin_reference(State back);
  void in_reference();
  void in_named_reference();
  void in_number();
  void resolve_name(std::optional<char> next);
  void resolve_number();
  void end_reference(std::string_view text);

  // Tags.
  void in_tag_open();
  void in_end_tag_open();
  void in_tag_name();
  void in_before_name();
  void in_name();
  void in_after_name();
  void in_before_value();
  void in_quoted_value();
  void in_unquoted_value();
  void in_after_value();
  void in_self_closing();
  void begin_tag(bool closing);
  void begin_attribute();
  void end_name();
  void keep_name(std::string_view text, std::size_t from);
  void keep_value(std::string_view text);
  void end_tag();
  void push_tag(std::string_view name,
                std::span<const HtmlAttribute> attributes, bool self_closing);
  void follow(std::string_view element);

  // Declarations.
  void in_declaration();
  void in_bogus_comment();
  void in_comment_start();
  void in_comment_start_dash();
  void in_comment();
  void in_comment_dash();
  void in_comment_end();
  void in_comment_bang();
  void in_doctype();
  void begin_bogus_comment(std::string_view text);
  void keep_comment(std::string_view text);
  void end_comment();

  void count_to(const char* end);
  Position tag_position();

  char front() const { return rest_.front(); }
  void skip(std::size_t count = 1) { rest_.skip(count); }
  /// Takes the first `count` bytes, which are there.
  std::string_view take(std::size_t count) { return rest_.take(count); }

  HtmlSink& sink_;
  HtmlTokenizerOptions options_;
  State state_ = State::kText;
  HtmlContent content_;
  ForeignElements foreign_;

  TextCursor rest_;            ///< of the chunk
  bool after_return_ = false;  ///< the last chunk ended with a CR

  // Position.
  PositionCounter counter_;
  const char* counted_ = nullptr;  ///< the byte of the chunk it is of
  const char* tag_at_ = nullptr;   ///< the `<` in the chunk, if it is there
  Position tag_position_;

  // A tag.
  UsualTag usual_;
  std::string kept_;  ///< the tag's name, then names and values by turns
  std::uint32_t tag_name_end_ = 0;
  std::vector<Attribute> attributes_;
  std::vector<HtmlAttribute> views_;
  bool closing_ = false;
  bool self_closing_ = false;
  bool keeps_ = false;  ///< the attribute at hand
  char quote_ = 0;
  std::string last_start_tag_;

  // What may become something.
  std::string pending_;
  std::size_t matched_ = 0;  ///< of last_start_tag_
  State back_ = State::kText;
  std::uint32_t number_ = 0;
  bool hex_ = false;
  bool digits_ = false;
  Escape escape_ = Escape::kNone;
  int dashes_ = 0;
  std::string comment_;
};

}  // namespace gfetch::web
