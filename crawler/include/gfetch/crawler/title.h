#pragma once
/// The title of a page, found as the page streams by.
///
///   TitleFinder finder;
///   while (!finder.done() && more) finder.feed(text);
///   finder.finish();
///   finder.title();  // "Tom & Jerry" of `<title> Tom &amp; Jerry </title>`
///
/// The tags are read by the rules of the HTML Standard, so that a title within
/// a comment, an attribute, a script or an SVG image is none.

#include <cstddef>
#include <string>
#include <string_view>

namespace gfetch {

class TitleFinder {
 public:
  /// So much of a page is looked at, and so much of a title kept.
  static constexpr std::size_t kLongestSearch = std::size_t{512} * 1024;
  static constexpr std::size_t kLongestTitle = std::size_t{4} * 1024;

  /// Takes the next part of the page, in UTF-8.
  /// Never blocks.
  void feed(std::string_view text);

  /// The page has ended.
  /// Never blocks.
  void finish();

  /// Whether the title is known, or none is to be expected.
  /// Never blocks.
  bool done() const { return state_ == State::kDone; }

  /// Character references decoded, blanks collapsed; empty when none was
  /// found.
  /// Never blocks.
  const std::string& title() const { return title_; }

 private:
  /// Where in the page the next character stands.
  enum class State {
    kText,           ///< between tags
    kTagOpen,        ///< after `<`
    kEndTagOpen,     ///< after `</`
    kTagName,        ///< of either
    kInTag,          ///< where an attribute's name may stand
    kBeforeValue,    ///< after `=`
    kQuotedValue,    ///< in quotes
    kUnquotedValue,  ///< until a blank
    kDeclaration,    ///< after `<!`
    kComment,        ///< until `-->`
    kBogusComment,   ///< until `>`
    kRawText,        ///< of a script and its like, until its own end tag
    kRawEnd,         ///< after `<` in it
    kDone,
  };

  void take(char c);
  void take_tag_open(char c);
  void take_tag_name(char c);
  void take_in_tag(char c);
  void take_before_value(char c);
  void take_declaration(char c);
  void take_comment(char c);
  void take_raw_end(char c);
  std::size_t skip(std::string_view text);
  void end_tag();
  void enter(std::string_view element);
  void leave_raw_text();
  void keep(std::string_view text);

  State state_ = State::kText;
  std::size_t seen_ = 0;
  std::string tag_;       ///< the name of the tag, in lower case
  bool closing_ = false;  ///< it is an end tag
  bool self_closing_ = false;
  bool named_ = false;      ///< in kInTag: within an attribute's name
  char quote_ = 0;          ///< of kQuotedValue
  std::string raw_;         ///< the element whose text is raw
  std::string raw_end_;     ///< what may become its end tag
  std::string pending_;     ///< the dashes of a comment, or `--` to be
  std::size_t images_ = 0;  ///< depth of svg and math elements
  std::string title_;
};

}  // namespace gfetch
