#pragma once
/// The tokenizer of the HTML Standard (13.2.5). It takes a page in UTF-8, in
/// the chunks in which it arrives, and pushes tags, text, comments and doctypes
/// into a sink.
///
///   struct Hrefs : gfetch::web::HtmlSink {
///     void start_tag(const gfetch::web::HtmlTag& tag) override {
///       if (const auto* href = tag.find("href"))
///       found.emplace_back(href->value);
///     }
///     std::vector<std::string> found;
///   };
///   Hrefs hrefs;
///   gfetch::web::HtmlTokenizer tokenizer(hrefs);
///   while (more) tokenizer.feed(chunk);
///   tokenizer.finish();
///
/// The tokens do not depend on how the page is split into chunks, except that
/// text may come in several pieces. Time is linear in the size of the page, and
/// memory is bounded: the parts of a tag beyond the limits below are left out.
///
/// There is no tree builder. What it would tell the tokenizer (a title holds
/// RCDATA, svg may hold CDATA sections) is derived from the tags. Scripting is
/// disabled, so noscript holds markup.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gfetch/web/position.h"

namespace gfetch::web {

/// The size limit of a tag's or an attribute's name in bytes; longer names are
/// truncated.
inline constexpr std::size_t kMaxHtmlNameBytes = 256;
/// The size limit of an attribute's value in bytes; longer values are truncated
/// and marked as cut.
inline constexpr std::size_t kMaxHtmlValueBytes = std::size_t{64} * 1024;
/// The size limit in bytes of all names and values of one tag, and of one
/// comment.
inline constexpr std::size_t kMaxHtmlTagBytes = std::size_t{256} * 1024;
/// The maximum number of attributes of one tag.
inline constexpr std::size_t kMaxHtmlAttributes = 256;

struct HtmlAttribute {
  std::string_view name;   ///< the attribute's name; ASCII in lower case
  std::string_view value;  ///< the value with character references decoded
  bool cut = false;        ///< whether the value was truncated
};

/// A start tag or an end tag. Its views are valid until the sink's function
/// returns.
struct HtmlTag {
  std::string_view name = {};  ///< the tag's name; ASCII in lower case
  /// The attributes of the tag, no two of which have the same name.
  std::span<const HtmlAttribute> attributes = {};
  bool self_closing = false;  ///< the tag ends in `/>`
  bool foreign = false;       ///< the element is within svg or math
  Position position = {};     ///< the position of `<` in the page

  /// Returns the attribute named `wanted`; null when there is none.
  const HtmlAttribute* find(std::string_view wanted) const {
    for (const HtmlAttribute& attribute : attributes) {
      if (std::ranges::equal(attribute.name, wanted)) return &attribute;
    }
    return nullptr;
  }
};

struct HtmlDoctype {
  std::optional<std::string> name;
  std::optional<std::string> public_id;
  std::optional<std::string> system_id;
  bool force_quirks = false;
};

/// Receives the tokens of a page in their order. A token whose function is not
/// overridden is ignored.
class HtmlSink {
 public:
  virtual ~HtmlSink() = default;

  virtual void start_tag(const HtmlTag& /*tag*/) {}
  virtual void end_tag(std::string_view /*name*/) {}
  /// Receives text between tags, with character references decoded, often in
  /// several pieces.
  virtual void characters(std::string_view /*text*/) {}
  virtual void comment(std::string_view /*text*/) {}
  virtual void doctype(const HtmlDoctype& /*doctype*/) {}
};

/// The kinds of content between tags. Each has its own tokenizer state.
enum class HtmlContent {
  kData,       ///< text with tags and character references
  kRcdata,     ///< text with character references, as in a title
  kRawtext,    ///< plain text, as in a style element
  kScript,     ///< plain text in which `<!--` can hide the end tag
  kPlaintext,  ///< plain text up to the end of the page
  kCdata,      ///< a CDATA section, which ends at `]]>`
};

struct HtmlTokenizerOptions {
  /// The kind of content at the start of the page. If it is RCDATA, raw text or
  /// script data, the end tag `last_start_tag` ends it.
  HtmlContent content = HtmlContent::kData;
  std::string last_start_tag = {};
  /// Whether a start tag changes the kind of content, for example to RCDATA in
  /// a title and to script data in a script.
  bool follows_elements = true;
  /// Whether comments are passed to the sink.
  bool comments = false;
};

class HtmlMachine;

class HtmlTokenizer {
 public:
  /// Creates a tokenizer that pushes its tokens into `sink`, which must outlive
  /// it.
  explicit HtmlTokenizer(HtmlSink& sink, HtmlTokenizerOptions options = {});
  HtmlTokenizer(HtmlTokenizer&&) noexcept;
  HtmlTokenizer& operator=(HtmlTokenizer&&) noexcept;
  ~HtmlTokenizer();

  /// Tokenizes the next chunk of the page.
  void feed(std::string_view text);

  /// Ends the page: pushes unfinished text and comments, and drops an
  /// unfinished tag, as the Standard requires.
  void finish();

 private:
  std::unique_ptr<HtmlMachine> machine_;
};

}  // namespace gfetch::web
