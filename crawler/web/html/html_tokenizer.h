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

/// The limit for the name of a tag or an attribute; longer names are truncated.
inline constexpr std::size_t kMaxHtmlNameBytes = 256;
/// The limit for the value of an attribute; longer values are truncated and
/// marked.
inline constexpr std::size_t kMaxHtmlValueBytes = std::size_t{64} * 1024;
/// The limit for all names and values of one tag, and for one comment.
inline constexpr std::size_t kMaxHtmlTagBytes = std::size_t{256} * 1024;
/// The limit for the attributes of one tag.
inline constexpr std::size_t kMaxHtmlAttributes = 256;

struct HtmlAttribute {
  std::string_view name;   ///< ASCII in lower case
  std::string_view value;  ///< character references decoded
  bool cut = false;        ///< the value was truncated
};

/// The views are valid until the sink returns.
struct HtmlTag {
  std::string_view name = {};                      ///< ASCII in lower case
  std::span<const HtmlAttribute> attributes = {};  ///< with unique names
  bool self_closing = false;                       ///< `<br/>`
  bool foreign = false;                            ///< within svg or math
  Position position = {};                          ///< the position of its `<`

  /// The attribute with the name `wanted`; null when there is none.
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

/// Receives the tokens in their order. A function that is not overridden
/// ignores its token.
class HtmlSink {
 public:
  virtual ~HtmlSink() = default;

  virtual void start_tag(const HtmlTag& /*tag*/) {}
  virtual void end_tag(std::string_view /*name*/) {}
  /// Text between tags with character references decoded, often in several
  /// pieces.
  virtual void characters(std::string_view /*text*/) {}
  virtual void comment(std::string_view /*text*/) {}
  virtual void doctype(const HtmlDoctype& /*doctype*/) {}
};

/// The kinds of content between tags, each with a state of its own.
enum class HtmlContent {
  kData,       ///< with tags and character references
  kRcdata,     ///< with character references, as in a title
  kRawtext,    ///< with neither, as in a style
  kScript,     ///< with neither; `<!--` can hide the end tag
  kPlaintext,  ///< with neither, up to the end of the page
  kCdata,      ///< a CDATA section, up to `]]>`
};

struct HtmlTokenizerOptions {
  /// The content at the start of the page, which the end tag `last_start_tag`
  /// ends.
  HtmlContent content = HtmlContent::kData;
  std::string last_start_tag = {};
  /// Whether a start tag changes the kind of content: to RCDATA in a title, to
  /// script data in a script.
  bool follows_elements = true;
  /// Whether comments are passed to the sink.
  bool comments = false;
};

class HtmlMachine;

class HtmlTokenizer {
 public:
  /// Pushes tokens into `sink`, which must outlive the tokenizer.
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
