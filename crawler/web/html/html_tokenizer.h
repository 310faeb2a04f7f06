#pragma once
/// The tokenizer of the HTML Standard: a page in UTF-8, in chunks as they
/// arrive, becomes tags, text, comments and doctypes, which are handed to a
/// sink at once.
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
/// However the page is cut, the tokens are the same; but a text may come in
/// several pieces. Time is linear in the page, and memory is flat: what one tag
/// holds beyond the limits below is left out.
///
/// There is no tree: what in the Standard its builder tells the tokenizer (that
/// a title holds text, that within svg there are CDATA sections) is told by the
/// tags alone. No script runs, so noscript holds markup.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gfetch/web/position.h"

namespace gfetch::web {

/// The longest name of a tag or attribute that is kept whole.
inline constexpr std::size_t kLongestHtmlName = 256;
/// What is kept of a value; a longer one is marked.
inline constexpr std::size_t kLongestHtmlValue = std::size_t{64} * 1024;
/// What is kept of all names and values of one tag, and of one comment.
inline constexpr std::size_t kLongestHtmlTag = std::size_t{256} * 1024;
/// Of one tag.
inline constexpr std::size_t kMostHtmlAttributes = 256;

struct HtmlAttribute {
  std::string_view name;   ///< its ASCII in lower case
  std::string_view value;  ///< character references decoded
  bool cut = false;        ///< the value was longer
};

/// The views live until the sink returns.
struct HtmlTag {
  std::string_view name = {};                      ///< its ASCII in lower case
  std::span<const HtmlAttribute> attributes = {};  ///< no two of one name
  bool self_closing = false;                       ///< `<br/>`
  bool foreign = false;                            ///< within svg or math
  Position position = {};                          ///< of its `<`

  /// The attribute called `wanted`; null when there is none.
  /// Never blocks.
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

/// Takes the tokens in their order. It ignores what it does not override.
class HtmlSink {
 public:
  virtual ~HtmlSink() = default;

  virtual void start_tag(const HtmlTag& /*tag*/) {}
  virtual void end_tag(std::string_view /*name*/) {}
  /// Text between tags, decoded; often one of several pieces.
  virtual void characters(std::string_view /*text*/) {}
  virtual void comment(std::string_view /*text*/) {}
  virtual void doctype(const HtmlDoctype& /*doctype*/) {}
};

/// How text is read: the states of the Standard between tags.
enum class HtmlContent {
  kData,       ///< tags and character references
  kRcdata,     ///< of a title: character references
  kRawtext,    ///< of a style: neither
  kScript,     ///< neither, and comments hide its end
  kPlaintext,  ///< neither, and no end
  kCdata,      ///< until `]]>`
};

struct HtmlTokenizerOptions {
  /// In what the page begins; the first tag to end it is `last_start_tag`.
  HtmlContent content = HtmlContent::kData;
  std::string last_start_tag = {};
  /// Reads on as a start tag says: the text of a title as RCDATA, of a script
  /// as kScript. Without it a page is kData unless `content` says otherwise.
  bool follows_elements = true;
  /// The sink wants to know what comments say.
  bool comments = false;
};

class HtmlMachine;

class HtmlTokenizer {
 public:
  /// Pushes into `sink`, which outlives it.
  explicit HtmlTokenizer(HtmlSink& sink, HtmlTokenizerOptions options = {});
  HtmlTokenizer(HtmlTokenizer&&) noexcept;
  HtmlTokenizer& operator=(HtmlTokenizer&&) noexcept;
  ~HtmlTokenizer();

  /// Takes the next part of the page.
  /// Never blocks longer than the sink does.
  void feed(std::string_view text);

  /// The page has ended: what was begun is pushed as the Standard has it.
  /// Never blocks longer than the sink does.
  void finish();

 private:
  std::unique_ptr<HtmlMachine> machine_;
};

}  // namespace gfetch::web
