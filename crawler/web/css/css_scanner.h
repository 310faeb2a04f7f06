#pragma once
/// Finds the URLs in a style sheet or in a part of one: `url(…)`, and the
/// strings of `@import` and `image-set(…)`, by the tokenization of CSS Syntax
/// Level 3 (4.3).

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "gfetch/web/position.h"
#include "web/text/position_counter.h"

namespace gfetch::web {

/// A URL in a style sheet. The view is valid until the callback returns.
struct CssUrl {
  std::string_view target;  ///< the URL with its CSS escapes decoded
  bool import = false;      ///< the URL belongs to an `@import` rule
  bool cut = false;         ///< whether the URL was truncated
  Position position;        ///< the position of the URL in the text
};

/// Returns the name of this kind of reference in a record.
constexpr std::string_view name_of(const CssUrl& url) {
  return url.import ? "@import" : "url()";
}

/// The scanner of a style sheet. The text is UTF-8 and may be split at any
/// byte. Memory is bounded.
///
///   kTop ─┬─► kWord ──`url(`──► kUrlStart ─┬─► kUrl ─► kUrlEnd ─► kBadUrl
///         ├─► kString                      └─► kString
///         └─► kSlash ─► kComment ◄─► kCommentStar
///
/// kEscape and kHex return to the state before the backslash. Every token ends
/// in kTop.
class CssScanner {
 public:
  using Found = std::function<void(const CssUrl&)>;

  explicit CssScanner(Found found) : found_(std::move(found)) {}

  void feed(std::string_view text);

  /// Ends the text and reports the URL of an unfinished string or url-token.
  void finish();

 private:
  enum class State : std::uint8_t {
    kTop,
    kSlash,  ///< after a `/` that may start a comment
    kComment,
    kCommentStar,  ///< after a `*` that may end a comment
    kWord,         ///< a name or number; `@` or `#` may precede it
    kString,
    kUrlStart,  ///< after `url(` and its whitespace
    kUrl,       ///< in an unquoted URL
    kUrlEnd,    ///< in the whitespace after an unquoted URL
    kBadUrl,    ///< in the rest of a bad-url-token
    kEscape,    ///< after the backslash of an escape
    kHex,       ///< in the hexadecimal digits of an escape
  };

  /// The kind of at-rule whose string or URL may follow.
  enum class Rule : std::uint8_t { kOther, kImport, kNamespace };

  void step();
  void in_top();
  void in_slash();
  void in_comment();
  void in_comment_star();
  void in_word();
  void in_string();
  void in_url_start();
  void in_url();
  void in_url_end();
  void in_bad_url();
  void in_escape();
  void in_hex();
  void begin_word(char mark);
  void begin_value(State state);
  void begin_escape();
  void end_word(char next);
  void end_string();
  void count_parentheses(char c);
  void end_url();
  void keep(std::string_view text);

  char front() const { return rest_.front(); }
  void skip(std::size_t count = 1) { rest_.remove_prefix(count); }

  Found found_;
  State state_ = State::kTop;
  State return_state_ = State::kTop;  ///< the state after an escape
  Rule rule_ = Rule::kOther;
  std::string_view rest_;          ///< the unread rest of the current piece
  const char* counted_ = nullptr;  ///< the byte to which counter_ has counted
  PositionCounter counter_;
  char mark_ = 0;        ///< the character before a word: `@`, `#` or 0
  char quote_ = 0;       ///< the opening quote of the current string
  bool in_url_ = false;  ///< whether the current string is in `url(`
  /// Nesting depth of `(` in image-set(); 0: outside.
  std::size_t image_set_ = 0;
  bool cut_ = false;
  int digits_ = 0;
  std::uint32_t number_ = 0;
  std::string value_;  ///< the current word (lower case), string or URL
  Position value_position_;
};

}  // namespace gfetch::web
