#pragma once
/// Finds what a style sheet, or a part of one, refers to: `url(…)`, and the
/// strings of `@import` and `image-set(…)`, as the tokens of CSS Syntax have
/// them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "gfetch/web/position.h"
#include "web/text/position_counter.h"

namespace gfetch::web {

/// The view lives until the call that gets it returns.
struct CssUrl {
  std::string_view target;  ///< escapes undone
  bool import = false;      ///< of an `@import`
  bool cut = false;         ///< it was longer
  Position position;        ///< of the target in the text
};

/// How the sheet refers to it.
constexpr std::string_view name_of(const CssUrl& url) {
  return url.import ? "@import" : "url()";
}

/// Text in UTF-8 may come in any pieces. Memory is flat.
class CssScanner {
 public:
  using Found = std::function<void(const CssUrl&)>;

  explicit CssScanner(Found found) : found_(std::move(found)) {}

  void feed(std::string_view text);

  /// The text has ended; what it ends in counts.
  void finish();

 private:
  enum class State : std::uint8_t {
    kTop,
    kSlash,  ///< after `/`
    kComment,
    kCommentStar,  ///< after `*` in it
    kWord,         ///< a name, a number, either with what marks it
    kString,
    kUrlStart,  ///< after `url(`
    kUrl,       ///< without quotes
    kUrlEnd,    ///< in the blanks after it
    kBadUrl,
    kEscape,  ///< after a backslash
    kHex,     ///< in its digits
  };

  /// What the rule at hand makes of a string.
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
  void nest(char c);
  void end_url();
  void keep(std::string_view text);

  char front() const { return rest_.front(); }
  void skip(std::size_t count = 1) { rest_.remove_prefix(count); }

  Found found_;
  State state_ = State::kTop;
  State back_ = State::kTop;  ///< after an escape
  Rule rule_ = Rule::kOther;
  std::string_view rest_;          ///< of the piece
  const char* counted_ = nullptr;  ///< how much of the piece counter_ knows
  PositionCounter counter_;
  char mark_ = 0;              ///< of a word: `@`, `#` or none
  char quote_ = 0;             ///< of a string
  bool in_url_ = false;        ///< the string stands in `url(`
  std::size_t image_set_ = 0;  ///< parentheses open in one; 0: it is in none
  bool cut_ = false;
  int digits_ = 0;
  std::uint32_t number_ = 0;
  std::string value_;  ///< of a word in lower case, a string or a URL
  Position value_position_;
};

}  // namespace gfetch::web
