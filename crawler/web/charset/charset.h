#pragma once
/// Character encodings: labels, detection and decoding to UTF-8, by the
/// Encoding Standard and the HTML Standard.
///
///   const MediaType type = parse_media_type("text/html; charset=latin1");
///   const Charset charset = charset_of(type, first_bytes, meta_prescan);
///   if (charset.encoding) charset.encoding->name;  // "windows-1252"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gfetch::web {

/// A character encoding of the Encoding Standard.
struct Encoding {
  std::string_view name;       ///< the standard name, such as `windows-1252`
  std::string_view labels;     ///< its labels, lower case, separated by spaces
  const char* converter = "";  ///< ICU's name; empty: cannot be decoded
};

/// Returns the encoding with the label `label`, such as `latin1` or `UTF8`;
/// null when the label is unknown.
const Encoding* encoding_labelled(std::string_view label);

/// A parsed Content-Type header.
struct MediaType {
  std::string essence;  ///< such as `text/html`, in lower case
  std::string charset;  ///< the charset parameter as sent; or empty

  bool is_html() const;
  bool is_css() const;
  bool is_xml() const;  ///< true also for XHTML, as is_html() is
  /// Returns true if the media type is textual: text/*, HTML, XML, JSON,
  /// scripts.
  bool is_text() const;
};

MediaType parse_media_type(std::string_view content_type);

/// The declared encoding of a text, the result of charset_of().
struct Charset {
  /// The encoding; null: none was declared.
  const Encoding* encoding = nullptr;
  std::size_t mark = 0;  ///< the length of the byte order mark, in bytes
};

/// The limit of the prescan in bytes: an encoding that a page declares later
/// does not count (HTML Standard, 13.2.3.2).
inline constexpr std::size_t kPrescanLimit = 1024;

/// A function that returns the encoding declared by the meta elements in
/// `head`, or null when there is no declaration. The only one is `meta_prescan`
/// in web/html; a parameter keeps the charset code independent of HTML.
using MetaPrescan = const Encoding* (*)(std::string_view head);

/// Determines the encoding of a text whose first bytes are `head`. The first of
/// these sources that names a known encoding decides: the byte order mark; the
/// charset parameter of `type`; the declaration within the first kPrescanLimit
/// bytes, which is a meta element in HTML (found by `prescan`), the XML
/// declaration in XML, and the @charset rule in CSS. JSON is always UTF-8.
Charset charset_of(const MediaType& type, std::string_view head,
                   MetaPrescan prescan);

/// Converts a text that arrives in pieces to UTF-8.
class TextDecoder {
 public:
  explicit TextDecoder(const Encoding& encoding);
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;
  ~TextDecoder();

  /// Decodes the next bytes and appends the text to `out`; `last` marks the end
  /// of the text. Invalid sequences become U+FFFD, except that UTF-8 passes
  /// unchanged.
  void decode(std::string_view bytes, std::string& out, bool last = false);

  /// Returns true if no invalid sequence has been replaced so far.
  bool lossless() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Decodes the whole text `bytes` to valid UTF-8. Returns nothing when the
/// bytes are not valid in `encoding`.
std::optional<std::string> text_in(const Encoding& encoding,
                                   std::string_view bytes);

}  // namespace gfetch::web
